//! Drawn tiles, read back.

use std::collections::BTreeSet;

use kaimen_roads::{
    Coordinate, Source, district,
    import::import,
    source::{Cover, Point, PointKind, Shape},
    tiles::{BLOB_SECTION, INDEX_SECTION, MAX_ZOOM, MIN_ZOOM, draw, tile},
};

use crate::{
    support::{data, way},
    vector_tile::{Feature, read},
};

/// Units beyond the side of a tile, as drawn.
const BUFFER: i64 = 64;

struct Drawn {
    index: Vec<u8>,
    blobs: Vec<u8>,
}

impl Drawn {
    fn new(source: &Source) -> Self {
        let [index, blobs] = <[_; 2]>::try_from(draw(source, &mut |_| {})).unwrap();
        assert_eq!((index.0, blobs.0), (INDEX_SECTION, BLOB_SECTION));
        Self { index: index.1, blobs: blobs.1 }
    }

    /// Zoom, x and y of every tile.
    fn numbers(&self) -> Vec<(u8, u32, u32)> {
        let number = |entry: &[u8]| u32::from_le_bytes(entry[..4].try_into().unwrap());
        self.index
            .chunks(16)
            .map(number)
            .map(|number| ((number >> 28) as u8, number >> 14 & 0x3fff, number & 0x3fff))
            .collect()
    }

    fn get(&self, (zoom, x, y): (u8, u32, u32)) -> Option<&[u8]> {
        tile(&self.index, &self.blobs, zoom, x, y)
    }
}

/// Twice the area by the surveyor's formula of the specification; exterior rings are positive.
fn twice_area(ring: &[(i64, i64)]) -> i64 {
    ring.iter().zip(ring.iter().cycle().skip(1)).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum()
}

fn check_shape(layer: &str, feature: &Feature) {
    let room = -BUFFER..=4096 + BUFFER;
    assert!(
        feature.parts.iter().flatten().all(|(x, y)| room.contains(x) && room.contains(y)),
        "{layer} leaves the tile"
    );
    match layer {
        "place" | "landmark" => assert_eq!((feature.kind, feature.parts.len(), feature.parts[0].len()), (1, 1, 1)),
        "road" | "railway" | "waterway" | "boundary" => {
            assert_eq!(feature.kind, 2);
            assert!(feature.parts.iter().all(|part| part.len() > 1));
        }
        _ => {
            assert_eq!(feature.kind, 3);
            assert!(feature.parts.iter().all(|ring| ring.len() > 2 && twice_area(ring) != 0));
            assert!(twice_area(&feature.parts[0]) > 0, "the first ring of {layer} is an exterior ring");
            assert!(feature.parts[1..].iter().all(|ring| twice_area(ring) < 0), "the others are holes");
        }
    }
}

/// Reads every tile; gives all names of a layer.
fn check(drawn: &Drawn, wanted: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let numbers = drawn.numbers();
    assert!(numbers.is_sorted());
    for number in numbers {
        assert!((MIN_ZOOM..=MAX_ZOOM).contains(&number.0));
        let bytes = drawn.get(number).unwrap();
        assert!(bytes.len() < 150_000, "{number:?} has {} bytes", bytes.len());
        let layers = read(bytes);
        assert!(!layers.is_empty());
        for layer in layers {
            assert_eq!((layer.extent, layer.version), (4096, 2));
            assert!(!layer.features.is_empty());
            for feature in &layer.features {
                check_shape(&layer.name, feature);
                if layer.name == "road" {
                    assert!(feature.tags.contains_key("class"));
                }
                if layer.name == wanted {
                    names.extend(feature.tags.get("name").cloned());
                }
            }
        }
    }
    names
}

#[test]
fn the_district_is_drawn_with_all_its_layers() {
    let source = district::generate(1);
    let drawn = Drawn::new(&source);
    let streets = check(&drawn, "road");
    assert!(["延政中路", "人民路", "沪蓉高速"].iter().all(|name| streets.contains(*name)));
    let layers: BTreeSet<String> =
        drawn.numbers().iter().flat_map(|&number| read(drawn.get(number).unwrap())).map(|layer| layer.name).collect();
    let wanted = [
        "boundary",
        "building",
        "green",
        "industrial",
        "landmark",
        "place",
        "railway",
        "residential",
        "road",
        "water",
        "waterway",
    ];
    assert_eq!(layers.iter().map(String::as_str).collect::<Vec<_>>(), wanted);
    let stations = check(&drawn, "landmark");
    assert!(stations.contains("邹区派出所") && stations.contains("南夏墅派出所"));
}

#[test]
fn porto_and_milan_are_drawn() {
    for (file, street) in [("porto", "Rua de Santa Catarina"), ("milan", "Via Torino")] {
        let Some(path) = data(&format!("osm/{file}.osm.pbf")) else { return };
        let drawn = Drawn::new(&import(&path, &mut |_| {}).unwrap().source);
        assert!(check(&drawn, "road").contains(street));
    }
}

fn at(lon: f64, lat: f64) -> Coordinate {
    Coordinate { lon, lat }
}

fn square(west: f64, south: f64, size: f64) -> Vec<Coordinate> {
    vec![
        at(west, south),
        at(west + size, south),
        at(west + size, south + size),
        at(west, south + size),
        at(west, south),
    ]
}

fn small() -> Source {
    let mut ways = vec![way(vec![0, 1], 30.0, 30.0), way(vec![2, 1], 30.0, 30.0)];
    ways.iter_mut().for_each(|way| way.name = "长街".to_owned());
    Source {
        nodes: vec![at(120.0, 31.0), at(120.01, 31.0), at(120.02, 31.0)],
        ways,
        shapes: vec![Shape {
            cover: Cover::Water,
            name: "湖".to_owned(),
            // A lake with an island, and a pond.
            rings: vec![square(120.0, 31.001, 0.01), square(120.004, 31.004, 0.002), square(120.012, 31.001, 0.003)],
        }],
        points: vec![Point { kind: PointKind::Town, name: "镇".to_owned(), at: at(120.005, 31.002) }],
        ..Source::default()
    }
}

#[test]
fn ways_of_one_street_are_joined_and_islands_are_holes() {
    let drawn = Drawn::new(&small());
    check(&drawn, "road");
    let numbers: Vec<_> = drawn.numbers().into_iter().filter(|number| number.0 == 13).collect();
    let layers: Vec<_> = numbers.iter().flat_map(|&number| read(drawn.get(number).unwrap())).collect();
    let roads: Vec<&Feature> =
        layers.iter().filter(|layer| layer.name == "road").flat_map(|layer| &layer.features).collect();
    assert_eq!(roads.len(), numbers.len(), "one road in each tile");
    let rings = layers
        .iter()
        .filter(|layer| layer.name == "water")
        .flat_map(|layer| &layer.features)
        .map(|water| water.parts.len());
    assert_eq!(rings.max(), Some(2));
    let places = layers.iter().filter(|layer| layer.name == "place").flat_map(|layer| &layer.features).count();
    assert_eq!(places, 1, "a point belongs to one tile");
}

#[test]
fn tiles_outside_are_none_and_broken_sections_do_no_harm() {
    let Drawn { mut index, blobs } = Drawn::new(&small());
    for (zoom, x, y) in [(0, 0, 0), (7, 1, 1), (15, 0, 0), (255, 0, 0), (14, u32::MAX, 0), (14, 16_384, 0), (14, 0, 0)]
    {
        assert_eq!(tile(&index, &blobs, zoom, x, y), None);
    }
    let drawn = Drawn { index: index.clone(), blobs: blobs.clone() };
    let numbers = drawn.numbers();
    for cut in 0..index.len().min(200) {
        let blobs = &blobs[..cut.min(blobs.len())];
        assert!(
            numbers.iter().all(
                |&(zoom, x, y)| tile(&index[..cut], blobs, zoom, x, y).is_none_or(|tile| tile.len() <= blobs.len())
            )
        );
    }
    for at in 0..index.len() {
        let before = std::mem::replace(&mut index[at], 0xff);
        assert!(
            numbers
                .iter()
                .all(|&(zoom, x, y)| tile(&index, &blobs, zoom, x, y).is_none_or(|tile| tile.len() <= blobs.len()))
        );
        index[at] = before;
    }
}

#[test]
fn the_whole_earth_and_nothing_at_all_are_drawn() {
    assert!(Drawn::new(&Source::default()).index.is_empty());
    let mut source = small();
    source.nodes = vec![at(-179.9, -80.0), at(0.0, 0.0), at(179.9, 80.0)];
    source.shapes.clear();
    check(&Drawn::new(&source), "road");
}
