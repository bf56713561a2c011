//! A year of a district of 191 officers, 300,000 calls, on one core: the demo's district, three shifts, patrol.
#![expect(clippy::print_stdout, reason = "a benchmark tells what it found")]

use std::collections::BTreeMap;
use std::time::Instant;

use kaimen_roads::{Profile, RoadMap, build::build, district::generate};
use kaimen_sim::simulate::layout::make;
use kaimen_sim::simulate::{Layout, Rules, Scenario, Travel, draw, outcome, run};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("district.map");
    build(&generate(2011), &file, &mut |_| {})?;
    let map = RoadMap::open(&file)?;
    for shifts in [3, 1] {
        let begun = Instant::now();
        let layout = Layout {
            units: 191,
            at_stations: BTreeMap::new(),
            crew: 1,
            travel: Travel::All(Profile::Car),
            shifts,
            demand: 800,
            recorded: Vec::new(),
            given: Vec::new(),
            seed: 2011,
        };
        let made = make(&map, &layout, &mut |_, _| {})?;
        let table = begun.elapsed();
        let scenario = Scenario { days: 366, warm_up_hours: 0, shifts, ..Scenario::default() };
        println!(
            "{} places on {} nodes: table of travel times in {table:.2?}",
            made.district.places.len(),
            map.node_count()
        );
        for rules in Rules::all() {
            let begun = Instant::now();
            let calls = draw(&made.district, &scenario, 0);
            let record = run(&made.district, &scenario, &rules, &calls, 0, &mut |_| {})?;
            let figures = outcome(&made.district, &scenario, &calls, &record);
            let seconds = begun.elapsed().as_secs_f64();
            println!(
                "{shifts} shifts, {:<10} {} calls in {seconds:.2} s, {:.1} µs a call; {} stops; mean response {:.1} s, late {:.2} %",
                rules.name,
                calls.len(),
                seconds * 1e6 / calls.len() as f64,
                record.stops.done,
                figures.response,
                figures.late * 100.0
            );
        }
    }
    Ok(())
}
