//! Vector tiles of the base map: drawn once when the map file is made, looked up when the screen asks.
//!
//! Tiles follow the Mapbox Vector Tile specification 2.1 (extent 4096) and are stored compressed with gzip. Layers, in the
//! order in which they are best drawn (parks and ponds over housing):
//!
//! | layer | geometry | attributes |
//! |---|---|---|
//! | `residential`, `industrial` | polygon | |
//! | `green`, `water` | polygon | `name` |
//! | `building` | polygon | |
//! | `waterway`, `railway`, `boundary` | line | `name` |
//! | `road` | line | `class`, `name`, `bridge`, `tunnel` |
//! | `place` | point | `kind`, `name`, `rank` |
//! | `landmark` | point | `kind`, `name`, `rank` |

mod clip;
mod encode;
mod feature;
mod join;
mod lookup;
mod simplify;

use std::collections::HashMap;

use crate::{import::Progress, source::Source};

pub use lookup::tile;

/// Lowest zoom with tiles.
pub const MIN_ZOOM: u8 = 8;
/// Highest zoom with tiles; the screen enlarges these beyond.
pub const MAX_ZOOM: u8 = 14;
/// Section with the sorted index: for each tile its number (u32), length in bytes (u32) and offset (u64).
pub const INDEX_SECTION: [u8; 4] = *b"TIDX";
/// Section with the compressed tiles, each content once.
pub const BLOB_SECTION: [u8; 4] = *b"TILE";

/// Units along one side of a tile.
const EXTENT: f64 = 4096.0;
/// Units drawn beyond the side of a tile so that wide lines meet.
const BUFFER: f64 = 64.0;

/// A point in the Mercator square, 0 to 1 from west to east and from north to south; or in tile units.
type Spot = [f64; 2];

/// Draws all tiles as named sections of the map file.
#[must_use]
pub fn draw(source: &Source, progress: &mut dyn FnMut(Progress)) -> Vec<([u8; 4], Vec<u8>)> {
    let total = (MIN_ZOOM..=MAX_ZOOM).map(work).sum();
    let mut done = 0;
    let mut report = |done| progress(Progress { stage: "tiles", done, total });
    report(0);
    let areas = feature::covers(source);
    let points = feature::points(source);
    let mut index = Vec::new();
    let mut blobs = Vec::new();
    let mut known: HashMap<Vec<u8>, u64> = HashMap::new();
    if let Some(window) = feature::window(source) {
        let mut roads = Vec::new();
        for zoom in MIN_ZOOM..=MAX_ZOOM {
            if zoom == MIN_ZOOM || join::changes(zoom) {
                roads = join::roads(source, zoom);
            }
            let features = [areas.as_slice(), roads.as_slice(), points.as_slice()];
            for (number, bytes) in encode::zoom(&features, &window, zoom) {
                let length = bytes.len() as u32;
                let offset = *known.entry(bytes).or_insert_with_key(|bytes| {
                    let offset = blobs.len() as u64;
                    blobs.extend_from_slice(bytes);
                    offset
                });
                lookup::push(&mut index, number, length, offset);
            }
            done += work(zoom);
            report(done);
        }
    }
    vec![(INDEX_SECTION, index), (BLOB_SECTION, blobs)]
}

/// Share of a zoom in the work, for the progress bar.
fn work(zoom: u8) -> u64 {
    1 << (zoom - MIN_ZOOM)
}
