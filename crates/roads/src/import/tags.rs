//! What OpenStreetMap tags mean for roads: class, who may pass, how fast.
//!
//! Speeds are those of free flow in kilometres an hour. A car drives the limit on motorways and trunk roads and
//! four fifths of it on streets with junctions; without a limit the usual speed of the class holds. An e-bike rides
//! 20 to 25, never faster than a car may; people walk 5, on steps 3. Police cars are not stopped by rules for
//! through traffic (`destination`), but walls and private gates stop them like anyone.

use crate::source::{RoadClass, Speeds};

/// Tags of one element.
pub trait Tags {
    /// Value of a key.
    fn value(&self, key: &str) -> Option<&str>;

    /// Whether a key has one of the values.
    fn is(&self, key: &str, values: &[&str]) -> bool {
        self.value(key).is_some_and(|value| values.contains(&value))
    }
}

impl Tags for [(String, String)] {
    fn value(&self, key: &str) -> Option<&str> {
        self.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }
}

/// A road read from its tags.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Road {
    /// Rank.
    pub class: RoadClass,
    /// Speeds for car, e-bike and foot.
    pub speeds: [Speeds; 3],
    /// Carried by a bridge.
    pub bridge: bool,
    /// In a tunnel.
    pub tunnel: bool,
}

/// Speeds of a class in kilometres an hour: car, e-bike, foot; 0 where it is not made for them.
struct Usual {
    class: RoadClass,
    car: f32,
    ebike: f32,
    foot: f32,
}

const WALK: f32 = 5.0;

fn usual(highway: &str) -> Option<Usual> {
    let made = |class, car, ebike, foot| Some(Usual { class, car, ebike, foot });
    match highway {
        "motorway" => made(RoadClass::Motorway, 110.0, 0.0, 0.0),
        "motorway_link" => made(RoadClass::Motorway, 55.0, 0.0, 0.0),
        "trunk" => made(RoadClass::Trunk, 80.0, 20.0, WALK),
        "trunk_link" => made(RoadClass::Trunk, 45.0, 20.0, WALK),
        "primary" => made(RoadClass::Primary, 50.0, 22.0, WALK),
        "primary_link" => made(RoadClass::Primary, 35.0, 22.0, WALK),
        "secondary" => made(RoadClass::Secondary, 45.0, 23.0, WALK),
        "secondary_link" => made(RoadClass::Secondary, 30.0, 23.0, WALK),
        "tertiary" => made(RoadClass::Tertiary, 40.0, 25.0, WALK),
        "tertiary_link" => made(RoadClass::Tertiary, 28.0, 25.0, WALK),
        "unclassified" | "road" => made(RoadClass::Street, 35.0, 25.0, WALK),
        "residential" => made(RoadClass::Street, 28.0, 22.0, WALK),
        "living_street" => made(RoadClass::Street, 12.0, 15.0, WALK),
        "service" => made(RoadClass::Service, 15.0, 15.0, WALK),
        "track" => made(RoadClass::Service, 12.0, 14.0, WALK),
        "cycleway" => made(RoadClass::Path, 0.0, 22.0, WALK),
        "path" => made(RoadClass::Path, 0.0, 14.0, WALK),
        "pedestrian" => made(RoadClass::Path, 0.0, 10.0, WALK),
        "footway" => made(RoadClass::Path, 0.0, 0.0, WALK),
        "bridleway" => made(RoadClass::Path, 0.0, 10.0, WALK),
        "steps" => made(RoadClass::Path, 0.0, 0.0, 3.0),
        _ => None,
    }
}

/// Reads a road; `None` where the tags are of no road that can be travelled.
#[must_use]
pub fn road(tags: &(impl Tags + ?Sized)) -> Option<Road> {
    if tags.is("area", &["yes"]) {
        return None;
    }
    let bridge = tags.value("bridge").is_some_and(|value| value != "no");
    let tunnel = tags.value("tunnel").is_some_and(|value| value != "no");
    let Some(highway) = tags.value("highway") else {
        return ferry(tags).map(|speeds| Road { class: RoadClass::Service, speeds, bridge: false, tunnel: false });
    };
    let usual = usual(highway)?;
    let car = if may(tags, &["motorcar", "motor_vehicle", "vehicle"], usual.car > 0.0) {
        car_speed(tags, &usual)
    } else {
        0.0
    };
    let limit = tags.value("maxspeed").and_then(limit).unwrap_or(f32::MAX);
    let motorway = usual.class == RoadClass::Motorway || tags.is("motorroad", &["yes"]);
    let ride = if usual.ebike > 0.0 { usual.ebike } else { 8.0 };
    let ebike =
        if !motorway && may(tags, &["bicycle", "vehicle"], usual.ebike > 0.0) { ride.min(limit.max(5.0)) } else { 0.0 };
    let foot = if !motorway && may(tags, &["foot"], usual.foot > 0.0) { usual.foot } else { 0.0 };
    let one = direction(tags, usual.class);
    let rides_against =
        tags.is("oneway:bicycle", &["no"]) || tags.is("cycleway", &["opposite", "opposite_lane", "opposite_track"]);
    let ride_direction = match tags.value("oneway:bicycle") {
        Some("yes") => Direction::Forward,
        Some("-1") => Direction::Backward,
        _ if rides_against => Direction::Both,
        _ => one,
    };
    let walk_direction = match tags.value("oneway:foot") {
        Some("yes") => Direction::Forward,
        Some("-1") => Direction::Backward,
        _ => Direction::Both,
    };
    Some(Road {
        class: usual.class,
        speeds: [one.speeds(car), ride_direction.speeds(ebike), walk_direction.speeds(foot)],
        bridge,
        tunnel,
    })
}

/// Street name: the local one, else the Chinese, else the number of the road.
#[must_use]
pub fn name(tags: &(impl Tags + ?Sized)) -> &str {
    ["name", "name:zh", "ref"]
        .iter()
        .filter_map(|key| tags.value(key))
        .map(str::trim)
        .find(|name| !name.is_empty())
        .unwrap_or_default()
}

/// Car speed in kilometres an hour.
fn car_speed(tags: &(impl Tags + ?Sized), usual: &Usual) -> f32 {
    let fast = matches!(usual.class, RoadClass::Motorway | RoadClass::Trunk);
    let share = if fast { 1.0 } else { 0.8 };
    let link = tags.value("highway").is_some_and(|highway| highway.ends_with("_link"));
    match tags.value("maxspeed").and_then(limit) {
        // A ramp is driven slower than the limit of the road that it leads to.
        Some(limit) if link => (limit * share).min(usual.car * 1.2),
        Some(limit) if usual.car > 0.0 && matches!(usual.class, RoadClass::Service | RoadClass::Path) => {
            (limit * share).min(usual.car * 1.5)
        }
        Some(limit) => limit * share,
        None if usual.car > 0.0 => usual.car,
        None => 10.0,
    }
}

/// Speed limit in kilometres an hour; `None` where there is none that can be read.
#[must_use]
pub fn limit(text: &str) -> Option<f32> {
    let text = text.split(';').next().unwrap_or_default().trim();
    match text {
        "walk" => return Some(7.0),
        "none" => return Some(130.0),
        _ => {}
    }
    let digits = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(text.len());
    let value: f32 = text[..digits].parse().ok()?;
    let factor = match text[digits..].trim() {
        "" | "km/h" | "kmh" | "kph" => 1.0,
        "mph" => 1.609_344,
        "knots" => 1.852,
        _ => return None,
    };
    Some(value * factor).filter(|limit| (3.0..=200.0).contains(limit))
}

/// Whether a means of travel may pass; the most special tag decides.
fn may(tags: &(impl Tags + ?Sized), keys: &[&str], made_for: bool) -> bool {
    if tags.is("impassable", &["yes"]) || tags.is("smoothness", &["impassable"]) {
        return false;
    }
    for key in keys {
        match tags.value(key) {
            Some("no" | "private" | "use_sidepath" | "agricultural" | "forestry" | "military" | "dismount") => {
                return false;
            }
            Some(
                "yes" | "designated" | "permissive" | "destination" | "official" | "customers" | "delivery"
                | "residents",
            ) => return true,
            _ => {}
        }
    }
    made_for && !tags.is("access", &["no", "private", "agricultural", "forestry", "military"])
}

#[derive(Clone, Copy)]
enum Direction {
    Both,
    Forward,
    Backward,
}

impl Direction {
    fn speeds(self, speed: f32) -> Speeds {
        match self {
            Self::Both => Speeds { forward: speed, backward: speed },
            Self::Forward => Speeds { forward: speed, backward: 0.0 },
            Self::Backward => Speeds { forward: 0.0, backward: speed },
        }
    }
}

fn direction(tags: &(impl Tags + ?Sized), class: RoadClass) -> Direction {
    match tags.value("oneway").map(str::trim) {
        Some("yes" | "true" | "1") => Direction::Forward,
        Some("-1" | "reverse") => Direction::Backward,
        Some("no" | "false" | "0") => Direction::Both,
        _ if tags.is("junction", &["roundabout", "circular"]) => Direction::Forward,
        _ if class == RoadClass::Motorway && tags.is("highway", &["motorway"]) => Direction::Forward,
        _ => Direction::Both,
    }
}

/// A ferry: 10 km/h for whom it takes. (Its `duration` is read by the extract reader, which knows the length.)
fn ferry(tags: &(impl Tags + ?Sized)) -> Option<[Speeds; 3]> {
    if !tags.is("route", &["ferry"]) {
        return None;
    }
    let speed = |keys: &[&str], made| if may(tags, keys, made) { 10.0 } else { 0.0 };
    let takes_cars = !tags.is("motor_vehicle", &["no"])
        && (tags.is("motorcar", &["yes", "designated"]) || tags.is("motor_vehicle", &["yes", "designated"]));
    let one = direction(tags, RoadClass::Service);
    Some([
        one.speeds(if takes_cars { 10.0 } else { 0.0 }),
        one.speeds(speed(&["bicycle"], true)),
        one.speeds(speed(&["foot"], true)),
    ])
}

/// Seconds of a `duration` tag: `HH:MM`, `HH:MM:SS`, minutes or `PT..H..M`.
#[must_use]
pub fn duration(text: &str) -> Option<f64> {
    let text = text.trim();
    let number =
        |part: &str| part.parse::<f64>().ok().filter(|value| value.is_finite() && (0.0..10_000.0).contains(value));
    let seconds = if let Some(rest) = text.strip_prefix("PT") {
        let (hours, rest) = rest.split_once('H').unwrap_or(("0", rest));
        let minutes = rest.strip_suffix('M').unwrap_or("0");
        number(hours)? * 3600.0 + number(minutes)? * 60.0
    } else {
        let parts: Vec<f64> = text.split(':').map(number).collect::<Option<_>>()?;
        match parts[..] {
            [minutes] => minutes * 60.0,
            [hours, minutes] => hours * 3600.0 + minutes * 60.0,
            [hours, minutes, seconds] => hours * 3600.0 + minutes * 60.0 + seconds,
            _ => return None,
        }
    };
    (seconds > 0.0).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(text: &str) -> Vec<(String, String)> {
        text.split_whitespace()
            .filter_map(|pair| pair.split_once('='))
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect()
    }

    fn speeds(text: &str) -> Option<[(f32, f32); 3]> {
        road(&tags(text)[..]).map(|road| road.speeds.map(|speeds| (speeds.forward, speeds.backward)))
    }

    #[test]
    fn roads_are_read_from_their_tags() {
        assert_eq!(speeds("highway=residential"), Some([(28.0, 28.0), (22.0, 22.0), (5.0, 5.0)]));
        assert_eq!(speeds("highway=primary oneway=-1 maxspeed=60"), Some([(0.0, 48.0), (0.0, 22.0), (5.0, 5.0)]));
        assert_eq!(speeds("highway=motorway foot=yes"), Some([(110.0, 0.0), (0.0, 0.0), (0.0, 0.0)]));
        assert_eq!(speeds("highway=trunk bicycle=no"), Some([(80.0, 80.0), (0.0, 0.0), (5.0, 5.0)]));
        assert_eq!(speeds("highway=residential oneway=yes oneway:bicycle=no").map(|all| all[1]), Some((22.0, 22.0)));
        assert_eq!(speeds("highway=tertiary junction=roundabout").map(|all| all[0]), Some((40.0, 0.0)));
        assert_eq!(speeds("highway=service access=private"), Some([(0.0, 0.0); 3]));
        assert_eq!(speeds("highway=service access=no foot=yes"), Some([(0.0, 0.0), (0.0, 0.0), (5.0, 5.0)]));
        assert_eq!(speeds("highway=construction"), None);
        assert_eq!(speeds("building=yes"), None);
        assert_eq!(speeds("route=ferry"), Some([(0.0, 0.0), (10.0, 10.0), (10.0, 10.0)]));
    }

    #[test]
    fn limits_and_durations_are_read_or_left() {
        assert_eq!(limit("50"), Some(50.0));
        assert_eq!(limit("25 mph"), Some(40.2336));
        assert_eq!(limit("50;30"), Some(50.0));
        assert_eq!([limit("signals"), limit(""), limit("-5"), limit("1e9"), limit("５0")], [None; 5]);
        assert_eq!(duration("00:25"), Some(1500.0));
        assert_eq!(duration("PT1H30M"), Some(5400.0));
        assert_eq!([duration("soon"), duration("0"), duration("1:2:3:4"), duration("nan")], [None; 4]);
    }
}
