//! What is kept of the elements of an extract.

use std::collections::HashSet;

use osmpbf::{Element, RelMemberType};

use crate::{
    geo::Coordinate,
    import::tags::{self, Road, Tags},
    source::{Cover, Point, PointKind},
};

/// A way that is a road, an outline or part of one.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) id: i64,
    pub(super) nodes: Vec<i64>,
    pub(super) name: String,
    pub(super) road: Option<Road>,
    /// Seconds that a ferry takes.
    pub(super) seconds: Option<f64>,
    pub(super) cover: Option<Cover>,
    /// Whether the cover is an area.
    pub(super) area: bool,
    pub(super) coast: bool,
    /// Named place whose outline this is.
    pub(super) point: Option<PointKind>,
}

/// A relation that describes an area.
#[derive(Debug)]
pub(super) struct Outline {
    pub(super) name: String,
    pub(super) cover: Cover,
    pub(super) members: Vec<Member>,
}

/// A way in a relation.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) way: i64,
    pub(super) outer: bool,
}

/// Most tags read of one element.
const MAX_TAGS: usize = 500;

pub(super) fn owned<'a>(tags: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<(String, String)> {
    tags.take(MAX_TAGS).map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

/// Keeps a way that matters.
pub(super) fn line(element: &Element<'_>, members: &HashSet<i64>) -> Option<Line> {
    let Element::Way(way) = element else { return None };
    let tags = &owned(way.tags())[..];
    let road = tags::road(tags);
    let (cover, area) = cover(tags).unzip();
    let coast = tags.is("natural", &["coastline"]);
    let point = kind(tags);
    if road.is_none() && cover.is_none() && !coast && point.is_none() && !members.contains(&way.id()) {
        return None;
    }
    let name = if road.is_some() { tags::name(tags) } else { label(tags) }.to_owned();
    let ferry = tags.is("route", &["ferry"]) && road.is_some();
    let seconds = if ferry { tags.value("duration").and_then(tags::duration) } else { None };
    Some(Line {
        id: way.id(),
        nodes: way.refs().collect(),
        name,
        road,
        seconds,
        cover,
        area: area.unwrap_or(false),
        coast,
        point,
    })
}

/// Keeps a relation that matters.
pub(super) fn outline(element: &Element<'_>) -> Option<Outline> {
    let Element::Relation(relation) = element else { return None };
    let tags = &owned(relation.tags())[..];
    let cover = if tags.is("type", &["multipolygon"]) {
        cover(tags).filter(|(_, area)| *area)?.0
    } else if tags.is("type", &["boundary"])
        && tags.is("boundary", &["administrative"])
        && tags.is("admin_level", &["8", "9", "10"])
    {
        Cover::Boundary
    } else {
        return None;
    };
    let members = relation.members().filter(|member| member.member_type == RelMemberType::Way);
    let members = members
        .map(|member| Member { way: member.member_id, outer: member.role().unwrap_or_default() != "inner" })
        .collect();
    Some(Outline { name: label(tags).to_owned(), cover, members })
}

/// Keeps a node that is a named point.
pub(super) fn point(element: &Element<'_>) -> Option<Point> {
    let (tags, at) = match element {
        Element::Node(node) => (owned(node.tags()), Coordinate::new(node.lon(), node.lat())?),
        Element::DenseNode(node) => (owned(node.tags()), Coordinate::new(node.lon(), node.lat())?),
        _ => return None,
    };
    let tags = &tags[..];
    kind(tags).map(|kind| Point { kind, name: label(tags).to_owned(), at })
}

/// Name of anything but a road: the local one, else the Chinese.
fn label(tags: &(impl Tags + ?Sized)) -> &str {
    tags.value("name").or_else(|| tags.value("name:zh")).unwrap_or_default().trim()
}

/// What covers the ground, and whether it is an area or a line.
fn cover(tags: &(impl Tags + ?Sized)) -> Option<(Cover, bool)> {
    if tags.value("building").is_some_and(|value| value != "no") {
        return Some((Cover::Building, true));
    }
    if tags.is("natural", &["water", "bay"])
        || tags.is("waterway", &["riverbank", "dock"])
        || tags.is("landuse", &["reservoir", "basin"])
    {
        return Some((Cover::Water, true));
    }
    if tags.is("waterway", &["river", "canal", "stream"]) && !tags.is("tunnel", &["yes", "culvert"]) {
        return Some((Cover::Waterway, false));
    }
    if tags.is("railway", &["rail", "light_rail", "narrow_gauge", "subway", "tram"]) && !tags.is("tunnel", &["yes"]) {
        return Some((Cover::Railway, false));
    }
    let land = ["forest", "grass", "meadow", "village_green", "recreation_ground", "cemetery", "orchard", "vineyard"];
    let leisure = ["park", "garden", "pitch", "golf_course", "nature_reserve", "common"];
    if tags.is("landuse", &land)
        || tags.is("leisure", &leisure)
        || tags.is("natural", &["wood", "scrub", "heath", "grassland"])
    {
        return Some((Cover::Green, true));
    }
    if tags.is("landuse", &["residential"]) {
        return Some((Cover::Residential, true));
    }
    if tags.is("landuse", &["industrial", "commercial", "railway", "port"]) {
        return Some((Cover::Industrial, true));
    }
    None
}

/// Kind of named point. Without a name only what people look for by its kind is kept.
fn kind(tags: &(impl Tags + ?Sized)) -> Option<PointKind> {
    let kind = match (tags.value("place"), tags.value("amenity")) {
        (Some("city"), _) => PointKind::City,
        (Some("town"), _) => PointKind::Town,
        (Some("village" | "hamlet" | "suburb" | "neighbourhood" | "quarter"), _) => PointKind::Village,
        (_, Some("police")) => PointKind::Police,
        (_, Some("hospital" | "clinic")) => PointKind::Hospital,
        (_, Some("school")) => PointKind::School,
        (
            _,
            Some(
                "marketplace" | "university" | "college" | "townhall" | "bus_station" | "library" | "theatre"
                | "courthouse" | "fire_station",
            ),
        ) => PointKind::Place,
        _ if tags.is("railway", &["station", "halt"])
            || tags.is("leisure", &["park", "stadium"])
            || tags.is("tourism", &["museum", "attraction"]) =>
        {
            PointKind::Place
        }
        _ if tags.is("shop", &["mall", "department_store"]) => PointKind::Place,
        _ => return None,
    };
    let plain = matches!(kind, PointKind::Police | PointKind::Hospital);
    (plain || !label(tags).is_empty()).then_some(kind)
}
