//! Units of the demo move along real roads: on patrol around their community, and to the call they are sent to.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use kaimen_app::App;
use kaimen_domain::id::{CallId, UnitId};
use kaimen_domain::unit::DutyStatus;
use kaimen_roads::Coordinate;
use kaimen_roads::route::Route;
use rand::RngExt;
use rand::rngs::StdRng;

use super::people::{Officer, People};
use super::wait;

/// Patrol keeps within this of the home community, in degrees.
const BEAT: f64 = 0.012;
/// Routes asked for in one second: more than that would only make the start slow.
const ROUTES: usize = 12;

/// Where a unit is going.
struct Trip {
    route: Route,
    begun: tokio::time::Instant,
    /// Slower than the road allows: patrol looks around.
    pace: f64,
    goal: Option<CallId>,
}

impl Trip {
    /// Place after the time gone, and whether the end is reached.
    fn place(&self) -> Option<(Coordinate, bool)> {
        let last = *self.route.points.last()?;
        let whole = f64::from(self.route.ms.max(1)) / 1000.0 / self.pace;
        let part = self.begun.elapsed().as_secs_f64() / whole;
        Some(if part >= 1.0 { (last, true) } else { (along(&self.route, part).unwrap_or(last), false) })
    }
}

/// Place after a part of a way, counted by length; `None` for its end.
pub(super) fn along(route: &Route, part: f64) -> Option<Coordinate> {
    let mut left = part * route.metres;
    for pair in route.points.windows(2) {
        let metres = pair[0].metres_to(pair[1]);
        if left <= metres && metres > 0.0 {
            let share = left / metres;
            let between = |a: f64, b: f64| a + (b - a) * share;
            return Some(Coordinate { lon: between(pair[0].lon, pair[1].lon), lat: between(pair[0].lat, pair[1].lat) });
        }
        left -= metres;
    }
    None
}

/// Moves every unit once a second.
pub(super) async fn run(app: App, people: Arc<People>, mut random: StdRng) {
    let mut trips: HashMap<UnitId, Trip> = HashMap::new();
    let mut moved: HashMap<UnitId, DateTime<Utc>> = HashMap::new();
    loop {
        wait(1.0).await;
        let Ok(units) = kaimen_store::unit::all(app.database().read()).await else { continue };
        let goals = goals(&app).await;
        let mut asked = 0;
        for unit in units {
            let Some(officer) = people.officers.get(&unit.id) else { continue };
            // A visitor whose phone stands on the map moves the unit.
            let last = app.live().fixes().get(&unit.id).map(|fix| fix.time);
            let by_phone = officer.can_sign_in && moved.contains_key(&unit.id) && last > moved.get(&unit.id).copied();
            if by_phone && last.is_some_and(|last| app.now() - last < Duration::seconds(30)) {
                continue;
            }
            let goal = unit.call.filter(|_| unit.status == DutyStatus::EnRoute);
            let stands = matches!(
                unit.status,
                DutyStatus::Off | DutyStatus::Break | DutyStatus::OnScene | DutyStatus::Committed
            );
            if trips.get(&unit.id).is_some_and(|trip| trip.goal != goal || stands) {
                trips.remove(&unit.id);
            }
            let here = app.live().fixes().get(&unit.id).map_or(officer.home, |moved| moved.at);
            let mut place = here;
            if let Some(trip) = trips.get(&unit.id)
                && let Some((at, done)) = trip.place()
            {
                place = at;
                if done && trip.goal.is_none() {
                    trips.remove(&unit.id);
                }
            } else if !stands && asked < ROUTES {
                asked += 1;
                let to = goal.and_then(|call| goals.get(&call).copied()).unwrap_or_else(|| beat(officer, &mut random));
                let pace = if goal.is_some() { 1.0 } else { 0.5 };
                if let Ok(Some(route)) = app.route_between(officer.profile, here, to).await {
                    trips.insert(unit.id, Trip { route, begun: tokio::time::Instant::now(), pace, goal });
                }
            }
            if unit.status != DutyStatus::Off {
                let now = app.now();
                if app.live().fix(unit.id, place, now).await.is_ok() {
                    moved.insert(unit.id, now);
                }
            }
        }
    }
}

fn beat(officer: &Officer, random: &mut StdRng) -> Coordinate {
    let mut off = || random.random_range(-BEAT..BEAT);
    Coordinate { lon: officer.home.lon + off(), lat: officer.home.lat + off() }
}

async fn goals(app: &App) -> HashMap<CallId, Coordinate> {
    let now = app.now();
    let open = kaimen_store::call::open_and_closed_since(app.database().read(), None, now).await;
    let open = open.unwrap_or_default();
    open.iter().map(|call| (call.id, Coordinate { lon: call.place.lon, lat: call.place.lat })).collect()
}
