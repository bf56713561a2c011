//! Running the program, and a small town to run it on.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a run gave.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    /// The answer of a run that went well, as JSON.
    pub fn json(&self) -> serde_json::Value {
        assert_eq!(self.code, 0, "{self:?}");
        serde_json::from_str(&self.out).unwrap()
    }

    /// A run that failed with a message that holds the words.
    pub fn failed(&self, code: i32, words: &str) {
        assert_eq!(self.code, code, "{self:?}");
        assert!(self.err.contains(words), "no {words:?} in {self:?}");
        assert!(!self.err.contains("panicked"), "{self:?}");
        assert_eq!(self.out, "");
    }
}

/// Runs the program in a folder.
pub fn kaimen(folder: &Path, arguments: &str) -> Run {
    let done = Command::new(env!("CARGO_BIN_EXE_kaimen"))
        .args(arguments.split_whitespace())
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    Run { code: done.status.code().unwrap_or(-1), out: text(&done.stdout), err: text(&done.stderr) }
}

/// A file or folder of real data, or `None` with a plain message.
pub fn data(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is not there", path.display());
    None
}

/// Names of the files in a folder, hidden ones too.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Random numbers that are the same everywhere (xorshift).
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 32) % below as u64) as usize
    }
}

const SIDE: usize = 12;
const KINDS: [&str; 8] =
    ["residential", "residential", "residential", "primary", "tertiary", "service", "footway", "cycleway"];

/// Streets of several kinds on a grid, some one-way, some for walkers only, with dead ends, in the western hemisphere.
/// Two rows of nodes and three of edges are bad.
pub fn town() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut dice = Dice(20);
    let (mut nodes, mut edges) =
        (String::from("node_id,lon,lat\n"), String::from("from,to,length_m,oneway,highway,name\n"));
    for at in 0..SIDE * SIDE {
        let (x, y) = ((at % SIDE) * 20 + dice.roll(8), (at / SIDE) * 20 + dice.roll(8));
        nodes.push_str(&format!("{at},{:.7},{:.7}\n", -71.0 + x as f64 * 1e-4, 42.0 + y as f64 * 1e-4));
    }
    nodes.push_str("bad,200,42\n0,-71,42\n");
    for at in 0..SIDE * SIDE {
        let ahead = [(at % SIDE + 1 < SIDE).then_some(at + 1), (at / SIDE + 1 < SIDE).then_some(at + SIDE)];
        for to in ahead.into_iter().flatten() {
            if dice.roll(9) == 0 {
                continue;
            }
            let highway = KINDS[dice.roll(KINDS.len())];
            let oneway = usize::from(dice.roll(6) == 0);
            edges.push_str(&format!("{at},{to},,{oneway},{highway},Street {}\n", at % SIDE));
        }
    }
    edges.push_str("0,none,,0,residential,\n1,1,,0,residential,\n2,3,-9,0,residential,\n");
    let points = "lon,lat,amenity,name\n-70.99,42.01,police,Station One\n-70.98,42.0,hospital,General\n";
    fs::create_dir(folder.path().join("tables")).unwrap();
    for (name, text) in [("road_nodes.csv", &*nodes), ("road_edges.csv", &*edges), ("pois.csv", points)] {
        fs::write(folder.path().join("tables").join(name), text).unwrap();
    }
    folder
}

/// The town as `town.map`.
pub fn town_map() -> tempfile::TempDir {
    let folder = town();
    let run = kaimen(folder.path(), "map import tables --out town.map --name town");
    assert_eq!(run.code, 0, "{run:?}");
    folder
}

/// A folder in which nothing can be made, even by the superuser, or `None` where there is none.
pub fn closed_folder() -> Option<&'static Path> {
    let folder = Path::new("/proc");
    folder.join("self").exists().then_some(folder)
}
