//! Checking a map file once, so that nothing can go out of bounds later.

use std::marker::PhantomData;

use super::{Bytes, MapError, MapInfo, Range, RoadMap};
use crate::format::{self, ALIGN, Arc, CLOSED, Entry, GridRecord, Header, Piece, Place, SegmentRecord};

type Check<T = ()> = Result<T, MapError>;

impl RoadMap {
    pub(super) fn check(bytes: Bytes) -> Check<Self> {
        let sections = sections(bytes.all())?;
        let found = |name: [u8; 4]| sections.iter().find(|(known, _)| *known == name).map(|(_, range)| range.clone());
        let range = |name| found(name).ok_or(MapError::Damaged("a section is missing"));
        let three =
            |names: [[u8; 4]; 3]| -> Check<[Range; 3]> { Ok([range(names[0])?, range(names[1])?, range(names[2])?]) };
        let arcs = |reverse| -> Check<[[Range; 3]; 3]> {
            let of = |profile| three(format::arc_sections(profile, reverse));
            Ok([of(0)?, of(1)?, of(2)?])
        };
        let info = bytes.all().get(range(format::INFO)?).unwrap_or_default();
        let info: MapInfo =
            serde_json::from_slice(info).map_err(|_| MapError::Damaged("the description cannot be read"))?;
        let grid = bytes.slice::<GridRecord>(&range(format::GRID)?).first().copied();
        let map = Self {
            info,
            nodes: range(format::NODES)?,
            copies: range(format::COPIES)?,
            segments: range(format::SEGMENTS)?,
            shapes: range(format::SHAPES)?,
            name_starts: range(format::NAME_STARTS)?,
            names: range(format::NAMES)?,
            grid: grid.ok_or(MapError::Damaged("the grid is missing"))?,
            grid_starts: range(format::GRID_STARTS)?,
            grid_pieces: range(format::GRID_PIECES)?,
            forward: arcs(false)?,
            reverse: arcs(true)?,
            hanging: Default::default(),
            weights: None,
            sections,
            bytes: bytes.into(),
        };
        map.check_records()?;
        map.check_copies()?;
        map.check_segments()?;
        map.check_names()?;
        map.check_grid()?;
        for profile in 0..3 {
            map.check_arcs(profile)?;
        }
        Ok(map)
    }

    /// Whole records everywhere, and as many as the description says.
    fn check_records(&self) -> Check {
        let bytes = &self.bytes;
        let whole = bytes.fits(&self.nodes, PhantomData::<Place>)
            && bytes.fits(&self.segments, PhantomData::<SegmentRecord>)
            && bytes.fits(&self.shapes, PhantomData::<Place>)
            && [&self.name_starts, &self.grid_starts, &self.copies]
                .iter()
                .all(|range| bytes.fits(range, PhantomData::<u32>))
            && bytes.fits(&self.grid_pieces, PhantomData::<Piece>)
            && self.forward.iter().chain(&self.reverse).all(|[starts, arcs, directions]| {
                bytes.fits(starts, PhantomData::<u32>)
                    && bytes.fits(arcs, PhantomData::<Arc>)
                    && bytes.fits(directions, PhantomData::<u32>)
            });
        ensure(whole, "a section ends in the middle of a record")?;
        let info = &self.info;
        let counted = bytes.slice::<Place>(&self.nodes).len() == info.nodes as usize
            && bytes.slice::<SegmentRecord>(&self.segments).len() == info.segments as usize;
        ensure(counted && info.nodes > 0 && info.segments > 0, "the description does not match the contents")?;
        let bounds = &info.bounds;
        let corner = |lon, lat| crate::Coordinate::new(lon, lat).is_some();
        let right = corner(bounds.west, bounds.south)
            && corner(bounds.east, bounds.north)
            && bounds.west <= bounds.east
            && bounds.south <= bounds.north;
        ensure(
            right && info.kilometres.is_finite() && info.file_bytes == bytes.all().len() as u64,
            "the description does not match the contents",
        )?;
        let places = |range| bytes.slice::<Place>(range).iter().all(on_earth);
        ensure(places(&self.nodes) && places(&self.shapes), "a place lies off the earth")
    }

    fn check_copies(&self) -> Check {
        let copies = self.copies();
        let counted = copies.len() == self.info.copies as usize && self.info.copies < self.info.nodes;
        let first = self.info.nodes.saturating_sub(self.info.copies);
        ensure(counted && copies.is_sorted() && copies.iter().all(|&node| node < first), "a copy points nowhere")
    }

    fn check_segments(&self) -> Check {
        let (nodes, points) = (self.info.nodes, self.bytes.slice::<Place>(&self.shapes).len() as u64);
        let names = self.bytes.slice::<u32>(&self.name_starts).len() as u64;
        let good = self.bytes.slice::<SegmentRecord>(&self.segments).iter().all(|segment| {
            let times = segment.forward.iter().chain(&segment.backward);
            segment.a < nodes - self.info.copies
                && segment.b < nodes - self.info.copies
                && segment.heads.iter().all(|&head| head < nodes)
                && segment.heads.map(|head| self.original(head)) == [segment.b, segment.a]
                && segment.points >= 2
                && u64::from(segment.shape) + u64::from(segment.points) <= points
                && u64::from(segment.name) + 1 < names
                && (segment.class as usize) < crate::source::RoadClass::ALL.len()
                && segment.metres.is_finite()
                && segment.metres >= 0.0
                && times.into_iter().all(|&ms| ms == CLOSED || (1..=format::MAX_SEGMENT_MS).contains(&ms))
        });
        ensure(good, "a segment points nowhere")
    }

    fn check_names(&self) -> Check {
        let text = std::str::from_utf8(self.bytes.slice(&self.names))
            .map_err(|_| MapError::Damaged("a street name is not UTF-8"))?;
        let starts = self.bytes.slice::<u32>(&self.name_starts);
        let good = starts.is_sorted() && starts.iter().all(|&start| text.is_char_boundary(start as usize));
        ensure(good, "a street name points nowhere")
    }

    fn check_grid(&self) -> Check {
        let (starts, pieces) = self.pieces();
        let cells = u64::from(self.grid.columns) * u64::from(self.grid.rows);
        let sized = cells > 0 && self.grid.width > 0 && self.grid.height > 0 && cells + 1 == starts.len() as u64;
        ensure(sized && starts_fit(starts, pieces.len()), "the grid points nowhere")?;
        let good = pieces
            .iter()
            .all(|piece| piece.segment < self.info.segments && on_earth(&piece.from) && on_earth(&piece.to));
        ensure(good, "the grid points nowhere")
    }

    fn check_arcs(&self, profile: usize) -> Check {
        let segments = self.bytes.slice::<SegmentRecord>(&self.segments);
        for (reverse, ranges) in [(false, &self.forward[profile]), (true, &self.reverse[profile])] {
            let list = self.adjacency(ranges);
            let fits = list.starts.len() == self.info.nodes as usize + 1
                && list.arcs.len() == list.directions.len()
                && list.arcs.len() == self.info.arcs[profile] as usize
                && starts_fit(list.starts, list.arcs.len());
            ensure(fits, "the list of open directions is broken")?;
            for node in 0..self.info.nodes {
                for (arc, direction) in list.arcs_on(node) {
                    let Some(segment) = segments.get(direction as usize / 2) else {
                        return Err(MapError::Damaged("an open direction points nowhere"));
                    };
                    ensure(arc.node < self.info.nodes, "an open direction points nowhere")?;
                    let (tail, head) = if reverse { (arc.node, node) } else { (node, arc.node) };
                    let (start, end, ms) = match direction % 2 {
                        0 => (segment.a, segment.b, segment.forward[profile]),
                        _ => (segment.b, segment.a, segment.backward[profile]),
                    };
                    let same = (start, end, ms) == (self.original(tail), self.original(head), arc.ms);
                    ensure(same && arc.ms != CLOSED, "an open direction does not match its segment")?;
                }
            }
        }
        Ok(())
    }
}

fn ensure(good: bool, what: &'static str) -> Check {
    if good { Ok(()) } else { Err(MapError::Damaged(what)) }
}

fn on_earth(place: &Place) -> bool {
    place.lon.unsigned_abs() <= 1_800_000_000 && place.lat.unsigned_abs() <= 900_000_000
}

fn starts_fit(starts: &[u32], total: usize) -> bool {
    starts.first() == Some(&0) && starts.is_sorted() && starts.last().is_some_and(|&last| last as usize == total)
}

/// Reads header and table and checks every section's checksum.
fn sections(bytes: &[u8]) -> Check<Vec<([u8; 4], Range)>> {
    let start = bytes.get(..size_of::<Header>()).ok_or(MapError::Magic)?;
    let header: Header = bytemuck::pod_read_unaligned(start);
    if header.magic != format::MAGIC {
        return Err(MapError::Magic);
    }
    if header.version != format::VERSION {
        return Err(MapError::Version { found: header.version, expected: format::VERSION });
    }
    ensure(
        crc32fast::hash(&start[..size_of::<Header>() - 4]) == header.header_crc,
        "the header does not match its checksum",
    )?;
    ensure(header.file_bytes == bytes.len() as u64, "it is cut off or too long")?;
    ensure(header.sections as usize <= format::MAX_SECTIONS, "it has too many sections")?;
    let table = bytes.get(size_of::<Header>()..size_of::<Header>() + header.sections as usize * size_of::<Entry>());
    let table = table.ok_or(MapError::Damaged("it is cut off"))?;
    ensure(crc32fast::hash(table) == header.table_crc, "the section table does not match its checksum")?;
    let mut sections = Vec::with_capacity(header.sections as usize);
    for entry in table.chunks_exact(size_of::<Entry>()) {
        let entry: Entry = bytemuck::pod_read_unaligned(entry);
        let end = entry
            .offset
            .checked_add(entry.length)
            .filter(|&end| end <= bytes.len() as u64 && entry.offset.is_multiple_of(ALIGN as u64));
        let range = entry.offset as usize..end.ok_or(MapError::Damaged("a section lies outside the file"))? as usize;
        ensure(crc32fast::hash(&bytes[range.clone()]) == entry.crc, "a section does not match its checksum")?;
        sections.push((entry.name, range));
    }
    Ok(sections)
}
