//! Small helpers for all tests.

use std::path::PathBuf;

use kaimen_roads::{
    Coordinate, Position, RoadMap, Source,
    build::build,
    source::{RoadClass, Speeds, Way},
};

/// A folder of real data, or `None` with a plain message.
pub fn data(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    if !path.exists() {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    }
    Some(path)
}

/// Builds and opens a map.
pub fn map(source: &Source) -> RoadMap {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.map");
    build(source, &path, &mut |_| {}).unwrap();
    RoadMap::open(&path).unwrap()
}

/// Imports a real extract or folder of tables without its base map, so that tests stay quick, and
/// without turn restrictions, which have tests of their own.
pub fn real(name: &str) -> Option<RoadMap> {
    let mut source = kaimen_roads::import::import(&data(name)?, &mut |_| {}).unwrap().source;
    source.shapes.clear();
    source.turns.clear();
    Some(map(&source))
}

/// A way with the same speed for all, in kilometres an hour.
pub fn way(nodes: Vec<u32>, forward: f32, backward: f32) -> Way {
    let speeds = [Speeds { forward, backward }; 3];
    Way { nodes, class: RoadClass::Street, name: String::new(), speeds, bridge: false, tunnel: false, metres: None }
}

/// Random numbers that need no crate and are the same everywhere (xorshift).
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, below: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 32) % u64::from(below)) as u32
    }

    pub fn position(&mut self, map: &RoadMap) -> Position {
        let segment = self.roll(map.segment_count());
        // A third of all stand at a node.
        let along = match self.roll(6) {
            0 => 0,
            1 => u16::MAX,
            _ => self.roll(65_536) as u16,
        };
        Position { segment, along }
    }

    pub fn place(&mut self, map: &RoadMap) -> Coordinate {
        let bounds = map.info().bounds;
        let part = |low: f64, high: f64, roll: u32| low + (high - low) * f64::from(roll) / 1e6;
        Coordinate {
            lon: part(bounds.west, bounds.east, self.roll(1_000_001)),
            lat: part(bounds.south, bounds.north, self.roll(1_000_001)),
        }
    }
}
