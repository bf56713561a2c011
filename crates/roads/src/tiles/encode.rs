//! Cuts features into tiles and encodes them.

use std::{io::Write, thread};

use flate2::{Compression, write::GzEncoder};
use mvt::{GeomEncoder, GeomType, Tile};

use super::{
    BUFFER, EXTENT, MAX_ZOOM, Spot, clip,
    feature::{Feature, Form},
    lookup, simplify,
};

/// Smallest area drawn, in square units; 8 units are about one pixel.
const SMALLEST_AREA: f64 = 256.0;

/// A feature within one tile, in whole tile units.
struct Piece<'a> {
    tile: u32,
    feature: &'a Feature<'a>,
    parts: Vec<Vec<Spot>>,
}

/// All tiles of a zoom with content, sorted by number, compressed.
pub(super) fn zoom(groups: &[&[Feature<'_>]], window: &[Spot; 2], zoom: u8) -> Vec<(u32, Vec<u8>)> {
    let features: Vec<&Feature<'_>> = groups.iter().flat_map(|group| group.iter()).collect();
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let share = features.len().div_ceil(workers).max(1);
    let mut pieces: Vec<Piece<'_>> = thread::scope(|scope| {
        let handles: Vec<_> = features
            .chunks(share)
            .map(|part| {
                scope.spawn(move || {
                    let mut cutter = Cutter { window: *window, zoom, pieces: Vec::new() };
                    part.iter().for_each(|feature| cutter.cut(feature));
                    cutter.pieces
                })
            })
            .collect();
        handles.into_iter().filter_map(|handle| handle.join().ok()).flatten().collect()
    });
    pieces.sort_by_key(|piece| (piece.tile, piece.feature.layer));
    let tiles: Vec<&[Piece<'_>]> = pieces.chunk_by(|a, b| a.tile == b.tile).collect();
    let share = tiles.len().div_ceil(workers).max(1);
    thread::scope(|scope| {
        let encode = |part: &[&[Piece<'_>]]| -> Vec<(u32, Vec<u8>)> {
            let encoded = part.iter().filter_map(|pieces| Some((pieces.first()?.tile, tile(pieces)?)));
            encoded.collect()
        };
        let handles: Vec<_> = tiles.chunks(share).map(|part| scope.spawn(move || encode(part))).collect();
        handles.into_iter().filter_map(|handle| handle.join().ok()).flatten().collect()
    })
}

/// Cuts features into the tiles of one zoom.
struct Cutter<'a> {
    window: [Spot; 2],
    zoom: u8,
    pieces: Vec<Piece<'a>>,
}

impl<'a> Cutter<'a> {
    fn cut(&mut self, feature: &'a Feature<'a>) {
        if !(feature.from..=feature.to).contains(&self.zoom) {
            return;
        }
        let scale = EXTENT * f64::from(1u32 << self.zoom);
        let enlarge = |spot: &Spot| [spot[0] * scale, spot[1] * scale];
        let tolerance = if self.zoom == MAX_ZOOM { 1.0 } else { 4.0 };
        match &feature.form {
            Form::Point(spot) => self.point(feature, enlarge(spot)),
            Form::Line(line) => {
                let line: Vec<Spot> = line.iter().map(enlarge).collect();
                self.columns(feature, &[simplify::line(&line, tolerance)], false);
            }
            Form::Area(rings) => {
                let smallest = if self.zoom == MAX_ZOOM { SMALLEST_AREA / 16.0 } else { SMALLEST_AREA };
                let rings = rings.iter().map(|ring| ring.iter().map(enlarge).collect::<Vec<Spot>>());
                let large = |ring: &Vec<Spot>| simplify::twice_area(ring).abs() >= 2.0 * smallest;
                let mut rings = rings.enumerate().filter(|(_, ring)| large(ring)).peekable();
                if rings.peek().is_some_and(|(at, _)| *at == 0) {
                    let rings: Vec<_> = rings.map(|(_, ring)| simplify::line(&ring, tolerance)).collect();
                    self.columns(feature, &rings, true);
                }
            }
        }
    }

    /// Points belong to exactly one tile.
    fn point(&mut self, feature: &'a Feature<'a>, at: Spot) {
        let (x, y) = ((at[0] / EXTENT).floor(), (at[1] / EXTENT).floor());
        let count = f64::from(1u32 << self.zoom);
        if (0.0..count).contains(&x) && (0.0..count).contains(&y) {
            let part = vec![[(at[0] - x * EXTENT).round(), (at[1] - y * EXTENT).round()]];
            let tile = lookup::number(self.zoom, x as u32, y as u32);
            self.pieces.push(Piece { tile, feature, parts: vec![part] });
        }
    }

    /// Cuts into columns of tiles, and each column into tiles.
    fn columns(&mut self, feature: &'a Feature<'a>, parts: &[Vec<Spot>], closed: bool) {
        for x in self.span(parts, 0) {
            let column = band(parts, closed, 0, x);
            for y in self.span(&column, 1) {
                let corner = [f64::from(x) * EXTENT, f64::from(y) * EXTENT];
                let parts = snap(band(&column, closed, 1, y), corner, closed);
                if !parts.is_empty() {
                    self.pieces.push(Piece { tile: lookup::number(self.zoom, x, y), feature, parts });
                }
            }
        }
    }

    /// Tiles that the parts touch along an axis, within the window.
    fn span(&self, parts: &[Vec<Spot>], axis: usize) -> std::ops::Range<u32> {
        let mut low = f64::INFINITY;
        let mut high = f64::NEG_INFINITY;
        for spot in parts.iter().flatten() {
            low = low.min(spot[axis]);
            high = high.max(spot[axis]);
        }
        if low > high {
            return 0..0;
        }
        let count = f64::from(1u32 << self.zoom);
        let first = ((low - BUFFER) / EXTENT).max(self.window[0][axis] * count).floor().max(0.0);
        let last = ((high + BUFFER) / EXTENT).min(self.window[1][axis] * count).floor().min(count - 1.0);
        if first > last { 0..0 } else { first as u32..last as u32 + 1 }
    }
}

/// The parts within a column (axis 0) or row (axis 1) of tiles and its buffer.
fn band(parts: &[Vec<Spot>], closed: bool, axis: usize, at: u32) -> Vec<Vec<Spot>> {
    let (low, high) = (f64::from(at) * EXTENT - BUFFER, f64::from(at + 1) * EXTENT + BUFFER);
    if closed {
        let rings: Vec<_> = parts.iter().map(|ring| clip::ring(ring, axis, low, high)).collect();
        // Holes without their outer ring are nothing.
        if rings.first().is_none_or(Vec::is_empty) { Vec::new() } else { rings }
    } else {
        parts.iter().flat_map(|line| clip::line(line, axis, low, high)).collect()
    }
}

/// Whole units from the corner of the tile; drops what shrinks to nothing, turns rings as the specification wants.
fn snap(parts: Vec<Vec<Spot>>, corner: Spot, closed: bool) -> Vec<Vec<Spot>> {
    let mut kept = Vec::with_capacity(parts.len());
    for (at, part) in parts.into_iter().enumerate() {
        let whole = part.iter().map(|spot| [(spot[0] - corner[0]).round(), (spot[1] - corner[1]).round()]);
        let mut whole: Vec<Spot> = whole.collect();
        whole.dedup();
        if !closed {
            if whole.len() > 1 {
                kept.push(whole);
            }
            continue;
        }
        let area = simplify::twice_area(&whole);
        if whole.len() < 4 || area == 0.0 {
            if at == 0 {
                return Vec::new();
            }
            continue;
        }
        if (area > 0.0) != (at == 0) {
            whole.reverse();
        }
        kept.push(whole);
    }
    kept
}

/// One compressed tile; `None` where nothing is left of it.
fn tile(pieces: &[Piece<'_>]) -> Option<Vec<u8>> {
    let mut tile = Tile::new(EXTENT as u32);
    for group in pieces.chunk_by(|a, b| a.feature.layer == b.feature.layer) {
        let mut layer = tile.create_layer(group.first()?.feature.layer.name());
        for Piece { feature, parts, .. } in group {
            let Some(geometry) = geometry(feature, parts) else { continue };
            let mut drawn = layer.into_feature(geometry);
            for (key, value) in
                [(if is_road(feature) { "class" } else { "kind" }, feature.kind), ("name", feature.name)]
            {
                if !value.is_empty() {
                    drawn.add_tag_string(key, value);
                }
            }
            if feature.rank > 0 {
                drawn.add_tag_uint("rank", u64::from(feature.rank));
            }
            for (key, value) in [("bridge", feature.bridge), ("tunnel", feature.tunnel)] {
                if value {
                    drawn.add_tag_bool(key, true);
                }
            }
            layer = drawn.into_layer();
        }
        if layer.num_features() > 0 {
            tile.add_layer(layer).ok()?;
        }
    }
    if tile.num_layers() == 0 {
        return None;
    }
    let mut gzip = GzEncoder::new(Vec::new(), Compression::new(7));
    gzip.write_all(&tile.to_bytes().ok()?).ok()?;
    gzip.finish().ok()
}

fn is_road(feature: &Feature<'_>) -> bool {
    feature.layer == super::feature::Layer::Road
}

/// The geometry as commands; `None` where the encoder refuses it.
fn geometry(feature: &Feature<'_>, parts: &[Vec<Spot>]) -> Option<mvt::GeomData> {
    let (kind, closed) = match feature.form {
        Form::Area(_) => (GeomType::Polygon, true),
        Form::Line(_) => (GeomType::Linestring, false),
        Form::Point(_) => (GeomType::Point, false),
    };
    let mut encoder = GeomEncoder::new(kind);
    let mut end = None;
    for part in parts {
        let open = if closed { part.get(..part.len() - 1)? } else { part.as_slice() };
        // The encoder leaves out the start of a ring that begins where the last one ended: begin elsewhere.
        let turn = usize::from(closed && end.is_some() && end == open.first().copied());
        for at in 0..open.len() {
            let spot = open[(at + turn) % open.len()];
            encoder.add_point(spot[0], spot[1]).ok()?;
            end = Some(spot);
        }
        encoder.complete_geom().ok()?;
    }
    let data = encoder.encode().ok()?;
    (!data.is_empty()).then_some(data)
}
