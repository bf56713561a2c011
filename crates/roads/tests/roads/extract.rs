//! A small extract written by hand, uncompressed, so that every byte of its contents can be broken.

use std::io::Cursor;

use kaimen_roads::{
    import::{ImportError, Imported, osm},
    source::{Cover, PointKind, RoadClass},
};
use proptest::prelude::*;

fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 128 {
        bytes.push(value as u8 | 128);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

fn number(field: u64, value: u64) -> Vec<u8> {
    [varint(field << 3), varint(value)].concat()
}

fn bytes(field: u64, value: &[u8]) -> Vec<u8> {
    [varint(field << 3 | 2), varint(value.len() as u64), value.to_vec()].concat()
}

fn packed(field: u64, values: &[u64]) -> Vec<u8> {
    bytes(field, &values.iter().flat_map(|&value| varint(value)).collect::<Vec<_>>())
}

/// Differences, as signed numbers are stored.
fn deltas(field: u64, values: &[i64]) -> Vec<u8> {
    let mut last = 0;
    let zigzag = values.iter().map(|&value| {
        let delta = value - std::mem::replace(&mut last, value);
        ((delta << 1) ^ (delta >> 63)) as u64
    });
    packed(field, &zigzag.collect::<Vec<_>>())
}

fn block(kind: &str, content: &[u8]) -> Vec<u8> {
    let blob = bytes(1, content);
    let header = [bytes(1, kind.as_bytes()), number(3, blob.len() as u64)].concat();
    [(header.len() as u32).to_be_bytes().to_vec(), header, blob].concat()
}

const WORDS: [&str; 16] = [
    "",
    "highway",
    "residential",
    "name",
    "Ningxi Road",
    "oneway",
    "-1",
    "type",
    "multipolygon",
    "natural",
    "water",
    "outer",
    "amenity",
    "police",
    "maxspeed",
    "50",
];

/// Seven nodes, one with a tag; a one-way street of which a node is missing; a pond of two half rings.
fn extract(member: u64) -> Vec<u8> {
    let table = WORDS.iter().flat_map(|word| bytes(1, word.as_bytes())).collect::<Vec<_>>();
    let ids = [1, 2, 3, 4, 5, 6, 7];
    let lats = [220_000_000, 220_010_000, 220_020_000, 220_000_000, 220_010_000, 220_010_000, 220_030_000];
    let lons =
        [1_130_000_000, 1_130_000_000, 1_130_010_000, 1_130_050_000, 1_130_060_000, 1_130_050_000, 1_130_000_000];
    let tags = packed(10, &[0, 0, 0, 0, 0, 0, 12, 13, 0]);
    let dense = bytes(2, &[deltas(1, &ids), deltas(8, &lats), deltas(9, &lons), tags].concat());
    let way = |id, keys: &[u64], values: &[u64], nodes: &[i64]| {
        bytes(3, &[number(1, id), packed(2, keys), packed(3, values), deltas(8, nodes)].concat())
    };
    let street = way(10, &[1, 3, 5, 14], &[2, 4, 6, 15], &[1, 2, 3, 99]);
    let halves = [way(11, &[], &[], &[4, 5, 6]), way(12, &[], &[], &[4, 6])].concat();
    let members = [packed(8, &[11, 11]), deltas(9, &[11, 12]), packed(10, &[1, member])].concat();
    let pond = bytes(4, &[number(1, 20), packed(2, &[7, 9]), packed(3, &[8, 10]), members].concat());
    let group = |content: Vec<u8>| bytes(2, &content);
    let data = [bytes(1, &table), group(dense), group([street, halves].concat()), group(pond)].concat();
    let header = [bytes(4, b"OsmSchema-V0.6"), bytes(4, b"DenseNodes")].concat();
    [block("OSMHeader", &header), block("OSMData", &data)].concat()
}

fn read(bytes: &[u8]) -> Result<Imported, ImportError> {
    osm::read(Cursor::new(bytes), &mut |_| {})
}

#[test]
fn every_element_is_read() {
    let imported = read(&extract(1)).unwrap();
    let source = imported.source;
    let [way] = &source.ways[..] else { panic!("{:?}", source.ways) };
    assert_eq!((way.name.as_str(), way.class, way.nodes.len()), ("Ningxi Road", RoadClass::Street, 3));
    assert_eq!((way.speeds[0].forward, way.speeds[0].backward), (0.0, 40.0));
    assert_eq!(way.speeds[2].forward, 5.0);
    assert_eq!(
        imported.rejects.iter().map(|reject| (reject.line, reject.reason)).collect::<Vec<_>>(),
        [(10, "nodes of the road are missing: it is cut there")]
    );
    let [pond] = &source.shapes[..] else { panic!("{:?}", source.shapes) };
    assert_eq!((pond.cover, pond.rings.len(), pond.rings[0].len()), (Cover::Water, 1, 4));
    let [station] = &source.points[..] else { panic!("{:?}", source.points) };
    assert_eq!((station.kind, station.at.lat), (PointKind::Police, 22.003));
}

#[test]
fn what_the_decoder_cannot_bear_is_an_error() {
    let error = read(&extract(7)).unwrap_err().to_string();
    assert_eq!(error, "the OpenStreetMap extract is broken or cut off (a block makes no sense): download it again");
    let whole = extract(1);
    for cut in 1..whole.len() - 1 {
        // The end of the first block is the one cut that cannot be told from a file without data.
        assert!(read(&whole[..cut]).is_err(), "cut at {cut}");
    }
    let unknown = block("OSMHeader", &bytes(4, b"LocationsOnWays2"));
    assert!(matches!(read(&unknown), Err(ImportError::Feature(feature)) if feature == "LocationsOnWays2"));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(3000) })]

    #[test]
    fn broken_contents_do_not_panic(edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut bytes = extract(1);
        for (index, byte) in edits {
            let at = index.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(imported) = read(&bytes) {
            let folder = tempfile::tempdir().unwrap();
            let out = folder.path().join("a.map");
            if kaimen_roads::build::build(&imported.source, &out, &mut |_| {}).is_ok() {
                prop_assert!(kaimen_roads::RoadMap::open(&out).is_ok());
            }
        }
    }
}
