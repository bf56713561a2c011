//! Broken input gives errors or counted rejects, never a panic and never half a file.

use std::{fs, io::Cursor};

use kaimen_roads::{
    Coordinate, RoadMap, Source,
    build::{BuildError, build},
    import::{ImportError, csv, import, osm},
};
use proptest::prelude::*;

use crate::support::{Dice, data, map, way};

const NODES: &str = "node_id,lon,lat\na,113.0,22.0\nb,113.001,22.0\nc,113.001,22.001\n";
const EDGES: &str = "from,to,length_m,oneway,highway,maxspeed,name\na,b,105,0,residential,30,East Street\nb,c,,1,tertiary,,\nc,a,150,1,,,\n";

fn tables(nodes: &[u8], edges: &[u8], points: Option<&[u8]>) -> Result<kaimen_roads::import::Imported, ImportError> {
    csv::read(nodes, edges, points, &mut |_| {})
}

#[test]
fn bad_rows_are_counted_and_left_out() {
    let nodes = format!("{NODES}d,NaN,22\ne,200,22\nf,113\na,113,22\n,113,22\ng,,\n");
    let edges = format!(
        "{EDGES}a,zz,1,0,primary,,\na,a,1,0,primary,,\na,b,-4,0,primary,,\na,b,inf,0,primary,,\na,b,1,0,hallway,,\n"
    );
    let points = "osm_id,amenity,name,lon,lat\n1,police,Station,113,22\n2,school,School,x,22\n";
    let imported = tables(nodes.as_bytes(), edges.as_bytes(), Some(points.as_bytes())).unwrap();
    assert_eq!((imported.source.nodes.len(), imported.source.ways.len(), imported.source.points.len()), (3, 3, 1));
    let lines: Vec<(&str, u64)> = imported.rejects.iter().map(|reject| (reject.file.as_str(), reject.line)).collect();
    let of = |file| lines.iter().filter(|line| line.0 == file).map(|line| line.1).collect::<Vec<_>>();
    assert_eq!(of("road_nodes.csv"), [5, 6, 7, 8, 9, 10]);
    assert_eq!(of("road_edges.csv"), [5, 6, 7, 8, 9]);
    assert_eq!(of("pois.csv"), [3]);
    assert_eq!(imported.source.ways[0].metres, Some(105.0));
}

#[test]
fn tables_that_are_none_are_errors() {
    let error = |nodes: &str, edges: &str| tables(nodes.as_bytes(), edges.as_bytes(), None).unwrap_err().to_string();
    assert_eq!(error("node_id,lon\n", EDGES), "road_nodes.csv has no column \"lat\": add it to the first line");
    assert_eq!(error(NODES, "a,b\n1,2\n"), "road_edges.csv has no column \"from\": add it to the first line");
    assert!(error("", "").contains("node_id"));
    assert!(error(NODES, "from,to\n").contains("no road"));
    assert!(matches!(tables(b"node_id,\xff\n1,2\n", EDGES.as_bytes(), None), Err(ImportError::Csv { .. })));
    let long = format!("{EDGES}a,b,1,0,residential,,{}\n", "x".repeat(100_000));
    assert_eq!(tables(NODES.as_bytes(), long.as_bytes(), None).unwrap().rejects[0].reason, "the row is too long");
    let unclosed = format!("{EDGES}a,b,1,0,residential,,\"East\n{}", "a,b,1,0,residential,,\n".repeat(4000));
    let error = tables(NODES.as_bytes(), unclosed.as_bytes(), None).unwrap_err().to_string();
    assert_eq!(
        error,
        "road_edges.csv line 5 cannot be read (a quotation mark is not closed): correct the line or save the file as UTF-8 CSV"
    );
}

#[test]
fn a_missing_or_strange_path_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(import(&folder.path().join("none.osm.pbf"), &mut |_| {}), Err(ImportError::Read { .. })));
    assert!(matches!(import(folder.path(), &mut |_| {}), Err(ImportError::Read { .. })));
    fs::write(folder.path().join("a.txt"), "x").unwrap();
    assert!(matches!(import(&folder.path().join("a.txt"), &mut |_| {}), Err(ImportError::Unknown(_))));
    for text in ["", "not an extract at all", "\0\0\0\u{5}abcde"] {
        assert!(osm::read(Cursor::new(text.as_bytes()), &mut |_| {}).is_err());
    }
}

#[test]
fn cut_and_flipped_extracts_do_not_panic() {
    let Some(path) = data("osm/baltimore.osm.pbf") else { return };
    let bytes = fs::read(path).unwrap();
    let mut dice = Dice(99);
    for index in 0..60 {
        let length = if index < 20 { dice.roll(3000) } else { dice.roll(bytes.len() as u32) } as usize;
        if let Ok(imported) = osm::read(Cursor::new(&bytes[..length]), &mut |_| {}) {
            // Only a cut between two blocks cannot be noticed.
            assert!(imported.source.ways.len() < 100_000);
        }
    }
    let mut errors = 0;
    for _ in 0..40 {
        let mut bytes = bytes.clone();
        let at = dice.roll(bytes.len() as u32) as usize;
        bytes[at] ^= 1 << dice.roll(8);
        errors += usize::from(osm::read(Cursor::new(bytes), &mut |_| {}).is_err());
    }
    assert!(errors > 0);
}

fn small() -> Source {
    let at = |x: i32, y: i32| Coordinate { lon: 113.0 + f64::from(x) / 1000.0, lat: 22.0 + f64::from(y) / 1000.0 };
    let mut ways = vec![way(vec![0, 1, 2], 50.0, 50.0), way(vec![1, 3], 30.0, 30.0), way(vec![2, 3], 30.0, 30.0)];
    ways[0].name = "Ningxi Road".into();
    Source { name: "small".into(), nodes: vec![at(0, 0), at(1, 0), at(2, 0), at(1, 1)], ways, ..Source::default() }
}

fn small_file() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("small.map");
    build(&small(), &path, &mut |_| {}).unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left in the folder");
    fs::read(path).unwrap()
}

#[test]
fn every_cut_of_a_map_file_is_noticed() {
    let bytes = small_file();
    assert!(RoadMap::from_bytes(&bytes).is_ok());
    for length in (0..bytes.len()).step_by(7).chain(bytes.len().saturating_sub(70)..bytes.len()) {
        assert!(RoadMap::from_bytes(&bytes[..length]).is_err(), "cut at {length}");
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empty.map");
    fs::write(&path, []).unwrap();
    assert!(RoadMap::open(&path).is_err());
    assert!(RoadMap::open(folder.path()).is_err());
}

#[test]
fn a_file_of_another_format_is_refused_with_what_to_do() {
    let mut bytes = small_file();
    bytes[8] = 1;
    let error = RoadMap::from_bytes(&bytes).unwrap_err().to_string();
    assert_eq!(error, "the map file has format 1, this program reads 2: make the map again");
}

#[test]
fn every_flipped_bit_is_noticed_or_harmless() {
    let bytes = small_file();
    let whole = RoadMap::from_bytes(&bytes).unwrap();
    let mut harmless = 0;
    for at in 0..bytes.len() {
        let mut bytes = bytes.clone();
        bytes[at] ^= 1 << (at % 8);
        if let Ok(map) = RoadMap::from_bytes(&bytes) {
            // Only the gaps between sections are not covered.
            harmless += 1;
            assert_eq!(map.info(), whole.info());
        }
    }
    assert!(harmless * 2 < bytes.len(), "{harmless} of {}", bytes.len());
}

#[test]
fn the_same_source_gives_the_same_bytes() {
    assert_eq!(small_file(), small_file());
    let map = map(&small());
    let streets =
        (0..map.segment_count()).map(|segment| map.street(segment)).filter(|street| *street == "Ningxi Road").count();
    assert_eq!(streets, 2, "cut at the junction in its middle");
}

#[test]
fn senseless_sources_are_errors_and_leave_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none.map");
    assert!(matches!(build(&Source::default(), &path, &mut |_| {}), Err(BuildError::Empty)));
    let mut source = small();
    source.ways.push(way(vec![0, 77], 50.0, 50.0));
    assert!(matches!(build(&source, &path, &mut |_| {}), Err(BuildError::Node(3))));
    let mut source = small();
    source.nodes[0].lon = f64::NAN;
    assert!(matches!(build(&source, &path, &mut |_| {}), Err(BuildError::Node(0))));
    let mut source = small();
    source
        .ways
        .iter_mut()
        .for_each(|way| way.speeds = [kaimen_roads::source::Speeds { forward: f32::NAN, backward: -3.0 }; 3]);
    assert!(matches!(build(&source, &path, &mut |_| {}), Err(BuildError::Empty)));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    let nowhere = folder.path().join("no/such/folder/a.map");
    assert!(matches!(build(&small(), &nowhere, &mut |_| {}), Err(BuildError::Write { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn mutated_tables_do_not_panic(edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12), cut in any::<prop::sample::Index>()) {
        let mut bytes = format!("{NODES}\n#\n{EDGES}").into_bytes();
        for (index, byte) in edits {
            let at = index.index(bytes.len());
            bytes[at] = byte;
        }
        let cut = cut.index(bytes.len());
        let _ = tables(&bytes[..cut], &bytes[cut..], Some(&bytes));
        let half = bytes.iter().position(|&byte| byte == b'#').unwrap_or(cut);
        if let Ok(imported) = tables(&bytes[..half], &bytes[half..], None) {
            let folder = tempfile::tempdir().unwrap();
            let _ = build(&imported.source, &folder.path().join("a.map"), &mut |_| {});
        }
    }

    #[test]
    fn any_bytes_are_no_map_and_no_extract(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(RoadMap::from_bytes(&bytes).is_err());
        let read = osm::read(Cursor::new(&bytes), &mut |_| {});
        prop_assert!(read.is_err());
    }
}
