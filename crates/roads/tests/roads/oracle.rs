//! A textbook Dijkstra over the exported tables that shares no code with the search.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap},
};

use kaimen_roads::{Items, Position, Profile, RoadMap, Search, export::export};

/// The exported network of one profile.
pub struct Oracle {
    arcs: HashMap<u32, Vec<(u32, u32)>>,
    profile: Profile,
}

impl Oracle {
    pub fn new(map: &RoadMap, profile: Profile) -> Self {
        let (mut nodes, mut edges) = (Vec::new(), Vec::new());
        export(map, &mut nodes, &mut edges).unwrap();
        let text = String::from_utf8(edges).unwrap();
        let mut arcs: HashMap<u32, Vec<(u32, u32)>> = HashMap::new();
        for line in text.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let seconds = cells[3 + profile.index()];
            if !seconds.is_empty() {
                let ms = seconds.replace('.', "").parse().unwrap();
                arcs.entry(cells[0].parse().unwrap()).or_default().push((cells[1].parse().unwrap(), ms));
            }
        }
        Self { arcs, profile }
    }

    /// Takes away both directions of a segment.
    pub fn close(&mut self, map: &RoadMap, segment: u32) {
        let segment = map.segment(segment);
        let index = self.profile.index();
        for (from, to, ms) in
            [(segment.a, segment.b, segment.forward_ms[index]), (segment.b, segment.a, segment.backward_ms[index])]
        {
            let arcs = self.arcs.entry(from).or_default();
            if let Some(slot) = ms.and_then(|ms| arcs.iter().position(|&arc| arc == (to, ms))) {
                arcs.remove(slot);
            }
        }
    }

    /// Time from one position to another; `None` where there is no way.
    pub fn time(&self, map: &RoadMap, from: Position, to: Position) -> Option<u32> {
        self.times(map, from, &[to])[0]
    }

    /// Times from one position to many.
    pub fn times(&self, map: &RoadMap, from: Position, to: &[Position]) -> Vec<Option<u32>> {
        let mut best: HashMap<u32, u32> = HashMap::new();
        let mut heap = BinaryHeap::new();
        for (node, ms) in self.leave(map, from) {
            heap.push(Reverse((ms, node)));
        }
        while let Some(Reverse((ms, node))) = heap.pop() {
            if best.contains_key(&node) {
                continue;
            }
            best.insert(node, ms);
            for &(next, cost) in self.arcs.get(&node).into_iter().flatten() {
                heap.push(Reverse((ms + cost, next)));
            }
        }
        to.iter()
            .map(|&at| {
                let over_nodes =
                    self.reach(map, at).into_iter().filter_map(|(node, ms)| Some(best.get(&node)? + ms)).min();
                [over_nodes, self.same_street(map, from, at)].into_iter().flatten().min()
            })
            .collect()
    }

    fn part(ms: u32, along: u32) -> u32 {
        (f64::from(ms) * f64::from(along) / 65_535.0 + 0.5).floor() as u32
    }

    fn leave(&self, map: &RoadMap, at: Position) -> Vec<(u32, u32)> {
        let segment = map.segment(at.segment);
        let along = u32::from(at.along);
        match along {
            0 => vec![(segment.a, 0)],
            65_535 => vec![(segment.b, 0)],
            _ => {
                let forward =
                    segment.forward_ms[self.profile.index()].map(|ms| (segment.b, Self::part(ms, 65_535 - along)));
                let backward = segment.backward_ms[self.profile.index()].map(|ms| (segment.a, Self::part(ms, along)));
                [forward, backward].into_iter().flatten().collect()
            }
        }
    }

    fn reach(&self, map: &RoadMap, at: Position) -> Vec<(u32, u32)> {
        let segment = map.segment(at.segment);
        let along = u32::from(at.along);
        match along {
            0 => vec![(segment.a, 0)],
            65_535 => vec![(segment.b, 0)],
            _ => {
                let forward = segment.forward_ms[self.profile.index()].map(|ms| (segment.a, Self::part(ms, along)));
                let backward =
                    segment.backward_ms[self.profile.index()].map(|ms| (segment.b, Self::part(ms, 65_535 - along)));
                [forward, backward].into_iter().flatten().collect()
            }
        }
    }

    fn same_street(&self, map: &RoadMap, from: Position, to: Position) -> Option<u32> {
        let segment = map.segment(from.segment);
        let (one, two) = (u32::from(from.along), u32::from(to.along));
        if from.segment != to.segment {
            return None;
        }
        let forward =
            segment.forward_ms[self.profile.index()].filter(|_| one <= two).map(|ms| Self::part(ms, two - one));
        let backward =
            segment.backward_ms[self.profile.index()].filter(|_| two <= one).map(|ms| Self::part(ms, one - two));
        [forward, backward].into_iter().flatten().min()
    }
}

/// The `k` best items as (ms, item), from offers.
pub fn best(map: &RoadMap, search: &mut Search, items: &Items, target: Position, k: usize) -> Vec<(u32, u32)> {
    let mut found: Vec<(u32, u32)> = Vec::new();
    search.nearest(map, items, target, u32::MAX, |item, ms| {
        match found.iter_mut().find(|known| known.1 == item) {
            Some(known) => known.0 = known.0.min(ms),
            None => found.push((ms, item)),
        }
        found.sort_unstable();
        found.truncate(k);
        if found.len() == k { found[k - 1].0 } else { u32::MAX }
    });
    found
}

/// Compares the search with the oracle for some targets.
pub fn compare(map: &RoadMap, profile: Profile, standing: &[Position], targets: &[Position], k: usize) {
    let oracle = Oracle::new(map, profile);
    let mut items = Items::new(map, profile);
    for (item, &at) in standing.iter().enumerate() {
        items.place(map, item as u32, at);
    }
    let mut search = Search::new();
    let times: Vec<Vec<Option<u32>>> = standing.iter().map(|&at| oracle.times(map, at, targets)).collect();
    for (index, &target) in targets.iter().enumerate() {
        let mut all: Vec<(u32, u32)> =
            times.iter().zip(0..).filter_map(|(row, item)| Some((row[index]?, item))).collect();
        all.sort_unstable();
        all.truncate(k);
        assert_eq!(best(map, &mut search, &items, target, k), all, "{profile:?} to {target:?}");
    }
    for (&from, row) in standing.iter().zip(&times).take(20) {
        assert_eq!(&search.times_from(map, profile, from, targets), row, "{profile:?} from {from:?}");
    }
}
