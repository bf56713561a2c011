//! The small networks of JEMSS (test_network.jl): loops, one-ways, roundabouts, parallel roads. Every time between two
//! nodes is that of a textbook search over the arcs as the files give them.

use std::{fs, path::Path};

use kaimen_roads::{
    Coordinate, Position, Profile, RoadMap, Search, Source,
    source::{Speeds, Way},
};

use crate::support::{data, map, way};

/// Rows of the table that begins with a word, without its header.
fn rows(path: &Path, table: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(path).unwrap();
    let lines = text.lines().skip_while(|line| line.split(',').next() != Some(table)).skip(2);
    let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
    lines.map(cells).take_while(|cells| !cells[0].is_empty()).collect()
}

/// An arc: from, to, time by mode.
type Arc = (usize, usize, Vec<f64>);

fn read(folder: &Path) -> (Vec<Coordinate>, Vec<Arc>, bool) {
    let number = |cell: &String| cell.parse::<f64>().unwrap();
    let place = |row: &Vec<String>| Coordinate { lon: 10.0 + number(&row[1]) / 100.0, lat: number(&row[2]) / 100.0 };
    let nodes: Vec<Coordinate> = rows(&folder.join("nodes.csv"), "nodes").iter().map(place).collect();
    let form = &rows(&folder.join("arcs.csv"), "miscData")[0];
    let modes: usize = form[1].parse().unwrap();
    let arc = |row: &Vec<String>| {
        let node = |cell: &String| cell.parse::<usize>().unwrap() - 1;
        (node(&row[1]), node(&row[2]), row[3..3 + modes].iter().map(number).collect())
    };
    (nodes, rows(&folder.join("arcs.csv"), "arcs").iter().map(arc).collect(), form[0] == "undirected")
}

fn kilometres(nodes: &[Coordinate], (from, to, _): &Arc) -> f64 {
    nodes[*from].metres_to(nodes[*to]) / 1_000.0
}

/// Milliseconds of one unit of time of a network, so that its slowest arc is one of 1 km/h: speeds below 0.5 and above 300
/// are not believed.
fn unit(nodes: &[Coordinate], arcs: &[Arc]) -> f64 {
    let slowest = |arc: &Arc| kilometres(nodes, arc) / arc.2.iter().copied().fold(0.0, f64::max);
    arcs.iter().map(slowest).fold(f64::INFINITY, f64::min) * 3_600_000.0
}

/// Each arc a way of its own, as fast as it takes to be there in time. A blind alley at each node keeps it a node: without
/// a third way the builder would join the two arcs there to one street with one speed.
fn source(nodes: &[Coordinate], arcs: &[Arc], both: bool) -> Source {
    let unit = unit(nodes, arcs);
    let of = |arc: &Arc| {
        let (from, to, times) = arc;
        let mut speeds = [Speeds::default(); 3];
        for (mode, time) in times.iter().enumerate() {
            let forward = (kilometres(nodes, arc) / (time * unit / 3_600_000.0)) as f32;
            speeds[mode] = Speeds { forward, backward: if both { forward } else { 0.0 } };
        }
        Way { speeds, ..way(vec![*from as u32, *to as u32], 0.0, 0.0) }
    };
    let ends = nodes.iter().map(|node| Coordinate { lon: node.lon + 3e-5, lat: node.lat + 3e-5 });
    let alleys = (0..nodes.len()).map(|node| way(vec![node as u32, (nodes.len() + node) as u32], 10.0, 10.0));
    let ways = arcs.iter().map(of).chain(alleys).collect();
    Source { name: "jemss".into(), nodes: nodes.iter().copied().chain(ends).collect(), ways, ..Source::default() }
}

/// Times between all pairs, by trying every node between.
fn between_all(nodes: usize, arcs: &[Arc], both: bool, mode: usize) -> Vec<Vec<f64>> {
    let mut times = vec![vec![f64::INFINITY; nodes]; nodes];
    (0..nodes).for_each(|node| times[node][node] = 0.0);
    for (from, to, time) in arcs {
        times[*from][*to] = times[*from][*to].min(time[mode]);
        if both {
            times[*to][*from] = times[*to][*from].min(time[mode]);
        }
    }
    for between in 0..nodes {
        for from in 0..nodes {
            for to in 0..nodes {
                times[from][to] = times[from][to].min(times[from][between] + times[between][to]);
            }
        }
    }
    times
}

/// Where a node is on the map: an end of one of its segments.
fn position(map: &RoadMap, at: Coordinate) -> Position {
    let near = |node: u32| map.node(node).metres_to(at) < 1.0;
    let of = |segment: u32| {
        let ends = map.segment(segment);
        let start = near(ends.a).then_some(Position { segment, along: 0 });
        start.or_else(|| near(ends.b).then_some(Position { segment, along: u16::MAX }))
    };
    (0..map.segment_count()).find_map(of).unwrap()
}

#[test]
fn the_small_networks_of_jemss_take_as_long_as_their_arcs() {
    let Some(folder) = data("jemss/test_data/network/small") else { return };
    let (mut networks, mut pairs) = (0, 0);
    for entry in fs::read_dir(folder).unwrap() {
        let folder = entry.unwrap().path();
        let (nodes, arcs, both) = read(&folder);
        let map = map(&source(&nodes, &arcs, both));
        let at: Vec<Position> = nodes.iter().map(|node| position(&map, *node)).collect();
        networks += 1;
        for mode in 0..arcs[0].2.len() {
            let times = between_all(nodes.len(), &arcs, both, mode);
            for from in 0..nodes.len() {
                let ours = Search::new().times_from(&map, Profile::ALL[mode], at[from], &at);
                for to in 0..nodes.len() {
                    let wanted = times[from][to] * unit(&nodes, &arcs);
                    // A millisecond of rounding for each arc of a way.
                    let same = ours[to].map_or(wanted.is_infinite(), |ours| (f64::from(ours) - wanted).abs() <= 20.0);
                    assert!(same, "{}: {from} to {to} by mode {mode}: {:?} {wanted}", folder.display(), ours[to]);
                    pairs += 1;
                }
            }
        }
    }
    assert_eq!(networks, 14);
    assert!(pairs > 13_000, "{pairs}");
}
