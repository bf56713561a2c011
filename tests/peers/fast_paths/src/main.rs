//! The three nearest units by contraction hierarchies of fast_paths, one pair at a time: units in the order of their
//! straight line, until none further away could arrive earlier at the highest speed of the network.
//!
//! Reads `edges.csv`, `units.csv`, `calls.csv` and `answers.csv` in the folder named; writes `fast_paths.json` there.
//! Snapping is left out: the tables say where places lie on their roads.

mod tables;

use std::{fs, io, path::PathBuf};

use fast_paths::{FastGraph, InputGraph, PathCalculator};

use self::tables::Place;

const BEST: usize = 3;

/// Nanoseconds of CPU time of this thread.
fn cpu() -> io::Result<u64> {
    let text = fs::read_to_string("/proc/thread-self/schedstat")?;
    text.split(' ').next().and_then(|first| first.parse().ok()).ok_or_else(|| io::Error::other("no CPU time"))
}

struct Peer {
    graph: FastGraph,
    calculator: PathCalculator,
    units: Vec<Place>,
    /// Highest speed of the network.
    metres_in_ms: f64,
    asked: usize,
}

impl Peer {
    fn ms(&mut self, unit: usize, call: &Place) -> Option<usize> {
        self.asked += 1;
        let unit = &self.units[unit];
        let path = self.calculator.calc_path_multiple_sources_and_targets(&self.graph, unit.exits(), call.entries());
        path.map(|path| path.get_weight()).into_iter().chain(unit.direct(call)).min()
    }

    fn nearest(&mut self, call: &Place) -> Vec<(usize, usize)> {
        let mut order: Vec<(f64, usize)> =
            (0..).zip(&self.units).map(|(unit, place)| (place.metres_to(call), unit)).collect();
        order.sort_by(|one, other| one.0.total_cmp(&other.0));
        let mut best: Vec<(usize, usize)> = Vec::with_capacity(BEST + 1);
        for (metres, unit) in order {
            // A thousandth of the distance and two milliseconds for rounding.
            let at_least = metres * 0.999 / self.metres_in_ms - 2.0;
            if best.get(BEST - 1).is_some_and(|last| at_least > last.0 as f64) {
                break;
            }
            best.extend(self.ms(unit, call).map(|ms| (ms, unit)));
            best.sort_unstable();
            best.truncate(BEST);
        }
        best
    }
}

fn main() -> io::Result<()> {
    let folder = std::env::args().nth(1).map(PathBuf::from).ok_or_else(|| io::Error::other("name the folder"))?;
    let edges = tables::edges(&folder.join("edges.csv"))?;
    let mut input = InputGraph::new();
    for edge in edges.iter().filter(|edge| edge.from != edge.to) {
        if edge.ms == 0 {
            return Err(io::Error::other("fast_paths takes no road that costs nothing"));
        }
        input.add_edge(edge.from, edge.to, edge.ms);
    }
    input.freeze();
    let start = cpu()?;
    let graph = fast_paths::prepare(&input);
    let prepared = (cpu()? - start) as f64 / 1e9;
    let metres_in_ms = edges.iter().map(|edge| edge.metres / edge.ms as f64).fold(0.0, f64::max);
    let units = tables::places(&folder.join("units.csv"))?;
    let calls = tables::places(&folder.join("calls.csv"))?;
    let answers = tables::answers(&folder.join("answers.csv"))?;
    let mut peer = Peer { calculator: fast_paths::create_calculator(&graph), graph, units, metres_in_ms, asked: 0 };

    let start = cpu()?;
    let found: Vec<_> = calls.iter().map(|call| peer.nearest(call)).collect();
    let query = (cpu()? - start) as f64 / 1e3 / calls.len() as f64;
    let same = found.iter().zip(&answers).filter(|(found, ours)| found == ours).count();
    let pairs = peer.asked as f64 / calls.len() as f64;
    let told = format!(
        r#"{{"query_us": {query}, "prepare_s": {prepared}, "pairs": {pairs}, "same": {same}, "of": {}}}"#,
        answers.len()
    );
    fs::write(folder.join("fast_paths.json"), told)
}
