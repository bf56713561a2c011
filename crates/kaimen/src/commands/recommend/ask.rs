//! What is asked, from the command line.

use anyhow::bail;
use kaimen_dispatch::Policy;
use kaimen_domain::unit::Grade;
use kaimen_roads::{Coordinate, Profile, RoadMap};

/// A place from `LON,LAT`.
pub(super) fn place(text: &str) -> Result<Coordinate, String> {
    let numbers = text.split_once(',').map(|(lon, lat)| (lon.trim().parse::<f64>(), lat.trim().parse::<f64>()));
    let Some((Ok(lon), Ok(lat))) = numbers else {
        return Err("give longitude and latitude in degrees with a comma between them, such as 119.95,31.71".into());
    };
    Coordinate::new(lon, lat)
        .ok_or_else(|| "no such place on earth: give the longitude first, then the latitude".into())
}

/// A grade from its number.
pub(super) fn grade(text: &str) -> Result<Grade, String> {
    let number: u8 = text.parse().map_err(|_| "give a number from 1 (danger to life) to 4 (no hurry)".to_owned())?;
    Grade::try_from(number).map_err(|error| error.to_string())
}

/// Refuses a place that is near no road at all.
pub(super) fn on_the_map(map: &RoadMap, at: Coordinate, policy: &Policy) -> anyhow::Result<()> {
    let limit = policy.off_road_limit_metres;
    let is_near = |profile| map.snap(at, profile).is_some_and(|place| place.metres <= f64::from(limit));
    if Profile::ALL.into_iter().any(is_near) {
        return Ok(());
    }
    let b = map.info().bounds;
    bail!(
        "the place {},{} is off the map, farther than {limit} m from any road: check that the longitude comes first; \
         the map covers {:.4},{:.4} to {:.4},{:.4}",
        at.lon,
        at.lat,
        b.west,
        b.south,
        b.east,
        b.north
    )
}
