//! What a simulation happens in.

use kaimen_roads::{Profile, RoadMap};

use super::places::{NEVER, Places};

/// A unit and where it belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Post {
    /// Place of its community.
    pub home: u32,
    /// Number of its station.
    pub station: u32,
    /// How it travels.
    pub profile: Profile,
    /// Police officers on board.
    pub crew: u8,
    /// In which shift it works, from 0.
    pub shift: u32,
}

/// A station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Station {
    /// Name.
    pub name: String,
    /// Its place.
    pub place: u32,
}

/// Where calls come from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Demand {
    /// Its place.
    pub place: u32,
    /// How often, beside the others.
    pub weight: f64,
}

/// A district: its roads, places, stations, units and where calls come from.
#[derive(Debug)]
pub struct District<'a> {
    /// The roads.
    pub map: &'a RoadMap,
    /// Places.
    pub places: Places,
    /// Stations, at least one.
    pub stations: Vec<Station>,
    /// Units, at least one.
    pub posts: Vec<Post>,
    /// Where calls come from, at least one.
    pub demand: Vec<Demand>,
}

impl District<'_> {
    /// The station nearest to each place of calls, by number.
    #[must_use]
    pub fn stations_of_demand(&self) -> Vec<u32> {
        let profile = self.posts.first().map_or(Profile::Car, |post| post.profile);
        let near = |demand: &Demand| {
            let time = |station: &Station| self.places.time(profile, station.place, demand.place);
            (0..).zip(&self.stations).min_by_key(|(_, station)| time(station)).map_or(0, |(number, _)| number)
        };
        self.demand.iter().map(near).collect()
    }

    /// The unit with the nearest home to each place of calls, by number: who has charge of it.
    #[must_use]
    pub fn charge_of_demand(&self) -> Vec<u32> {
        let near = |demand: &Demand| {
            let time = |post: &Post| self.places.time(post.profile, post.home, demand.place);
            (0..).zip(&self.posts).min_by_key(|(_, post)| time(post)).map_or(0, |(number, _)| number)
        };
        self.demand.iter().map(near).collect()
    }

    /// The places of calls nearest to the home of a unit, as its beat.
    #[must_use]
    pub fn beat(&self, post: &Post, stops: usize) -> Vec<u32> {
        let time = |demand: &Demand| self.places.time(post.profile, post.home, demand.place);
        let mut near: Vec<(u32, u32)> =
            self.demand.iter().map(|demand| (time(demand), demand.place)).filter(|(ms, _)| *ms != NEVER).collect();
        near.sort_unstable();
        near.dedup();
        near.truncate(stops);
        if near.is_empty() { vec![post.home] } else { near.into_iter().map(|(_, place)| place).collect() }
    }
}
