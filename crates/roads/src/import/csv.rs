//! Folders of road tables.
//!
//! `road_nodes.csv`: `node_id,lon,lat`. `road_edges.csv`: `from,to` and, where known, `length_m,oneway,highway,
//! maxspeed,name` (other columns are ignored; `oneway` 1, 0 or -1; `highway` and `maxspeed` as in OpenStreetMap, a
//! plain `maxspeed` in km/h). `pois.csv`: `lon,lat,amenity,name`. First line: names of the columns, in any order.

use std::{
    collections::HashMap,
    io::{Read, Take},
};

use csv::{ByteRecord, Reader, ReaderBuilder};

use super::{ImportError, Imported, MAX_NODES, Progress, tags};
use crate::{
    geo::Coordinate,
    source::{Point, PointKind, Way},
};

/// Longest row in bytes; longer ones are rejected.
pub const MAX_ROW: usize = 64 * 1024;
/// Largest table in bytes.
pub const MAX_BYTES: u64 = 4_000_000_000;
/// Longest road in metres that a row may claim.
const MAX_METRES: f32 = 1_000_000.0;

/// Reads road tables.
///
/// # Errors
/// Where a table is broken, lacks a column, is too large, or there is no road.
pub fn read<N: Read, E: Read, P: Read>(
    nodes: N,
    edges: E,
    points: Option<P>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Imported, ImportError> {
    let mut imported = Imported::default();
    let mut stage = |stage| progress(Progress { stage, done: 0, total: 0 });
    stage("nodes");
    let ids = read_nodes(nodes, &mut imported)?;
    stage("roads");
    read_edges(edges, &ids, &mut imported)?;
    stage("points");
    if let Some(points) = points {
        read_points(points, &mut imported)?;
    }
    if imported.source.ways.is_empty() {
        return Err(ImportError::Empty);
    }
    Ok(imported)
}

fn read_nodes(input: impl Read, imported: &mut Imported) -> Result<HashMap<String, u32>, ImportError> {
    const FILE: &str = "road_nodes.csv";
    let mut table = Table::new(input, FILE)?;
    let [id, lon, lat] = [table.must("node_id")?, table.must("lon")?, table.must("lat")?];
    let mut ids = HashMap::new();
    while table.next(imported)? {
        let Some(at) = table.coordinate(lon, lat) else {
            table.reject(imported, "the coordinate is missing or off the earth");
            continue;
        };
        if table.text(id).is_empty() {
            table.reject(imported, "the node has no id");
        } else if ids.contains_key(table.text(id)) {
            table.reject(imported, "the node was already given");
        } else {
            if imported.source.nodes.len() >= MAX_NODES {
                return Err(ImportError::TooLarge { what: "nodes", limit: MAX_NODES as u64 });
            }
            ids.insert(table.text(id).to_owned(), imported.source.nodes.len() as u32);
            imported.source.nodes.push(at);
        }
    }
    Ok(ids)
}

fn read_edges(input: impl Read, ids: &HashMap<String, u32>, imported: &mut Imported) -> Result<(), ImportError> {
    const FILE: &str = "road_edges.csv";
    let mut table = Table::new(input, FILE)?;
    let [from, to] = [table.must("from")?, table.must("to")?];
    let length = table.find("length_m");
    let keys = [
        "oneway",
        "highway",
        "maxspeed",
        "name",
        "bridge",
        "tunnel",
        "access",
        "junction",
        "bicycle",
        "foot",
        "motor_vehicle",
    ];
    let columns: Vec<(&str, usize)> = keys.iter().filter_map(|key| Some((*key, table.find(key)?))).collect();
    while table.next(imported)? {
        let (Some(&a), Some(&b)) = (ids.get(table.text(from)), ids.get(table.text(to))) else {
            table.reject(imported, "the road names a node that is not in road_nodes.csv");
            continue;
        };
        if a == b {
            table.reject(imported, "the road ends where it starts");
            continue;
        }
        let text = length.map(|column| table.text(column)).filter(|text| !text.is_empty());
        let metres = text.map(|text| text.parse::<f32>().ok().filter(|metres| (0.0..=MAX_METRES).contains(metres)));
        if metres == Some(None) {
            table.reject(imported, "the length is not a number of metres");
            continue;
        }
        let mut pairs: Vec<(String, String)> =
            columns.iter().map(|&(key, column)| (key.to_owned(), table.text(column).to_owned())).collect();
        pairs.retain(|(_, value)| !value.is_empty());
        if !pairs.iter().any(|(key, _)| key == "highway") {
            pairs.push(("highway".to_owned(), "unclassified".to_owned()));
        }
        let Some(road) = tags::road(&pairs[..]) else {
            table.reject(imported, "the kind of road is unknown");
            continue;
        };
        let name = tags::name(&pairs[..]).to_owned();
        imported.source.ways.push(Way {
            nodes: vec![a, b],
            class: road.class,
            name,
            speeds: road.speeds,
            bridge: road.bridge,
            tunnel: road.tunnel,
            metres: metres.flatten(),
        });
    }
    Ok(())
}

fn read_points(input: impl Read, imported: &mut Imported) -> Result<(), ImportError> {
    const FILE: &str = "pois.csv";
    let mut table = Table::new(input, FILE)?;
    let [lon, lat, amenity] = [table.must("lon")?, table.must("lat")?, table.must("amenity")?];
    let name = table.find("name");
    while table.next(imported)? {
        let Some(at) = table.coordinate(lon, lat) else {
            table.reject(imported, "the coordinate is missing or off the earth");
            continue;
        };
        let kind = match table.text(amenity) {
            "police" => PointKind::Police,
            "hospital" | "clinic" => PointKind::Hospital,
            "school" => PointKind::School,
            _ => PointKind::Place,
        };
        let name = name.map(|column| table.text(column).to_owned()).unwrap_or_default();
        imported.source.points.push(Point { kind, name, at });
    }
    Ok(())
}

/// A table with named columns.
struct Table<R> {
    file: &'static str,
    reader: Reader<Take<R>>,
    columns: Vec<String>,
    row: ByteRecord,
}

impl<R: Read> Table<R> {
    fn new(input: R, file: &'static str) -> Result<Self, ImportError> {
        let mut reader = ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(input.take(MAX_BYTES));
        let columns = reader.headers().map_err(|error| broken(file, &error))?;
        let columns = columns.iter().map(|name| name.trim_start_matches('\u{feff}').to_owned()).collect();
        Ok(Self { file, reader, columns, row: ByteRecord::new() })
    }

    fn find(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|known| known == column)
    }

    fn must(&self, column: &'static str) -> Result<usize, ImportError> {
        self.find(column).ok_or(ImportError::Column { file: self.file, column })
    }

    /// Goes to the next row that is UTF-8 and not too long.
    fn next(&mut self, imported: &mut Imported) -> Result<bool, ImportError> {
        loop {
            if !self.reader.read_byte_record(&mut self.row).map_err(|error| broken(self.file, &error))? {
                if self.reader.get_ref().limit() == 0 {
                    return Err(ImportError::TooLarge { what: "bytes in a table", limit: MAX_BYTES });
                }
                return Ok(false);
            }
            let line = self.row.position().map_or(0, csv::Position::line);
            if self.row.as_slice().len() > MAX_ROW && self.reader.position().line() > line + 1 {
                // A row over many lines swallows good rows: better to say so than to lose them.
                return Err(ImportError::Csv {
                    file: self.file,
                    line,
                    reason: "a quotation mark is not closed".to_owned(),
                });
            }
            if self.row.as_slice().len() > MAX_ROW {
                self.reject(imported, "the row is too long");
            } else if self.row.iter().any(|cell| std::str::from_utf8(cell).is_err()) {
                self.reject(imported, "the row is not UTF-8");
            } else {
                return Ok(true);
            }
        }
    }

    fn text(&self, column: usize) -> &str {
        self.row.get(column).and_then(|cell| std::str::from_utf8(cell).ok()).unwrap_or_default()
    }

    fn coordinate(&self, lon: usize, lat: usize) -> Option<Coordinate> {
        Coordinate::new(self.text(lon).parse().ok()?, self.text(lat).parse().ok()?)
    }

    fn reject(&self, imported: &mut Imported, reason: &'static str) {
        let line = self.row.position().map_or(0, csv::Position::line);
        let text = self
            .row
            .iter()
            .take(20)
            .map(|cell| String::from_utf8_lossy(&cell[..cell.len().min(200)]))
            .collect::<Vec<_>>()
            .join(",");
        imported.reject(self.file, line, reason, text);
    }
}

fn broken(file: &'static str, error: &csv::Error) -> ImportError {
    let line = error.position().map_or(1, csv::Position::line);
    ImportError::Csv { file, line, reason: error.to_string() }
}
