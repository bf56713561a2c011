//! What the parts of the district draw: strokes of road, areas and points. [`super::network`] turns strokes into
//! a network with junctions.

use super::plane::{Spot, at, ring};
use crate::source::{Cover, Point, PointKind, RoadClass, Shape};

/// Which strokes meet: only those on the ground cross each other at a junction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// An ordinary road.
    Ground,
    /// Expressway or ramp: meets others only where both have a point at the same place.
    Raised,
}

/// A road before junctions are known.
#[derive(Debug, Clone)]
pub(super) struct Stroke {
    pub(super) line: Vec<Spot>,
    pub(super) class: RoadClass,
    pub(super) name: String,
    pub(super) one_way: bool,
    pub(super) level: Level,
}

/// Everything drawn so far.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) strokes: Vec<Stroke>,
    pub(super) shapes: Vec<Shape>,
    pub(super) points: Vec<Point>,
    /// Outlines of buildings and ponds; those on a road or in water are left out in the end.
    pub(super) outlines: Vec<(Cover, [Spot; 4])>,
}

impl Sheet {
    /// Draws a two-way road on the ground.
    pub(super) fn road(&mut self, class: RoadClass, name: &str, line: Vec<Spot>) {
        self.stroke(class, name, line, false, Level::Ground);
    }

    /// Draws any road.
    pub(super) fn stroke(&mut self, class: RoadClass, name: &str, line: Vec<Spot>, one_way: bool, level: Level) {
        if line.len() > 1 {
            let line = line.into_iter().map(Spot::rounded).collect();
            self.strokes.push(Stroke { line, class, name: name.to_owned(), one_way, level });
        }
    }

    /// Draws an area.
    pub(super) fn area(&mut self, cover: Cover, name: &str, outline: &[Spot]) {
        self.shapes.push(Shape { cover, name: name.to_owned(), rings: vec![ring(outline)] });
    }

    /// Draws a line of the base map.
    pub(super) fn line(&mut self, cover: Cover, name: &str, line: &[Spot]) {
        let run = line.iter().map(|spot| spot.coordinate()).collect();
        self.shapes.push(Shape { cover, name: name.to_owned(), rings: vec![run] });
    }

    /// Draws a rectangle around a middle, turned by an angle in radians.
    pub(super) fn block(&mut self, cover: Cover, middle: Spot, width: f64, depth: f64, angle: f64) {
        let corner = |x: f64, y: f64| middle.plus(at(x * width / 2.0, y * depth / 2.0).turned(angle));
        self.outlines.push((cover, [corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)]));
    }

    /// Sets a point.
    pub(super) fn point(&mut self, kind: PointKind, name: &str, spot: Spot) {
        self.points.push(Point { kind, name: name.to_owned(), at: spot.coordinate() });
    }
}
