//! Open calls that may be about the same thing.

use chrono::Duration;
use kaimen_domain::access::Subject;
use kaimen_domain::act::Act;
use kaimen_domain::call::{Call, CallState};
use kaimen_domain::id::CallId;
use kaimen_roads::Coordinate;

use crate::App;
use crate::caller::Caller;
use crate::error::Error;

/// How near in space, in metres.
const METRES: f64 = 500.0;
/// How near in time.
const WITHIN: Duration = Duration::minutes(45);

/// A call that may be about the same thing.
#[derive(Debug, Clone)]
pub struct Duplicate {
    /// The other call.
    pub call: Call,
    /// Metres between the two places.
    pub metres: f64,
    /// Seconds between the two.
    pub seconds: i64,
}

impl App {
    /// Open calls near in place and time, the nearest first.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn duplicates(&self, caller: &Caller, id: CallId) -> Result<Vec<Duplicate>, Error> {
        let call = self.visible_call(caller, Act::ReadCall, id).await?;
        let at = Coordinate { lon: call.place.lon, lat: call.place.lat };
        let open = self.open_calls(caller).await?;
        let mut near: Vec<Duplicate> = open
            .into_iter()
            .filter(|other| other.id != id && !matches!(other.state, CallState::Merged | CallState::Closed))
            .filter(|other| self.may(caller, Act::ReadCall, Subject::Call(other)))
            .map(|other| {
                let metres = at.metres_to(Coordinate { lon: other.place.lon, lat: other.place.lat });
                let seconds = (other.received_at - call.received_at).num_seconds().abs();
                Duplicate { call: other, metres, seconds }
            })
            .filter(|other| other.metres <= METRES && other.seconds <= WITHIN.num_seconds())
            .collect();
        near.sort_by(|a, b| a.metres.total_cmp(&b.metres));
        Ok(near)
    }
}
