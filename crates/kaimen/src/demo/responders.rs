//! Officers of the demo answer their calls by themselves, except those whose officer has signed in.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use kaimen_app::{App, Error};
use kaimen_domain::act::Act;
use kaimen_domain::assignment::{Assignment, AssignmentState};
use kaimen_domain::call::{Call, CallState, Outcome};
use kaimen_domain::id::UnitId;
use kaimen_roads::Coordinate;
use rand::RngExt;
use rand::rngs::StdRng;

use super::people::People;
use super::wait;

/// A call that nobody has sent anybody to after this many seconds is sent the recommended team, so that the demo does
/// not silt up while nobody sits at the desk.
const DESK_WAITS: i64 = 40;
/// A unit is there when it is this near, in metres.
const THERE: f64 = 60.0;

/// Looks at every open call once a second.
pub(super) async fn run(app: App, people: Arc<People>, mut random: StdRng) {
    loop {
        wait(1.0).await;
        let now = app.now();
        let open = kaimen_store::call::open_and_closed_since(app.database().read(), None, now).await;
        let Ok(open) = open else { continue };
        let human = humans(&app, &people).await;
        for call in open {
            // Somebody else may have been quicker; the next round sees that.
            match step(&app, &people, &human, &call, &mut random).await {
                Ok(())
                | Err(Error::WrongState(_) | Error::StaleVersion { .. } | Error::UnitTaken(_) | Error::Conflict) => {}
                Err(error) => tracing::debug!(%error, "the demo could not go on with a call: {error}"),
            }
        }
    }
}

/// Units whose officer is a visitor.
async fn humans(app: &App, people: &People) -> HashSet<UnitId> {
    let mut human = HashSet::new();
    for (unit, officer) in people.officers.iter().filter(|(_, officer)| officer.can_sign_in) {
        if app.is_signed_in(officer.account).await.unwrap_or(false) {
            human.insert(*unit);
        }
    }
    human
}

fn since(now: DateTime<Utc>, then: DateTime<Utc>) -> i64 {
    (now - then).num_seconds()
}

async fn step(
    app: &App,
    people: &People,
    human: &HashSet<UnitId>,
    call: &Call,
    random: &mut StdRng,
) -> Result<(), Error> {
    let now = app.now();
    let waited = since(now, call.state_since);
    match call.state {
        CallState::Classified if waited >= DESK_WAITS => send(app, people, call).await,
        CallState::Resolved if waited >= 5 && !by_human(call, human) => tell(app, people, call, random).await,
        CallState::Feedback if waited >= 45 && !by_human(call, human) => {
            app.close(&people.desk, call.id, call.version).await.map(|_| ())
        }
        _ => {
            for assignment in call.assignments.iter().filter(|a| a.is_open() && !human.contains(&a.unit)) {
                go_on(app, people, call, assignment, now, random).await?;
            }
            Ok(())
        }
    }
}

fn by_human(call: &Call, human: &HashSet<UnitId>) -> bool {
    call.assignments.iter().any(|a| human.contains(&a.unit))
}

async fn send(app: &App, people: &People, call: &Call) -> Result<(), Error> {
    let advice = app.recommend_for(&people.desk, call.id, 3).await?;
    let team: Vec<UnitId> = advice.picks.iter().take(advice.team.max(1)).map(|pick| pick.unit_id).collect();
    if team.is_empty() {
        return Ok(());
    }
    app.dispatch(&people.desk, call.id, call.version, team, None).await.map(|_| ())
}

async fn tell(app: &App, people: &People, call: &Call, random: &mut StdRng) -> Result<(), Error> {
    const TOLD: [(Outcome, &str); 4] = [
        (Outcome::Settled, "民警到场了解情况，已当场处理，双方无异议。"),
        (Outcome::Mediated, "经双方同意，现场调解，当事人握手言和。"),
        (Outcome::Settled, "已到场劝导并恢复秩序，提醒注意安全。"),
        (Outcome::Transferred, "已联系主管部门到场接手，并告知报警人后续联系方式。"),
    ];
    let officer = call.assignments.iter().rev().find_map(|a| people.officers.get(&a.unit)).ok_or(Error::NotFound)?;
    let (outcome, text) = if call.medical.is_some() {
        (Outcome::Medical, "病人已送医，家属已到场。")
    } else {
        TOLD[random.random_range(0..TOLD.len())]
    };
    app.give_feedback(&officer.caller, call.id, outcome, text).await.map(|_| ())
}

async fn go_on(
    app: &App,
    people: &People,
    call: &Call,
    assignment: &Assignment,
    now: DateTime<Utc>,
    random: &mut StdRng,
) -> Result<(), Error> {
    let Some(officer) = people.officers.get(&assignment.unit) else { return Ok(()) };
    let caller = &officer.caller;
    match assignment.state {
        AssignmentState::Dispatched if since(now, assignment.dispatched_at) >= 3 => {
            app.progress(caller, call.id, Act::Acknowledge).await?;
        }
        AssignmentState::Acknowledged => {
            app.progress(caller, call.id, Act::EnRoute).await?;
        }
        AssignmentState::EnRoute => {
            let goal = Coordinate { lon: call.place.lon, lat: call.place.lat };
            let here = app.live().fixes().get(&assignment.unit).map(|moved| moved.at);
            let late =
                assignment.eta_ms.is_some_and(|ms| since(now, assignment.dispatched_at) > i64::from(ms) / 1000 + 120);
            if late || here.is_some_and(|here| here.metres_to(goal) <= THERE) {
                app.progress(caller, call.id, Act::OnScene).await?;
            }
        }
        AssignmentState::OnScene => {
            let there = assignment.on_scene_at.map_or(0, |at| since(now, at));
            // Between one and five minutes, at an even chance each second.
            if there > 300 || (there > 60 && random.random_bool(0.006)) {
                app.resolve(caller, call.id).await?;
            }
        }
        AssignmentState::Dispatched | AssignmentState::Cleared | AssignmentState::Recalled => {}
    }
    Ok(())
}
