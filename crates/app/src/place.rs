//! Finding places: what the caller says, and what lies where the desk clicks.

use kaimen_domain::access::Subject;
use kaimen_domain::act::Act;
use kaimen_roads::places::{PlaceHit, Places};
use kaimen_roads::source::PointKind;
use kaimen_roads::{Coordinate, Profile, RoadMap};

use crate::App;
use crate::caller::Caller;
use crate::error::Error;

/// Hits at most.
const HITS: usize = 10;

/// What lies at a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Nearby {
    /// Nearest street, where it has a name.
    pub street: Option<String>,
    /// Nearest town or village.
    pub near: Option<String>,
    /// The nearest point of the road.
    pub at: Coordinate,
}

/// A named landmark.
#[derive(Debug, Clone, PartialEq)]
pub struct Landmark {
    /// Name.
    pub name: String,
    /// Where.
    pub at: Coordinate,
}

impl App {
    /// The map, for whoever works with it.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub fn map_for(&self, caller: &Caller) -> Result<&RoadMap, Error> {
        caller.require(Act::ReadUnit, Subject::District, self.now())?;
        Ok(self.map())
    }

    /// Streets, crossings, towns, villages and landmarks by name.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub fn find_places(&self, caller: &Caller, query: &str) -> Result<Vec<PlaceHit>, Error> {
        caller.require(Act::ReadUnit, Subject::District, self.now())?;
        Ok(self.places().find(query, HITS))
    }

    /// The nearest road to a place and what is near it.
    ///
    /// # Errors
    /// [`Error::Forbidden`], [`Error::OffMap`].
    pub fn place_at(&self, caller: &Caller, at: Coordinate) -> Result<Nearby, Error> {
        caller.require(Act::ReadUnit, Subject::District, self.now())?;
        let snapped = Profile::ALL
            .into_iter()
            .filter_map(|profile| self.map().snap(at, profile))
            .min_by(|a, b| a.metres.total_cmp(&b.metres))
            .ok_or(Error::OffMap)?;
        let street = Some(self.map().street(snapped.position.segment).to_owned()).filter(|name| !name.is_empty());
        Ok(Nearby { street, near: self.places().near(at).map(ToOwned::to_owned), at: snapped.at })
    }

    /// Every landmark of a kind.
    #[must_use]
    pub fn landmarks(&self, kind: PointKind) -> Vec<Landmark> {
        self.places().landmarks(kind).into_iter().map(|hit| Landmark { name: hit.name, at: hit.at }).collect()
    }

    fn places(&self) -> &Places {
        &self.0.places
    }
}
