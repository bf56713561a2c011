//! Places on the earth. All coordinates are WGS-84 degrees, as in OpenStreetMap and GPS.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Mean earth radius in metres (IUGG).
const EARTH_RADIUS: f64 = 6_371_008.8;

/// A WGS-84 place in degrees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Coordinate {
    /// Degrees east, -180 to 180.
    pub lon: f64,
    /// Degrees north, -90 to 90.
    pub lat: f64,
}

impl Coordinate {
    /// Makes a coordinate from degrees, or `None` where they are not finite or out of range.
    #[must_use]
    pub fn new(lon: f64, lat: f64) -> Option<Self> {
        let good = lon.is_finite() && lat.is_finite() && lon.abs() <= 180.0 && lat.abs() <= 90.0;
        good.then_some(Self { lon, lat })
    }

    /// Great-circle distance in metres (haversine).
    #[must_use]
    pub fn metres_to(self, other: Self) -> f64 {
        let (a, b) = (self.lat.to_radians(), other.lat.to_radians());
        let half_lat = ((b - a) / 2.0).sin();
        let half_lon = ((other.lon - self.lon).to_radians() / 2.0).sin();
        let h = half_lat * half_lat + a.cos() * b.cos() * half_lon * half_lon;
        2.0 * EARTH_RADIUS * h.sqrt().min(1.0).asin()
    }

    /// Compass heading towards `other` in degrees, 0 to 360, north 0, east 90.
    #[must_use]
    pub fn heading_to(self, other: Self) -> f64 {
        let (a, b) = (self.lat.to_radians(), other.lat.to_radians());
        let d = (other.lon - self.lon).to_radians();
        let y = d.sin() * b.cos();
        let x = a.cos() * b.sin() - a.sin() * b.cos() * d.cos();
        y.atan2(x).to_degrees().rem_euclid(360.0)
    }
}

/// A box of coordinates; west ≤ east and south ≤ north.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Bounds {
    /// Westernmost degree.
    pub west: f64,
    /// Southernmost degree.
    pub south: f64,
    /// Easternmost degree.
    pub east: f64,
    /// Northernmost degree.
    pub north: f64,
}

impl Bounds {
    /// Whether the place lies in the box, its edge included.
    #[must_use]
    pub fn contains(&self, at: Coordinate) -> bool {
        at.lon >= self.west && at.lon <= self.east && at.lat >= self.south && at.lat <= self.north
    }

    /// The middle of the box.
    #[must_use]
    pub fn centre(&self) -> Coordinate {
        Coordinate { lon: f64::midpoint(self.west, self.east), lat: f64::midpoint(self.south, self.north) }
    }
}
