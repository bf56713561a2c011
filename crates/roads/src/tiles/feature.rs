//! What is drawn: areas, lines and points with their attributes, in the Mercator square.

use super::{MAX_ZOOM, MIN_ZOOM, Spot, simplify::twice_area};
use crate::{
    geo::Coordinate,
    source::{Cover, PointKind, Source},
};

/// Degrees drawn around the outermost roads.
const MARGIN: f64 = 0.06;
/// Mercator ends here.
const LAST_LATITUDE: f64 = 85.05;

/// Layers in the order in which they are best drawn: parks and ponds lie on housing, not under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Layer {
    Residential,
    Industrial,
    Green,
    Water,
    Building,
    Waterway,
    Railway,
    Road,
    Boundary,
    Place,
    Landmark,
}

impl Layer {
    /// Name in the tile.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Water => "water",
            Self::Green => "green",
            Self::Residential => "residential",
            Self::Industrial => "industrial",
            Self::Building => "building",
            Self::Waterway => "waterway",
            Self::Railway => "railway",
            Self::Road => "road",
            Self::Boundary => "boundary",
            Self::Place => "place",
            Self::Landmark => "landmark",
        }
    }
}

/// Geometry in the Mercator square.
#[derive(Debug)]
pub(super) enum Form {
    /// Closed rings, the outer first.
    Area(Vec<Vec<Spot>>),
    /// One run of points.
    Line(Vec<Spot>),
    /// One point.
    Point(Spot),
}

/// Something to draw.
#[derive(Debug)]
pub(super) struct Feature<'a> {
    pub(super) layer: Layer,
    pub(super) form: Form,
    /// Lowest zoom at which it is drawn.
    pub(super) from: u8,
    /// Highest zoom at which it is drawn.
    pub(super) to: u8,
    /// Empty where none.
    pub(super) name: &'a str,
    /// Class of a road or kind of a point; empty where none.
    pub(super) kind: &'static str,
    /// Importance of a point, 1 first; 0 where none.
    pub(super) rank: u8,
    pub(super) bridge: bool,
    pub(super) tunnel: bool,
}

impl<'a> Feature<'a> {
    /// A feature without attributes, drawn from a zoom on.
    pub(super) fn plain(layer: Layer, form: Form, from: u8, name: &'a str) -> Self {
        Self { layer, form, from, to: MAX_ZOOM, name, kind: "", rank: 0, bridge: false, tunnel: false }
    }
}

/// A coordinate in the Mercator square.
pub(super) fn spot(at: Coordinate) -> Spot {
    let lat = at.lat.clamp(-LAST_LATITUDE, LAST_LATITUDE).to_radians();
    let y = 0.5 - (lat.tan() + 1.0 / lat.cos()).ln() / std::f64::consts::TAU;
    [at.lon / 360.0 + 0.5, y]
}

/// West-north and east-south corner of what is drawn: the roads and a margin; `None` without roads.
pub(super) fn window(source: &Source) -> Option<[Spot; 2]> {
    let mut corners: Option<[Coordinate; 2]> = None;
    for node in source.ways.iter().flat_map(|way| &way.nodes).filter_map(|&node| source.nodes.get(node as usize)) {
        let [low, high] = corners.get_or_insert([*node; 2]);
        *low = Coordinate { lon: low.lon.min(node.lon), lat: low.lat.min(node.lat) };
        *high = Coordinate { lon: high.lon.max(node.lon), lat: high.lat.max(node.lat) };
    }
    let [low, high] = corners?;
    let north_west = Coordinate { lon: (low.lon - MARGIN).max(-180.0), lat: high.lat + MARGIN };
    let south_east = Coordinate { lon: (high.lon + MARGIN).min(180.0), lat: low.lat - MARGIN };
    Some([spot(north_west), spot(south_east)])
}

/// Areas and lines of the base map.
pub(super) fn covers(source: &Source) -> Vec<Feature<'_>> {
    let mut features = Vec::new();
    for shape in &source.shapes {
        let (layer, from, area) = match shape.cover {
            Cover::Water => (Layer::Water, MIN_ZOOM, true),
            Cover::Green => (Layer::Green, 9, true),
            Cover::Residential => (Layer::Residential, 9, true),
            Cover::Industrial => (Layer::Industrial, 10, true),
            Cover::Building => (Layer::Building, MAX_ZOOM, true),
            Cover::Waterway => (Layer::Waterway, if shape.name.is_empty() { 12 } else { 10 }, false),
            Cover::Railway => (Layer::Railway, 10, false),
            Cover::Boundary => (Layer::Boundary, MIN_ZOOM, false),
        };
        let named = matches!(shape.cover, Cover::Water | Cover::Green) || !area;
        let name = if named { shape.name.as_str() } else { "" };
        let rings = shape.rings.iter().map(|ring| ring.iter().copied().map(spot).collect::<Vec<Spot>>());
        if area {
            let polygons = polygons(rings.filter(|ring| ring.len() > 3).collect());
            features.extend(polygons.into_iter().map(|rings| Feature::plain(layer, Form::Area(rings), from, name)));
        } else {
            let lines = rings.filter(|ring| ring.len() > 1);
            features.extend(lines.map(|line| Feature::plain(layer, Form::Line(line), from, name)));
        }
    }
    features
}

/// Splits rings into polygons: a ring inside the outer ring before it is a hole of that ring.
fn polygons(rings: Vec<Vec<Spot>>) -> Vec<Vec<Vec<Spot>>> {
    let mut polygons: Vec<Vec<Vec<Spot>>> = Vec::new();
    for mut ring in rings {
        if let (Some(&first), Some(&last)) = (ring.first(), ring.last())
            && first != last
        {
            ring.push(first);
        }
        match polygons.last_mut() {
            Some(polygon) if polygon.first().is_some_and(|outer| holds(outer, &ring)) => polygon.push(ring),
            _ => polygons.push(vec![ring]),
        }
    }
    polygons
}

/// Whether `inner` lies in `outer`: it is smaller and its corners are, by majority of three, inside.
fn holds(outer: &[Spot], inner: &[Spot]) -> bool {
    let probes = [0, inner.len() / 3, inner.len() * 2 / 3];
    let inside = probes.into_iter().filter(|&probe| contains(outer, inner[probe])).count();
    inside > 1 && twice_area(inner).abs() < twice_area(outer).abs()
}

/// Whether a spot lies in a closed ring (even-odd rule).
fn contains(ring: &[Spot], spot: Spot) -> bool {
    let mut inside = false;
    for pair in ring.windows(2) {
        let ([ax, ay], [bx, by]) = (pair[0], pair[1]);
        if (ay > spot[1]) != (by > spot[1]) && spot[0] < (bx - ax) * (spot[1] - ay) / (by - ay) + ax {
            inside = !inside;
        }
    }
    inside
}

/// Named points.
pub(super) fn points(source: &Source) -> Vec<Feature<'_>> {
    let named = source.points.iter().filter(|point| !point.name.is_empty());
    named
        .map(|point| {
            let (layer, from, rank, kind) = match point.kind {
                PointKind::City => (Layer::Place, MIN_ZOOM, 1, "city"),
                PointKind::Town => (Layer::Place, 9, 2, "town"),
                PointKind::Village => (Layer::Place, 12, 3, "village"),
                PointKind::Place => (Layer::Place, MAX_ZOOM, 5, "place"),
                PointKind::Police => (Layer::Landmark, 10, 1, "police"),
                PointKind::Hospital => (Layer::Landmark, 12, 2, "hospital"),
                PointKind::School => (Layer::Landmark, MAX_ZOOM, 3, "school"),
            };
            Feature { kind, rank, ..Feature::plain(layer, Form::Point(spot(point.at)), from, &point.name) }
        })
        .collect()
}
