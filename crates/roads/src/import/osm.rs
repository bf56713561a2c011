//! OpenStreetMap extracts (`.osm.pbf`).
//!
//! Read in three passes that decode only the blocks they need: relations, ways, then the nodes that ways use.
//! So memory grows with the roads and outlines, not with the file.

mod blocks;
mod elements;
mod restriction;

use std::{
    collections::{HashMap, HashSet},
    io::{Read, Seek},
};

use self::{
    blocks::{Blocks, Kind},
    elements::{Line, Outline, line, outline, point},
    restriction::{Restriction, restriction, turns},
};
use super::{ImportError, Imported, MAX_NODES, Progress, sea, shapes};
use crate::{
    geo::Coordinate,
    source::{Point, Shape, Way},
};

/// Most node references of all ways that are kept.
pub const MAX_REFERENCES: usize = 1_000_000_000;

/// Reads an extract.
///
/// # Errors
/// Where it is broken, too large or holds no road.
pub fn read(reader: impl Read + Seek + Send, progress: &mut dyn FnMut(Progress)) -> Result<Imported, ImportError> {
    let mut blocks = Blocks::new(reader)?;
    let mut imported = Imported::default();
    imported.source.attribution = "© OpenStreetMap contributors (ODbL)".to_owned();

    let mut outlines: Vec<Outline> = Vec::new();
    let mut restrictions: Vec<Restriction> = Vec::new();
    let mut keep = |element: &osmpbf::Element<'_>| {
        outlines.extend(outline(element));
        match restriction(element) {
            None => {}
            Some(Ok(restriction)) => restrictions.push(restriction),
            Some(Err((id, reason))) => imported.reject("restrictions", id.unsigned_abs(), reason, ""),
        }
    };
    blocks.each(Kind::Relation, &mut keep, "outlines", progress)?;
    let members: HashSet<i64> =
        outlines.iter().flat_map(|outline| outline.members.iter().map(|member| member.way)).collect();

    let mut lines: Vec<Line> = Vec::new();
    let mut references = 0;
    let mut keep = |element: &osmpbf::Element<'_>| {
        if let Some(line) = line(element, &members).filter(|line| references + line.nodes.len() <= MAX_REFERENCES) {
            references += line.nodes.len();
            lines.push(line);
        }
    };
    blocks.each(Kind::Way, &mut keep, "ways", progress)?;
    if references >= MAX_REFERENCES {
        return Err(ImportError::TooLarge { what: "points of ways", limit: MAX_REFERENCES as u64 });
    }

    let mut ids: Vec<i64> = lines.iter().flat_map(|line| line.nodes.iter().copied()).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.len() > MAX_NODES {
        return Err(ImportError::TooLarge { what: "nodes", limit: MAX_NODES as u64 });
    }
    let mut places = vec![None; ids.len()];
    let mut place = |element: &osmpbf::Element<'_>| {
        let (id, at) = match element {
            osmpbf::Element::Node(node) => (node.id(), Coordinate::new(node.lon(), node.lat())),
            osmpbf::Element::DenseNode(node) => (node.id(), Coordinate::new(node.lon(), node.lat())),
            _ => return,
        };
        if let Ok(slot) = ids.binary_search(&id) {
            places[slot] = at;
        }
        if let Some(point) = point(element) {
            imported.source.points.push(point);
        }
    };
    blocks.each(Kind::Node, &mut place, "nodes", progress)?;
    let nodes = Places { ids, places };
    roads(&lines, &nodes, &restrictions, &mut imported);
    covers(&lines, &outlines, &nodes, &mut imported);
    if imported.source.ways.is_empty() {
        return Err(ImportError::Empty);
    }
    Ok(imported)
}

/// Where the nodes of ways lie.
struct Places {
    ids: Vec<i64>,
    places: Vec<Option<Coordinate>>,
}

impl Places {
    fn slot(&self, id: i64) -> Option<usize> {
        self.ids.binary_search(&id).ok().filter(|&slot| self.places[slot].is_some())
    }

    fn line(&self, nodes: &[i64]) -> Vec<Coordinate> {
        nodes.iter().filter_map(|&id| self.places[self.slot(id)?]).collect()
    }
}

/// Turns lines with road tags into ways; nodes outside the extract cut a way in two.
fn roads(lines: &[Line], nodes: &Places, restrictions: &[Restriction], imported: &mut Imported) {
    let mut number = vec![u32::MAX; nodes.ids.len()];
    let named = restrictions.iter().flat_map(|known| known.from.iter().chain(&known.via_ways).chain(&known.to));
    let mut ways: HashMap<i64, Vec<u32>> = named.map(|&way| (way, Vec::new())).collect();
    for line in lines {
        let Some(road) = &line.road else { continue };
        let slots: Vec<Option<usize>> = line.nodes.iter().map(|&id| nodes.slot(id)).collect();
        if slots.iter().filter(|slot| slot.is_some()).count() < 2 {
            imported.reject(
                "ways",
                line.id.unsigned_abs(),
                "the road has fewer than two known nodes",
                line.name.clone(),
            );
            continue;
        }
        if slots.contains(&None) {
            imported.reject(
                "ways",
                line.id.unsigned_abs(),
                "nodes of the road are missing: it is cut there",
                line.name.clone(),
            );
        }
        for run in slots.split(Option::is_none).filter(|run| run.len() >= 2) {
            let mut numbers = Vec::with_capacity(run.len());
            for slot in run.iter().flatten() {
                if number[*slot] == u32::MAX {
                    number[*slot] = imported.source.nodes.len() as u32;
                    imported.source.nodes.extend(nodes.places[*slot]);
                }
                numbers.push(number[*slot]);
            }
            let mut speeds = road.speeds;
            if let Some(seconds) = line.seconds {
                let metres: f64 = numbers
                    .windows(2)
                    .map(|pair| {
                        imported.source.nodes[pair[0] as usize].metres_to(imported.source.nodes[pair[1] as usize])
                    })
                    .sum();
                let speed = (metres / seconds * 3.6).clamp(1.0, 60.0) as f32;
                for speeds in &mut speeds {
                    speeds.forward = if speeds.forward > 0.0 { speed } else { 0.0 };
                    speeds.backward = if speeds.backward > 0.0 { speed } else { 0.0 };
                }
            }
            if let Some(list) = ways.get_mut(&line.id) {
                list.push(imported.source.ways.len() as u32);
            }
            imported.source.ways.push(Way {
                nodes: numbers,
                class: road.class,
                name: line.name.clone(),
                speeds,
                bridge: road.bridge,
                tunnel: road.tunnel,
                metres: None,
            });
        }
    }
    let node = |id| nodes.slot(id).map(|slot| number[slot]).filter(|&number| number != u32::MAX);
    turns(restrictions, &restriction::Roads { node: &node, ways: &ways, lines }, imported);
}

/// Turns lines and outlines into areas and lines of the base map.
fn covers(lines: &[Line], outlines: &[Outline], nodes: &Places, imported: &mut Imported) {
    for line in lines {
        let Some(cover) = line.cover else { continue };
        let points = nodes.line(&line.nodes);
        let closed =
            line.nodes.len() >= 4 && line.nodes.first() == line.nodes.last() && points.len() == line.nodes.len();
        if (line.area && closed) || (!line.area && points.len() >= 2) {
            imported.source.shapes.push(Shape { cover, name: line.name.clone(), rings: vec![points] });
        }
    }
    for line in lines {
        if let Some((kind, at)) = line.point.zip(centre(&nodes.line(&line.nodes))) {
            imported.source.points.push(Point { kind, name: line.name.clone(), at });
        }
    }
    let by_id: std::collections::HashMap<i64, &Line> = lines.iter().map(|line| (line.id, line)).collect();
    for outline in outlines {
        let part = |outer: bool| -> Vec<Vec<i64>> {
            let wanted = outline.members.iter().filter(|member| member.outer == outer);
            shapes::stitch(wanted.filter_map(|member| by_id.get(&member.way)).map(|line| line.nodes.clone()).collect())
        };
        let rings = |rings: Vec<Vec<i64>>| -> Vec<Vec<Coordinate>> {
            rings
                .iter()
                .map(|ring| nodes.line(ring))
                .filter(|ring| ring.len() >= 4 && ring.first() == ring.last())
                .collect()
        };
        for rings in shapes::nest(rings(part(true)), rings(part(false))) {
            imported.source.shapes.push(Shape { cover: outline.cover, name: outline.name.clone(), rings });
        }
    }
    let coast =
        lines.iter().filter(|line| line.coast && line.nodes.len() >= 2).map(|line| line.nodes.clone()).collect();
    let coast = sea::chains(coast).iter().map(|chain| nodes.line(chain)).collect();
    imported.source.shapes.extend(sea::sea(coast, &imported.source.nodes));
}

/// The middle of a line's box.
fn centre(points: &[Coordinate]) -> Option<Coordinate> {
    let first = *points.first()?;
    let (low, high) = points.iter().fold((first, first), |(low, high), at| {
        (
            Coordinate { lon: low.lon.min(at.lon), lat: low.lat.min(at.lat) },
            Coordinate { lon: high.lon.max(at.lon), lat: high.lat.max(at.lat) },
        )
    });
    Coordinate::new(f64::midpoint(low.lon, high.lon), f64::midpoint(low.lat, high.lat))
}
