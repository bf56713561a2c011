//! Routes and hospitals. They may take milliseconds on a large map, so they run beside the live board, never in it.

use std::sync::{Arc, Mutex, PoisonError};

use kaimen_domain::access::Subject;
use kaimen_domain::act::Act;
use kaimen_domain::id::{CallId, UnitId};
use kaimen_roads::source::PointKind;
use kaimen_roads::{Coordinate, Position, Profile, RoadMap, Search};

use crate::App;
use crate::caller::Caller;
use crate::error::Error;

pub use kaimen_roads::route::{Route, Step};

/// Hospitals named at most.
const HOSPITALS: usize = 12;
/// Hospitals looked at, nearest by straight line first.
const CANDIDATES: usize = 60;

/// A hospital and the way to it by patrol car.
#[derive(Debug, Clone, PartialEq)]
pub struct Hospital {
    /// Name.
    pub name: String,
    /// Where.
    pub at: Coordinate,
    /// Travel time in milliseconds.
    pub travel_ms: u32,
    /// Metres as the crow flies.
    pub metres: f64,
}

/// Runs searches on a few threads, each with scratch of its own.
pub(crate) struct Routes {
    map: Arc<RoadMap>,
    scratch: Arc<Mutex<Vec<Search>>>,
}

impl Routes {
    pub(crate) fn new(map: Arc<RoadMap>) -> Self {
        Self { map, scratch: Arc::default() }
    }

    async fn run<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&RoadMap, &mut Search) -> T + Send + 'static,
    {
        let (map, pool) = (Arc::clone(&self.map), Arc::clone(&self.scratch));
        tokio::task::spawn_blocking(move || {
            let mut search = pool.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
            let result = work(&map, &mut search);
            pool.lock().unwrap_or_else(PoisonError::into_inner).push(search);
            result
        })
        .await
        .map_err(Error::internal)
    }
}

impl App {
    /// The way of a unit to a call.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the unit's place is not known or there is no road.
    pub async fn route(&self, caller: &Caller, call: CallId, unit: UnitId) -> Result<Route, Error> {
        let call = self.visible_call(caller, Act::ReadCall, call).await?;
        let unit = kaimen_store::unit::find(self.database().read(), unit).await?.ok_or(Error::NotFound)?;
        caller.require(Act::ReadUnit, Subject::Unit(unit.id, unit.station), self.now())?;
        let from = self.live().fixes().get(&unit.id).map(|moved| moved.at).ok_or(Error::NotFound)?;
        let profile: Profile = unit.profile.parse().map_err(Error::internal)?;
        let to = Coordinate { lon: call.place.lon, lat: call.place.lat };
        self.route_between(profile, from, to).await?.ok_or(Error::NotFound)
    }

    /// The quickest way between two places; `None` where there is no road.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn route_between(
        &self,
        profile: Profile,
        from: Coordinate,
        to: Coordinate,
    ) -> Result<Option<Route>, Error> {
        self.0
            .routes
            .run(move |map, search| {
                let (from, to) = (map.snap(from, profile)?, map.snap(to, profile)?);
                kaimen_roads::route::route(map, search, profile, from.position, to.position)
            })
            .await
    }

    /// Hospitals by road time from the scene of a call, by patrol car.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn hospitals(&self, caller: &Caller, call: CallId) -> Result<Vec<Hospital>, Error> {
        let call = self.visible_call(caller, Act::ReadCall, call).await?;
        let from = Coordinate { lon: call.place.lon, lat: call.place.lat };
        let mut known = self.landmarks(PointKind::Hospital);
        known.sort_by(|a, b| from.metres_to(a.at).total_cmp(&from.metres_to(b.at)));
        known.truncate(CANDIDATES);
        self.0
            .routes
            .run(move |map, search| {
                let Some(start) = map.snap(from, Profile::Car) else { return Vec::new() };
                let snapped: Vec<_> =
                    known.into_iter().filter_map(|place| Some((map.snap(place.at, Profile::Car)?, place))).collect();
                let goals: Vec<Position> = snapped.iter().map(|(goal, _)| goal.position).collect();
                let times = search.times_from(map, Profile::Car, start.position, &goals);
                let mut hospitals: Vec<Hospital> = snapped
                    .into_iter()
                    .zip(times)
                    .filter_map(|((_, place), ms)| {
                        Some(Hospital {
                            name: place.name,
                            at: place.at,
                            travel_ms: ms?,
                            metres: from.metres_to(place.at),
                        })
                    })
                    .collect();
                hospitals.sort_by_key(|hospital| hospital.travel_ms);
                hospitals.truncate(HOSPITALS);
                hospitals
            })
            .await
    }
}
