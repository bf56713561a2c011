//! Search for places by name: streets, crossings, towns, villages, police, hospitals, schools and other points.
//!
//! [`pack()`] writes two sections when the map file is made; [`Places`] reads them.

mod fold;
mod pack;
mod query;
mod read;
mod streets;

use serde::Serialize;
use utoipa::ToSchema;

use crate::{geo::Coordinate, map::RoadMap, source::PointKind, tiles};

pub use pack::pack;

/// Section with the named places.
pub const PLACE_SECTION: [u8; 4] = *b"PLAC";
/// Section with the junctions of named streets.
pub const JUNCTION_SECTION: [u8; 4] = *b"JUNC";
/// Characters of a query that are looked at; the rest is ignored.
pub const LONGEST_QUERY: usize = 80;
/// Most hits of one search.
pub const MOST_HITS: usize = 50;

/// What a hit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// Street; the place is in its middle.
    Street,
    /// Junction of two streets.
    Crossing,
    /// City or district seat.
    City,
    /// Town.
    Town,
    /// Village or community.
    Village,
    /// Police station.
    Police,
    /// Hospital.
    Hospital,
    /// School.
    School,
    /// Any other named place.
    Place,
}

impl From<PointKind> for PlaceKind {
    fn from(kind: PointKind) -> Self {
        match kind {
            PointKind::City => Self::City,
            PointKind::Town => Self::Town,
            PointKind::Village => Self::Village,
            PointKind::Police => Self::Police,
            PointKind::Hospital => Self::Hospital,
            PointKind::School => Self::School,
            PointKind::Place => Self::Place,
        }
    }
}

/// A place found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlaceHit {
    /// Name as on the map; for crossings both names with a stroke between them.
    pub name: String,
    /// What it is.
    pub kind: PlaceKind,
    /// Where.
    pub at: Coordinate,
    /// The town if it is near, else the nearest town or village, to tell places of the same name apart.
    pub within: Option<String>,
}

/// Why the sections cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the list of places is damaged ({0}): make the map again or restore it from a backup")]
pub struct PlacesError(pub(crate) &'static str);

/// A named place as stored.
#[derive(Debug)]
struct Entry {
    name: String,
    /// The name as it is compared.
    folded: String,
    kind: PlaceKind,
    at: Coordinate,
    /// Position of the entry of the nearest town or village.
    within: Option<u32>,
    /// Numbers of the junctions of a street, sorted.
    junctions: Vec<u32>,
}

/// All named places, ready to be searched.
#[derive(Debug, Default)]
pub struct Places {
    /// Sorted by kind and name.
    entries: Vec<Entry>,
    /// Where streets of different names meet.
    junctions: Vec<Coordinate>,
    /// Positions of towns and villages.
    areas: Vec<u32>,
}

impl Places {
    /// Reads the sections; both empty gives no places.
    ///
    /// # Errors
    /// Where a section is damaged.
    pub fn open(places: &[u8], junctions: &[u8]) -> Result<Self, PlacesError> {
        read::read(places, junctions)
    }

    /// Reads the sections of an open map file.
    ///
    /// # Errors
    /// Where a section is damaged.
    pub fn of(map: &RoadMap) -> Result<Self, PlacesError> {
        Self::open(map.section(PLACE_SECTION), map.section(JUNCTION_SECTION))
    }

    /// How many named places there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Places whose name is, begins with or contains the query, best first, at most `limit` and [`MOST_HITS`].
    ///
    /// Upper and lower case and accents make no difference, house numbers are ignored, and two street names
    /// (`人民路/延政路`, `人民路与延政路交叉口`, `Main St and 5th`) give their crossing.
    #[must_use]
    pub fn find(&self, query: &str, limit: usize) -> Vec<PlaceHit> {
        query::find(self, query, limit.min(MOST_HITS))
    }

    /// Every point of a kind, by name.
    #[must_use]
    pub fn landmarks(&self, kind: PointKind) -> Vec<PlaceHit> {
        let wanted = PlaceKind::from(kind);
        self.entries.iter().filter(|entry| entry.kind == wanted).map(|entry| self.hit(entry)).collect()
    }

    /// Name of the nearest town, village or community; `None` where the map has none within 10 km.
    #[must_use]
    pub fn near(&self, at: Coordinate) -> Option<&str> {
        let areas = self.areas.iter().filter_map(|&area| self.entries.get(area as usize));
        let nearest = areas.map(|area| (at.metres_to(area.at), area)).min_by(|a, b| a.0.total_cmp(&b.0));
        nearest.filter(|(metres, _)| *metres <= streets::FARTHEST_AREA).map(|(_, area)| area.name.as_str())
    }

    /// An entry as it is shown.
    fn hit(&self, entry: &Entry) -> PlaceHit {
        PlaceHit { name: entry.name.clone(), kind: entry.kind, at: entry.at, within: self.within(entry) }
    }

    /// Name of the town or village of an entry.
    fn within(&self, entry: &Entry) -> Option<String> {
        entry.within.and_then(|area| self.entries.get(area as usize)).map(|area| area.name.clone())
    }
}

impl RoadMap {
    /// The gzip-compressed vector tile, or `None` where nothing is drawn.
    #[must_use]
    pub fn tile(&self, zoom: u8, x: u32, y: u32) -> Option<&[u8]> {
        tiles::tile(self.section(tiles::INDEX_SECTION), self.section(tiles::BLOB_SECTION), zoom, x, y)
    }
}
