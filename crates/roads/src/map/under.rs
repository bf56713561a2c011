//! A map under conditions: the same file, other travel times.

use std::sync::Arc as Shared;

use super::{Adjacency, RoadMap};
use crate::{conditions::Conditions, format::Arc, profile::Profile};

/// Conditions with the lists of open directions that follow from them.
#[derive(Debug)]
pub(super) struct Weights {
    pub(super) conditions: Conditions,
    forward: [List; 3],
    reverse: [List; 3],
}

/// Open directions by node, as in the file.
#[derive(Debug)]
struct List {
    starts: Vec<u32>,
    arcs: Vec<Arc>,
    directions: Vec<u32>,
}

impl List {
    fn new(map: &RoadMap, base: Adjacency<'_>, profile: Profile, conditions: &Conditions) -> Self {
        let mut list = Self {
            starts: Vec::with_capacity(base.starts.len()),
            arcs: Vec::with_capacity(base.arcs.len()),
            directions: Vec::with_capacity(base.directions.len()),
        };
        list.starts.push(0);
        for node in 0..map.node_count() {
            for (arc, direction) in base.arcs_on(node) {
                let segment = direction / 2;
                if !conditions.closes(segment, profile.index()) {
                    let ms = conditions.milliseconds(segment, map.class(segment), profile.index(), arc.ms);
                    list.arcs.push(Arc { ms, ..arc });
                    list.directions.push(direction);
                }
            }
            list.starts.push(list.arcs.len() as u32);
        }
        list
    }

    fn adjacency(&self) -> Adjacency<'_> {
        Adjacency { starts: &self.starts, arcs: &self.arcs, directions: &self.directions }
    }
}

impl Weights {
    pub(super) fn forward(&self, profile: Profile) -> Adjacency<'_> {
        self.forward[profile.index()].adjacency()
    }

    pub(super) fn reverse(&self, profile: Profile) -> Adjacency<'_> {
        self.reverse[profile.index()].adjacency()
    }
}

impl RoadMap {
    /// The same map under conditions, in place of those that it was under. It shares the file; all searches and
    /// routes over it obey the conditions. Takes some milliseconds for a city.
    ///
    /// Items keep the travel times of the map on which they were placed: refresh them by [`crate::Items::refresh`].
    #[must_use]
    pub fn under(&self, conditions: Conditions) -> Self {
        let base = Self { weights: None, ..self.clone() };
        if conditions == Conditions::default() {
            return base;
        }
        let forward = Profile::ALL.map(|profile| List::new(&base, base.forward(profile), profile, &conditions));
        let reverse = Profile::ALL.map(|profile| List::new(&base, base.reverse(profile), profile, &conditions));
        Self { weights: Some(Shared::new(Weights { conditions, forward, reverse })), ..base }
    }

    /// The conditions that the map is under; `None` for free flow without closures.
    #[must_use]
    pub fn conditions(&self) -> Option<&Conditions> {
        self.weights.as_deref().map(|weights| &weights.conditions)
    }
}
