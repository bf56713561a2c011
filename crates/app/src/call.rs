//! Acts on a call: one file each.

mod backup;
mod classify;
mod close;
mod dispatch;
mod divert;
mod duplicates;
mod feedback;
mod merge;
mod note;
mod number;
mod progress;
mod read;
mod recall;
mod recommend;
mod recuse;
mod reopen;
mod resolve;
mod take;

pub use dispatch::Orders;
pub use duplicates::Duplicate;
pub use number::local;
pub use read::{Detail, TimelineEntry};
pub use recommend::Question;
pub use take::{NewCall, Taken};

use kaimen_domain::call::Place;
use kaimen_roads::Coordinate;

use crate::App;
use crate::error::Error;

/// Longest text of a place, in characters.
const PLACE: usize = 200;
/// Longest free text, in characters.
pub(crate) const TEXT: usize = 2000;

/// A text without outer blanks, not empty and not too long.
pub(crate) fn text(field: &'static str, typed: &str, longest: usize) -> Result<String, Error> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(Error::invalid(field, "say something"));
    }
    short(field, typed, longest)
}

/// A text that may be empty.
pub(crate) fn short(field: &'static str, typed: &str, longest: usize) -> Result<String, Error> {
    let typed = typed.trim();
    if typed.chars().count() > longest {
        return Err(Error::invalid(field, "too long"));
    }
    if typed.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(Error::invalid(field, "contains characters that cannot be shown"));
    }
    Ok(typed.to_owned())
}

impl App {
    /// A place that has words and lies on the map.
    pub(crate) fn checked_place(&self, place: &Place) -> Result<Place, Error> {
        let text = text("place", &place.text, PLACE)?;
        let at = Coordinate::new(place.lon, place.lat).ok_or(Error::OffMap)?;
        if !self.map().info().bounds.contains(at) {
            return Err(Error::OffMap);
        }
        Ok(Place { text, ..*place })
    }
}
