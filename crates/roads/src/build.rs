//! From a [`Source`] to the map file.

mod arcs;
mod chain;
mod components;
mod grid;
mod order;
mod turns;
mod write;

use std::{
    collections::HashMap,
    io,
    path::{Path, PathBuf},
};

use self::turns::{Bans, Copies};
use crate::{
    format::{self, Place, SegmentRecord},
    geo::Bounds,
    import::Progress,
    map::MapInfo,
    source::Source,
};

/// Most shape points in one file; keeps every index in 32 bits.
pub const MAX_POINTS: usize = 1_000_000_000;

/// Why no map file was written.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// Writing failed.
    #[error("cannot write {path}: {error}; check that the folder exists, may be written and has room")]
    Write {
        /// Which file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// No segment is open to anybody.
    #[error("the source has no road that can be travelled: check the input")]
    Empty,
    /// More than the file format holds.
    #[error("the source has more than {limit} {what}: cut a smaller area out first")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
    /// An index of the source points nowhere.
    #[error("way {0} of the source names a node that does not exist or lies off the earth: correct the source")]
    Node(usize),
}

/// A named section of the file.
pub(crate) type Section = ([u8; 4], Vec<u8>);

/// Writes the map file: beside `out` first, then renamed, so there is never half a file.
///
/// The same source gives the same bytes.
///
/// # Errors
/// Where the source has no road, is too large, or the file cannot be written.
pub fn build(source: &Source, out: &Path, progress: &mut dyn FnMut(Progress)) -> Result<MapInfo, BuildError> {
    let mut stage = |stage, done| progress(Progress { stage, done, total: 4 });
    stage("roads", 0);
    let mut chains = chain::chains(source)?;
    components::close_traps(&mut chains, source.nodes.len());
    chains.retain(|chain| {
        (0..3).any(|profile| chain.forward[profile] != format::CLOSED || chain.backward[profile] != format::CLOSED)
    });
    stage("roads", 1);
    let mut nodes = order::order(&mut chains, source);
    if chains.is_empty() || nodes.is_empty() {
        return Err(BuildError::Empty);
    }
    let (copies, turns_left_out) = Copies::passable(Bans::read(source, &chains), &chains, nodes.len());
    let places: Vec<Place> = copies.originals.iter().map(|&node| nodes[node as usize]).collect();
    nodes.extend(places);
    let mut sections = Vec::new();
    let (segments, metres) = pack_segments(source, &chains, &copies, &mut sections)?;
    stage("roads", 2);
    let mut arcs = [0_u32; 3];
    for (profile, count) in arcs.iter_mut().enumerate() {
        *count = arcs::pack(&copies.steps(&chains, profile), nodes.len(), profile, &mut sections)?;
    }
    let bounds = bounds(&sections);
    grid::pack(&segments, &mut sections)?;
    sections.push((format::NODES, bytemuck::cast_slice(&nodes).to_vec()));
    sections.push((format::COPIES, bytemuck::cast_slice(&copies.originals).to_vec()));
    stage("roads", 3);
    sections.extend(crate::places::pack(source));
    let mut info = MapInfo {
        name: source.name.clone(),
        attribution: source.attribution.clone(),
        bounds,
        nodes: nodes.len() as u32,
        copies: copies.originals.len() as u32,
        turns: copies.bans(),
        turns_left_out,
        segments: segments.len() as u32,
        arcs,
        kilometres: metres.round() / 1e3,
        min_zoom: crate::tiles::MIN_ZOOM,
        max_zoom: crate::tiles::MAX_ZOOM,
        file_bytes: 0,
    };
    stage("roads", 4);
    sections.extend(crate::tiles::draw(source, progress));
    info.file_bytes = write::write(out, &info, sections)?;
    progress(Progress { stage: "file", done: 1, total: 1 });
    Ok(info)
}

/// Packs segments, shapes and names; gives the records and the length of all in metres.
fn pack_segments(
    source: &Source,
    chains: &[chain::Chain],
    copies: &Copies,
    sections: &mut Vec<Section>,
) -> Result<(Vec<SegmentRecord>, f64), BuildError> {
    let too_many = |what| BuildError::TooLarge { what, limit: MAX_POINTS as u64 };
    let (mut segments, mut points) = (Vec::with_capacity(chains.len()), Vec::<Place>::new());
    let mut names = HashMap::from([("", 0_u32)]);
    let (mut starts, mut text, mut metres) = (vec![0_u32, 0], Vec::<u8>::new(), 0.0);
    for (chain, index) in chains.iter().zip(0..) {
        let way = &source.ways[chain.way];
        let mut name = way.name.trim();
        if let Some((cut, _)) = name.char_indices().nth(200) {
            name = &name[..cut];
        }
        let next = names.len() as u32;
        let name = *names.entry(name).or_insert_with(|| {
            text.extend_from_slice(name.as_bytes());
            starts.push(text.len() as u32);
            next
        });
        let shape = points.len() as u32;
        points.extend(chain.nodes.iter().map(|&node| Place::from_degrees(source.nodes[node as usize])));
        if points.len() > MAX_POINTS || text.len() > MAX_POINTS {
            return Err(too_many("points"));
        }
        metres += chain.metres;
        segments.push(SegmentRecord {
            a: chain.a,
            b: chain.b,
            metres: chain.metres as f32,
            name,
            forward: chain.forward,
            backward: chain.backward,
            shape,
            points: chain.nodes.len() as u32,
            class: way.class as u32,
            heads: copies.heads(chains, index),
        });
    }
    sections.push((format::SEGMENTS, bytemuck::cast_slice(&segments).to_vec()));
    sections.push((format::SHAPES, bytemuck::cast_slice(&points).to_vec()));
    sections.push((format::NAME_STARTS, bytemuck::cast_slice(&starts).to_vec()));
    sections.push((format::NAMES, text));
    Ok((segments, metres))
}

/// Box around all shapes.
fn bounds(sections: &[Section]) -> Bounds {
    let shapes = sections.iter().find(|(name, _)| *name == format::SHAPES).map_or(&[][..], |(_, bytes)| bytes);
    let points =
        shapes.chunks_exact(size_of::<Place>()).map(|bytes| bytemuck::pod_read_unaligned::<Place>(bytes).degrees());
    let empty = Bounds { west: f64::INFINITY, south: f64::INFINITY, east: f64::NEG_INFINITY, north: f64::NEG_INFINITY };
    points.fold(empty, |b, at| Bounds {
        west: b.west.min(at.lon),
        south: b.south.min(at.lat),
        east: b.east.max(at.lon),
        north: b.north.max(at.lat),
    })
}
