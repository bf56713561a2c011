//! The grid that finds the nearest road.

use super::{BuildError, MAX_POINTS, Section};
use crate::format::{self, GridRecord, Piece, Place, SegmentRecord};

/// Wanted size of a cell in metres; larger where the map would have more than four cells for each piece.
const CELL_METRES: f64 = 100.0;
/// Metres in a degree of latitude.
const DEGREE_METRES: f64 = 111_195.08;

/// Packs all straight pieces by the cells that they cross.
pub(super) fn pack(segments: &[SegmentRecord], sections: &mut Vec<Section>) -> Result<(), BuildError> {
    let shapes = sections.iter().find(|(name, _)| *name == format::SHAPES).map_or(&[][..], |(_, bytes)| bytes);
    let points: Vec<Place> = shapes.chunks_exact(size_of::<Place>()).map(bytemuck::pod_read_unaligned).collect();
    let pieces = pieces(segments, &points);
    let grid = size(&points, pieces.len());
    let mut starts = vec![0_u32; grid.columns as usize * grid.rows as usize + 1];
    let mut total = 0_usize;
    for piece in &pieces {
        crossed(&grid, piece, |cell| {
            starts[cell + 1] += 1;
            total += 1;
        });
    }
    if total > MAX_POINTS {
        return Err(BuildError::TooLarge { what: "pieces of road in the grid", limit: MAX_POINTS as u64 });
    }
    for cell in 1..starts.len() {
        starts[cell] += starts[cell - 1];
    }
    let mut next = starts.clone();
    let nothing = Place { lon: 0, lat: 0 };
    let mut placed = vec![Piece { from: nothing, to: nothing, segment: 0, along: [0, 0] }; total];
    for piece in &pieces {
        crossed(&grid, piece, |cell| {
            placed[next[cell] as usize] = *piece;
            next[cell] += 1;
        });
    }
    sections.push((format::GRID, bytemuck::bytes_of(&grid).to_vec()));
    sections.push((format::GRID_STARTS, bytemuck::cast_slice(&starts).to_vec()));
    sections.push((format::GRID_PIECES, bytemuck::cast_slice(&placed).to_vec()));
    Ok(())
}

/// All straight pieces with the part of their segment that they are.
fn pieces(segments: &[SegmentRecord], points: &[Place]) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(points.len());
    for (index, segment) in segments.iter().enumerate() {
        let shape = &points[segment.shape as usize..(segment.shape + segment.points) as usize];
        let along = crate::network::along(shape);
        for (pair, ends) in shape.windows(2).zip(along.windows(2)) {
            let round = |fraction: f64| (fraction * 65_535.0).round() as u16;
            pieces.push(Piece {
                from: pair[0],
                to: pair[1],
                segment: index as u32,
                along: [round(ends[0]), round(ends[1])],
            });
        }
    }
    pieces
}

/// Chooses the cells.
fn size(points: &[Place], pieces: usize) -> GridRecord {
    let low = |values: &dyn Fn(&Place) -> i32| points.iter().map(values).min().unwrap_or(0);
    let high = |values: &dyn Fn(&Place) -> i32| points.iter().map(values).max().unwrap_or(0);
    let corner = Place { lon: low(&|at| at.lon), lat: low(&|at| at.lat) };
    let (width, height) = (
        i64::from(high(&|at| at.lon)) - i64::from(corner.lon) + 1,
        i64::from(high(&|at| at.lat)) - i64::from(corner.lat) + 1,
    );
    let middle = (f64::from(corner.lat) + height as f64 / 2.0) / 1e7;
    let narrow = middle.to_radians().cos().max(0.01);
    let mut metres = CELL_METRES;
    loop {
        let cell_height = (metres / DEGREE_METRES * 1e7).min(1e9);
        let cell_width = (cell_height / narrow).min(1e9);
        let columns = (width as f64 / cell_width).floor() + 1.0;
        let rows = (height as f64 / cell_height).floor() + 1.0;
        if columns * rows <= pieces as f64 * 4.0 + 64.0 || metres > 1e6 {
            // Rounded down cells would need a column more: round up.
            return GridRecord {
                corner,
                columns: columns as u32,
                rows: rows as u32,
                width: cell_width.ceil() as u32,
                height: cell_height.ceil() as u32,
            };
        }
        metres *= 1.25;
    }
}

/// Calls `visit` once for every cell that a piece may cross.
fn crossed(grid: &GridRecord, piece: &Piece, mut visit: impl FnMut(usize)) {
    let column = |lon: f64| {
        (((lon - f64::from(grid.corner.lon)) / f64::from(grid.width)) as usize).min(grid.columns as usize - 1)
    };
    let row =
        |lat: f64| (((lat - f64::from(grid.corner.lat)) / f64::from(grid.height)) as usize).min(grid.rows as usize - 1);
    let (x0, y0) = (f64::from(piece.from.lon), f64::from(piece.from.lat));
    let (dx, dy) = (f64::from(piece.to.lon) - x0, f64::from(piece.to.lat) - y0);
    // A long piece is taken row by row, so that it does not fill the box around it.
    let (low, high) = (row(y0.min(y0 + dy)), row(y0.max(y0 + dy)));
    for current in low..=high {
        let span = |edge: f64| if dy == 0.0 { 0.0 } else { ((edge - y0) / dy).clamp(0.0, 1.0) };
        let bottom = f64::from(grid.corner.lat) + current as f64 * f64::from(grid.height);
        let (mut start, mut end) = (span(bottom), span(bottom + f64::from(grid.height)));
        if low == high || dy == 0.0 {
            (start, end) = (0.0, 1.0);
        }
        // One unit (a centimetre) to either side absorbs rounding.
        let (one, two) = (x0 + dx * start, x0 + dx * end);
        let (left, right) = (column(one.min(two) - 1.0), column(one.max(two) + 1.0));
        for cell in left..=right {
            visit(current * grid.columns as usize + cell);
        }
    }
}
