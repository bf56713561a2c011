//! Travel times by Dijkstra's method over the exported tables, sharing nothing with the program.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::fs;
use std::path::Path;

/// The words for the means of travel, in the order of the columns.
pub const PROFILES: [&str; 3] = ["car", "ebike", "foot"];

/// The exported network.
pub struct Network {
    /// Longitude and latitude as written.
    pub nodes: Vec<(String, String)>,
    /// By means of travel and head: tails with milliseconds.
    into: [Vec<Vec<(u32, u64)>>; 3],
    /// Nodes that stand alone at their place and have a street open to a means of travel.
    pub usable: [Vec<bool>; 3],
}

impl Network {
    pub fn read(nodes: &Path, edges: &Path) -> Self {
        let text = fs::read_to_string(nodes).unwrap();
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some("node,lon,lat"));
        let mut places: HashMap<(&str, &str), u32> = HashMap::new();
        let mut all = Vec::new();
        for (number, line) in lines.enumerate() {
            let cells: Vec<&str> = line.split(',').collect();
            assert_eq!(cells[0], number.to_string());
            *places.entry((cells[1], cells[2])).or_default() += 1;
            all.push((cells[1].to_owned(), cells[2].to_owned()));
        }
        let alone: Vec<bool> = all.iter().map(|(lon, lat)| places[&(lon.as_str(), lat.as_str())] == 1).collect();
        let mut into: [Vec<Vec<(u32, u64)>>; 3] = std::array::from_fn(|_| vec![Vec::new(); all.len()]);
        let mut usable: [Vec<bool>; 3] = std::array::from_fn(|_| vec![false; all.len()]);
        let text = fs::read_to_string(edges).unwrap();
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some("from,to,metres,car_seconds,ebike_seconds,foot_seconds"));
        for line in lines {
            let cells: Vec<&str> = line.split(',').collect();
            let (from, to): (u32, u32) = (cells[0].parse().unwrap(), cells[1].parse().unwrap());
            assert!(cells[2].parse::<f64>().unwrap() >= 0.0);
            assert!(cells[3..6].iter().any(|cell| !cell.is_empty()), "a row that is open to nobody: {line}");
            for profile in (0..3).filter(|profile| !cells[3 + profile].is_empty()) {
                into[profile][to as usize].push((from, milliseconds(cells[3 + profile])));
                for end in [from, to] {
                    usable[profile][end as usize] = alone[end as usize];
                }
            }
        }
        Self { nodes: all, into, usable }
    }

    /// Nodes usable by all.
    pub fn common(&self) -> Vec<usize> {
        (0..self.nodes.len()).filter(|&node| self.usable.iter().all(|usable| usable[node])).collect()
    }

    /// Milliseconds from every node to one.
    pub fn times_to(&self, profile: usize, target: usize) -> Vec<Option<u64>> {
        let mut times = vec![None; self.nodes.len()];
        let mut queue = BinaryHeap::from([Reverse((0, target as u32))]);
        while let Some(Reverse((ms, node))) = queue.pop() {
            if times[node as usize].is_none() {
                times[node as usize] = Some(ms);
                let before = &self.into[profile][node as usize];
                queue.extend(before.iter().map(|&(tail, more)| Reverse((ms + more, tail))));
            }
        }
        times
    }
}

/// Milliseconds of seconds with exactly three places.
pub fn milliseconds(seconds: &str) -> u64 {
    let (whole, part) = seconds.split_once('.').unwrap();
    assert_eq!(part.len(), 3, "{seconds}");
    whole.parse::<u64>().unwrap() * 1000 + part.parse::<u64>().unwrap()
}
