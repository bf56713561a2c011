//! A district made from a map: its stations, its communities as homes of units, and places from which calls come.

use std::collections::{BTreeMap, HashMap};

use kaimen_roads::places::{JUNCTION_SECTION, PLACE_SECTION, Places as Landmarks};
use kaimen_roads::source::PointKind;
use kaimen_roads::{Coordinate, Profile, RoadMap};
use rand::RngExt;
use rand::rngs::StdRng;

use super::calls::stream;
use super::district::{Demand, District, Post, Station};
use super::places::Places;

/// Most stations.
const MOST_STATIONS: usize = 60;
/// How far from a home calls come, degrees, where no record says so.
const AROUND: f64 = 0.006;

/// How units travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Travel {
    /// All in the same way.
    All(Profile),
    /// Of six, three by e-bike, two by car and one on foot, as in the demo.
    Mixed,
}

/// What is wanted of a district.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// Units in all.
    pub units: usize,
    /// Other numbers of units for stations, by name.
    pub at_stations: BTreeMap<String, usize>,
    /// Police officers in each unit.
    pub crew: u8,
    /// How they travel.
    pub travel: Travel,
    /// Shifts among which the units of each station are divided.
    pub shifts: u32,
    /// Places of calls to draw where `recorded` is empty.
    pub demand: usize,
    /// Places of recorded calls, each as often as it was called from.
    pub recorded: Vec<(Coordinate, f64)>,
    /// Units as they are, in place of those to make: home and means of travel.
    pub given: Vec<(Coordinate, Profile)>,
    /// Seed of what is drawn.
    pub seed: u64,
}

/// Why there is no district.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum LayoutError {
    /// Numbers out of range.
    #[error("{0}")]
    Settings(&'static str),
    /// The map's list of places is damaged.
    #[error("{0}")]
    Map(String),
    /// No such station.
    #[error("the map has no station {name:?}; it has {known}")]
    Station {
        /// As asked.
        name: String,
        /// Names that there are.
        known: String,
    },
    /// Too many places.
    #[error("the calls come from {0} places, more than {most}: give a part of the record", most = Places::MOST)]
    Places(usize),
    /// Nothing left.
    #[error("no place of calls can be reached by road from the units: check that the map covers the record")]
    Cut,
}

/// A district and, where calls were recorded, the number of the demand of each recorded place.
#[derive(Debug)]
pub struct Made<'a> {
    /// The district.
    pub district: District<'a>,
    /// By place of `recorded`; `None` where no road leads to it.
    pub demand_of: Vec<Option<u32>>,
    /// By unit of the district: its number among the homes, which for given units is theirs.
    pub home_of: Vec<usize>,
}

/// Makes a district. `progress` is told searches done, and all.
///
/// # Errors
/// Where numbers make no sense, a station is unknown, or no calls can be reached.
pub fn make<'a>(
    map: &'a RoadMap,
    layout: &Layout,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Made<'a>, LayoutError> {
    if !(1..=5_000).contains(&layout.units) || layout.at_stations.values().sum::<usize>() > 5_000 {
        return Err(LayoutError::Settings("give 1 to 5,000 units"));
    }
    if layout.crew == 0 || layout.shifts == 0 || layout.demand == 0 {
        return Err(LayoutError::Settings("give at least one officer a unit, one shift and one place of calls"));
    }
    let mut random = stream(layout.seed, u32::MAX, 0);
    let landmarks = Landmarks::open(map.section(PLACE_SECTION), map.section(JUNCTION_SECTION))
        .map_err(|error| LayoutError::Map(error.to_string()))?;
    let stations = stations(map, &landmarks);
    let homes = if layout.given.is_empty() {
        homes(map, &landmarks, layout, &mut random)
    } else {
        layout.given.iter().map(|(at, _)| *at).collect()
    };
    let posts = posts(&stations, homes, layout, &mut random)?;
    let demand: Vec<(Coordinate, f64)> = if layout.recorded.is_empty() {
        drawn(map, &posts, layout.demand, &mut random)
    } else {
        layout.recorded.clone()
    };
    let at: Vec<Coordinate> = (stations.iter().map(|(_, at)| *at))
        .chain(posts.iter().map(|post| post.0))
        .chain(demand.iter().map(|(at, _)| *at))
        .collect();
    if at.len() > Places::MOST {
        return Err(LayoutError::Places(at.len()));
    }
    let mut profiles: Vec<Profile> = posts.iter().map(|post| post.1).collect();
    profiles.sort_unstable();
    profiles.dedup();
    let places = Places::measure(map, at, &profiles, progress);
    let linked: Vec<Vec<bool>> = profiles.iter().map(|profile| places.connected(*profile)).collect();
    let linked = |place: u32| linked.iter().all(|linked| linked[place as usize]);
    let first = (stations.len() + posts.len()) as u32;
    let mut kept = Vec::new();
    let mut demand_of = vec![None; demand.len()];
    for (number, (_, weight)) in demand.iter().enumerate() {
        let place = first + number as u32;
        if linked(place) && *weight > 0.0 {
            demand_of[number] = Some(kept.len() as u32);
            kept.push(Demand { place, weight: *weight });
        }
    }
    let Some(anywhere) = kept.first().map(|demand| demand.place) else { return Err(LayoutError::Cut) };
    // Who would stand on an island stands at the nearest place of calls.
    let moved = |place: u32| {
        let metres = |other: &Demand| places.at(other.place).metres_to(places.at(place));
        let near = kept.iter().min_by(|a, b| metres(a).total_cmp(&metres(b))).map_or(anywhere, |near| near.place);
        if linked(place) { place } else { near }
    };
    let home_of = posts.iter().map(|post| post.4).collect();
    let posts = (0..)
        .zip(&posts)
        .map(|(number, (_, profile, station, shift, _))| Post {
            home: moved(stations.len() as u32 + number),
            station: *station,
            profile: *profile,
            crew: layout.crew,
            shift: *shift,
        })
        .collect();
    let stations = (0..).zip(&stations).map(|(place, (name, _))| Station { name: name.clone(), place: moved(place) });
    let stations = stations.collect();
    Ok(Made { district: District { map, stations, posts, demand: kept, places }, demand_of, home_of })
}

fn stations(map: &RoadMap, landmarks: &Landmarks) -> Vec<(String, Coordinate)> {
    let mut known: Vec<_> = landmarks.landmarks(PointKind::Police).into_iter().map(|hit| (hit.name, hit.at)).collect();
    known.sort_by(|a, b| a.0.cmp(&b.0));
    known.retain(|(name, _)| !name.is_empty());
    known.dedup_by(|a, b| a.0 == b.0);
    known.truncate(MOST_STATIONS);
    if known.is_empty() { vec![("-".to_owned(), map.info().bounds.centre())] } else { known }
}

/// Communities and villages first, then, where calls were recorded, their places by how often, then places on roads.
fn homes(map: &RoadMap, landmarks: &Landmarks, layout: &Layout, random: &mut StdRng) -> Vec<Coordinate> {
    let recorded = super::calls::Chances::new(layout.recorded.iter().map(|(_, weight)| *weight));
    let mut homes: Vec<Coordinate> = if layout.recorded.is_empty() {
        let known = [PointKind::Village, PointKind::Town].into_iter().flat_map(|kind| landmarks.landmarks(kind));
        known.map(|hit| hit.at).filter(|at| map.snap(*at, Profile::Foot).is_some()).collect()
    } else {
        Vec::new()
    };
    while homes.len() > layout.units {
        homes.swap_remove(random.random_range(0..homes.len()));
    }
    while homes.len() < layout.units {
        homes.push(if layout.recorded.is_empty() {
            map.node(random.random_range(0..map.node_count().max(1)))
        } else {
            layout.recorded[recorded.draw(random)].0
        });
    }
    homes
}

type Placed = (Coordinate, Profile, u32, u32, usize);

/// Homes with means of travel, station, shift and number.
fn posts(
    stations: &[(String, Coordinate)],
    homes: Vec<Coordinate>,
    layout: &Layout,
    random: &mut StdRng,
) -> Result<Vec<Placed>, LayoutError> {
    let nearest = |at: &Coordinate| {
        let near = (0..).zip(stations).min_by(|(_, a), (_, b)| a.1.metres_to(*at).total_cmp(&b.1.metres_to(*at)));
        near.map_or(0_u32, |(number, _)| number)
    };
    let mut by_station: Vec<Vec<(Coordinate, usize)>> = vec![Vec::new(); stations.len()];
    for (number, home) in homes.into_iter().enumerate() {
        by_station[nearest(&home) as usize].push((home, number));
    }
    for (name, units) in &layout.at_stations {
        let Some(number) = stations.iter().position(|(known, _)| known == name) else {
            let known: Vec<&str> = stations.iter().map(|(name, _)| name.as_str()).collect();
            return Err(LayoutError::Station { name: name.clone(), known: known.join(", ") });
        };
        let own = &mut by_station[number];
        let before = own.clone();
        // More than there are communities: two or more to a community, or at the station where it has none.
        *own = (0..*units)
            .map(|at| if before.is_empty() { (stations[number].1, 0) } else { before[at % before.len()] })
            .collect();
    }
    let mut placed = Vec::new();
    for (station, homes) in (0..).zip(by_station) {
        for (number, (home, which)) in (0..).zip(homes) {
            let given = layout.given.get(which).map(|(_, profile)| Travel::All(*profile));
            let profile = match given.unwrap_or(layout.travel) {
                Travel::All(profile) => profile,
                Travel::Mixed => {
                    [Profile::Ebike, Profile::Ebike, Profile::Ebike, Profile::Car, Profile::Car, Profile::Foot]
                        [random.random_range(0..6)]
                }
            };
            // Neighbouring stations begin with other shifts, so that small ones do not all lack the same.
            placed.push((home, profile, station, (number + station) % layout.shifts, which));
        }
    }
    if placed.is_empty() { Err(LayoutError::Settings("give at least one unit")) } else { Ok(placed) }
}

/// Most calls come from where people live, the others from anywhere on the roads.
fn drawn(map: &RoadMap, posts: &[Placed], count: usize, random: &mut StdRng) -> Vec<(Coordinate, f64)> {
    let one = |_| {
        let home = posts[random.random_range(0..posts.len())].0;
        let anywhere = map.node(random.random_range(0..map.node_count().max(1)));
        let near = random.random_bool(0.8);
        let mut off = || random.random_range(-AROUND..AROUND);
        let at = Coordinate { lon: home.lon + off(), lat: home.lat + off() };
        (if near { at } else { anywhere }, 1.0)
    };
    (0..count).map(one).collect()
}

/// The distinct places of recorded calls with how often each was called from, and the place of each call.
#[must_use]
pub fn distinct(calls: impl Iterator<Item = Coordinate>) -> (Vec<(Coordinate, f64)>, Vec<usize>) {
    let (mut places, mut known) = (Vec::<(Coordinate, f64)>::new(), HashMap::new());
    let of = calls.map(|at| {
        let place = *known.entry((at.lon.to_bits(), at.lat.to_bits())).or_insert_with(|| {
            places.push((at, 0.0));
            places.len() - 1
        });
        places[place].1 += 1.0;
        place
    });
    let of = of.collect();
    (places, of)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(at_stations: &[(&str, usize)]) -> Layout {
        Layout {
            units: 60,
            at_stations: at_stations.iter().map(|(name, units)| ((*name).to_owned(), *units)).collect(),
            crew: 1,
            travel: Travel::All(Profile::Car),
            shifts: 3,
            demand: 80,
            recorded: Vec::new(),
            given: Vec::new(),
            seed: 1,
        }
    }

    #[test]
    fn stations_have_as_many_units_as_was_said_and_shifts_share_them() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("district.map");
        kaimen_roads::build::build(&kaimen_roads::district::generate(7), &file, &mut |_| {}).unwrap();
        let map = RoadMap::open(&file).unwrap();
        let plain = make(&map, &layout(&[]), &mut |_, _| {}).unwrap().district;
        assert_eq!(plain.posts.len(), 60);
        let count = |district: &District<'_>, name: &str| {
            let number = district.stations.iter().position(|station| station.name == name).unwrap() as u32;
            district.posts.iter().filter(|post| post.station == number).count()
        };
        let names: Vec<String> = plain.stations.iter().map(|station| station.name.clone()).collect();
        let (first, second) = (names[0].as_str(), names[1].as_str());
        let other = make(&map, &layout(&[(first, 25), (second, 0)]), &mut |_, _| {}).unwrap().district;
        assert_eq!((count(&other, first), count(&other, second)), (25, 0));
        assert_eq!(count(&other, &names[2]), count(&plain, &names[2]));
        for shift in 0..3 {
            let of = other.posts.iter().filter(|post| post.station == 0 && post.shift == shift).count();
            assert!((8..=9).contains(&of), "{of}");
        }
        assert!(matches!(make(&map, &layout(&[("月球", 1)]), &mut |_, _| {}), Err(LayoutError::Station { .. })));
        let again = make(&map, &layout(&[]), &mut |_, _| {}).unwrap().district;
        assert_eq!(again.posts, plain.posts);
        assert_eq!(again.demand, plain.demand);
    }
}
