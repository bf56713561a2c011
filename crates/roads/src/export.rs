//! The road graph as two tables.

use std::io::{self, Write};

use crate::map::{RoadMap, Segment};

/// Writes `node,lon,lat` and `from,to,metres,car_seconds,ebike_seconds,foot_seconds`.
///
/// One row of edges for each direction that is open to somebody, with empty cells for those to whom it is closed.
/// Degrees have 7 decimals, seconds 3 (exact milliseconds), metres 3.
///
/// # Errors
/// Where writing fails.
pub fn export(map: &RoadMap, nodes: &mut dyn Write, edges: &mut dyn Write) -> io::Result<()> {
    writeln!(nodes, "node,lon,lat")?;
    for node in 0..map.node_count() {
        let at = map.node(node);
        writeln!(nodes, "{node},{:.7},{:.7}", at.lon, at.lat)?;
    }
    writeln!(edges, "from,to,metres,car_seconds,ebike_seconds,foot_seconds")?;
    for index in 0..map.segment_count() {
        let segment = map.segment(index);
        row(edges, &segment, segment.a, segment.b, segment.forward_ms)?;
        row(edges, &segment, segment.b, segment.a, segment.backward_ms)?;
    }
    nodes.flush()?;
    edges.flush()
}

fn row(edges: &mut dyn Write, segment: &Segment, from: u32, to: u32, ms: [Option<u32>; 3]) -> io::Result<()> {
    if ms == [None; 3] {
        return Ok(());
    }
    write!(edges, "{from},{to},{:.3}", segment.metres)?;
    for ms in ms {
        match ms {
            Some(ms) => write!(edges, ",{}.{:03}", ms / 1000, ms % 1000)?,
            None => write!(edges, ",")?,
        }
    }
    writeln!(edges)
}
