//! A simulated day in the console's own map: what `kaimen simulate` makes of the units of the demo, played at many times
//! the speed of life through the same acts of the application as the screens use.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::Context;
use kaimen_app::{App, Error};
use kaimen_domain::act::Act;
use kaimen_domain::call::Outcome;
use kaimen_domain::id::{CallId, UnitId};
use kaimen_roads::{Coordinate, Profile, Route};
use kaimen_sim::simulate::layout::make;
use kaimen_sim::simulate::{Layout, Move, Rules, Scenario, Travel, draw, watch};
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::people::{Officer, People};
use super::{calls, patrol, wait};

/// The day begins at 7 h, when it becomes lively.
const BEGINS: i64 = 7 * 3_600_000;
/// Seconds between looks.
const LOOK: f64 = 0.5;
/// Routes asked for in one look.
const ROUTES: usize = 60;
const TOLD: &str = "民警到场了解情况，已当场处理，双方无异议。";
const WHY: &str = "模拟推演派警";

/// What to play.
#[derive(Clone, Copy)]
pub(crate) struct Play {
    /// Times the speed of life.
    pub(crate) speed: f64,
    /// Calls in the day.
    pub(crate) calls_per_day: f64,
    /// Seed of the day.
    pub(crate) seed: u64,
}

/// A simulated day of the demo's units.
struct Day {
    /// In order of time.
    acts: Vec<(i64, Step)>,
    calls: Vec<(&'static str, Coordinate)>,
    /// Drives of each unit in order of time.
    moves: HashMap<UnitId, Vec<Move>>,
}

/// What happens to a call, by its number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Phone(usize),
    Send(usize, Vec<UnitId>),
    Arrive(usize),
    Clear(usize),
}

/// Plays the day until the process ends; the units then stay where they are.
pub(crate) async fn play(app: App, people: People, play: Play) -> anyhow::Result<()> {
    let people = Arc::new(people);
    let (of, with) = (app.clone(), Arc::clone(&people));
    let day = tokio::task::spawn_blocking(move || simulate(&of, &with, play)).await.context("no day")??;
    let mut player = Player { app, people, day, open: HashMap::new(), ways: HashMap::new(), next: 0 };
    let mut random = StdRng::seed_from_u64(play.seed);
    let begun = tokio::time::Instant::now();
    loop {
        let now = BEGINS + (begun.elapsed().as_secs_f64() * play.speed * 1_000.0) as i64;
        player.act(now, &mut random).await;
        player.move_units(now).await;
        wait(LOOK).await;
    }
}

fn simulate(app: &App, people: &People, play: Play) -> anyhow::Result<Day> {
    let mut units: Vec<(&UnitId, &Officer)> = people.officers.iter().collect();
    units.sort_by_key(|(id, _)| **id);
    let layout = Layout {
        units: units.len(),
        at_stations: Default::default(),
        crew: 1,
        travel: Travel::Mixed,
        shifts: 1,
        demand: 600,
        recorded: Vec::new(),
        given: units.iter().map(|(_, officer)| (officer.home, officer.profile)).collect(),
        seed: play.seed,
    };
    let made = make(app.map(), &layout, &mut |_, _| {})?;
    let scenario = Scenario {
        days: 1,
        warm_up_hours: 0,
        seed: play.seed,
        calls_per_day: play.calls_per_day,
        shifts: 1,
        ..Scenario::default()
    };
    let rules = Rules::named("live").context("the live rules have a name")?;
    let drawn = draw(&made.district, &scenario, 0);
    let record = watch(&made.district, &scenario, &rules, &drawn)?;
    let id = |unit: u32| *units[made.home_of[unit as usize]].0;
    let mut teams: Vec<Vec<UnitId>> = vec![Vec::new(); drawn.len()];
    for tour in record.tours.iter().filter(|tour| !tour.taken) {
        teams[tour.call as usize].push(id(tour.unit));
    }
    let mut acts = Vec::new();
    for (number, (call, handled)) in drawn.iter().zip(&record.calls).enumerate() {
        if let Some(sent) = handled.sent.filter(|_| call.time >= BEGINS) {
            acts.push((call.time, Step::Phone(number)));
            acts.push((sent, Step::Send(number, std::mem::take(&mut teams[number]))));
            acts.push((handled.arrived, Step::Arrive(number)));
            acts.push((handled.cleared, Step::Clear(number)));
        }
    }
    acts.sort();
    let code =
        |kind: u32| kaimen_domain::kind::find(&scenario.kinds[kind as usize].code).map_or("other", |kind| kind.code);
    let place = |demand: u32| made.district.places.at(made.district.demand[demand as usize].place);
    let mut moves: HashMap<UnitId, Vec<Move>> = HashMap::new();
    for one in record.moves.into_iter().flatten() {
        moves.entry(id(one.unit)).or_default().push(one);
    }
    moves.values_mut().for_each(|own| own.sort_by_key(|one| one.depart));
    Ok(Day { acts, calls: drawn.iter().map(|call| (code(call.kind), place(call.demand))).collect(), moves })
}

struct Player {
    app: App,
    people: Arc<People>,
    day: Day,
    /// Calls that were taken, with the units sent.
    open: HashMap<usize, (CallId, u32, Vec<UnitId>)>,
    /// The way of each unit's drive, by its number among the drives.
    ways: HashMap<UnitId, (usize, Option<Route>)>,
    next: usize,
}

impl Player {
    /// Does what is due.
    async fn act(&mut self, now: i64, random: &mut StdRng) {
        while let Some((_, step)) = self.day.acts.get(self.next).filter(|(time, _)| *time <= now).cloned() {
            self.next += 1;
            // A visitor may have been quicker with this call; the day goes on.
            if let Err(error) = self.step(step, random).await {
                tracing::debug!(%error, "a step of the simulated day could not be played: {error}");
            }
        }
    }

    async fn step(&mut self, step: Step, random: &mut StdRng) -> Result<(), Error> {
        let desk = &self.people.desk;
        match step {
            Step::Phone(number) => {
                let (kind, at) = self.day.calls[number];
                let taken = calls::phone(&self.app, &self.people, kind, calls::said(kind), at, random).await?;
                self.open.insert(number, (taken.call.id, taken.call.version, Vec::new()));
            }
            Step::Send(number, team) => {
                let Some((call, version, units)) = self.open.get_mut(&number) else { return Ok(()) };
                self.app.dispatch(desk, *call, *version, team.clone(), Some(WHY.to_owned())).await?;
                units.clone_from(&team);
                for officer in team.iter().filter_map(|unit| self.people.officers.get(unit)) {
                    self.app.progress(&officer.caller, *call, Act::Acknowledge).await?;
                    self.app.progress(&officer.caller, *call, Act::EnRoute).await?;
                }
            }
            Step::Arrive(number) => {
                let Some((call, _, units)) = self.open.get(&number) else { return Ok(()) };
                for officer in units.iter().filter_map(|unit| self.people.officers.get(unit)) {
                    self.app.progress(&officer.caller, *call, Act::OnScene).await?;
                }
            }
            Step::Clear(number) => {
                let Some((call, _, units)) = self.open.remove(&number) else { return Ok(()) };
                let officers = units.iter().filter_map(|unit| self.people.officers.get(unit));
                for officer in officers.clone() {
                    self.app.resolve(&officer.caller, call).await?;
                }
                if let Some(officer) = officers.clone().next() {
                    let outcome = Outcome::Settled;
                    let told = self.app.give_feedback(&officer.caller, call, outcome, TOLD).await?;
                    self.app.close(desk, call, told.version).await?;
                }
            }
        }
        Ok(())
    }

    /// Moves every unit that drives, and puts the others where their last drive ended.
    async fn move_units(&mut self, now: i64) {
        let mut asked = 0;
        for (unit, moves) in &self.day.moves {
            let Some(officer) = self.people.officers.get(unit) else { continue };
            let Some(number) = moves.partition_point(|one| one.depart <= now).checked_sub(1) else { continue };
            let one = &moves[number];
            let part = (now - one.depart) as f64 / (one.arrive - one.depart).max(1) as f64;
            let known = self.ways.get(unit).is_some_and(|(way, _)| *way == number);
            let at = if part >= 1.0 {
                one.to
            } else if known {
                let way = self.ways.get(unit).and_then(|(_, way)| way.as_ref());
                way.and_then(|way| patrol::along(way, part)).unwrap_or(one.to)
            } else if asked < ROUTES {
                asked += 1;
                let way = route(&self.app, officer.profile, one).await;
                let at = way.as_ref().and_then(|way| patrol::along(way, part)).unwrap_or(one.from);
                self.ways.insert(*unit, (number, way));
                at
            } else {
                continue;
            };
            // A unit whose phone reports for itself is not moved back in time; the next look tries again.
            let _ = self.app.live().fix(*unit, at, self.app.now()).await;
        }
    }
}

async fn route(app: &App, profile: Profile, one: &Move) -> Option<Route> {
    app.route_between(profile, one.from, one.to).await.ok().flatten()
}
