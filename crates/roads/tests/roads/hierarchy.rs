//! The second tier: few things found over a hierarchy are those that the plain search finds.

use std::sync::Arc;

use kaimen_roads::{Conditions, Hierarchy, Items, Position, Profile, RoadMap, Search};

use crate::{
    oracle::best,
    support::{Dice, data, map, real},
};

/// Moves few and many things around and compares both tiers; gives nodes looked at by the plain search and by the
/// hierarchy while things were few.
fn compare(map: &RoadMap, profile: Profile, rounds: u32) -> (u64, u64) {
    let mut dice = Dice(77);
    let hierarchy = Arc::new(Hierarchy::new(map, profile));
    let (mut plain, mut assisted) = (Items::new(map, profile), Items::new(map, profile));
    assisted.assist(map, Arc::clone(&hierarchy));
    let mut search = Search::new();
    let (mut looked, mut above) = (0, 0);
    for round in 0..rounds {
        for _ in 0..dice.roll(4) {
            // Few most of the time, now and then more than the hierarchy is used for.
            let item = dice.roll(if round % 50 < 40 { 3 } else { 120 });
            if dice.roll(4) == 0 || (round % 50 == 49) {
                (0..120).filter(|other| *other == item || round % 50 == 49).for_each(|other| {
                    plain.remove(other);
                    assisted.remove(other);
                });
            } else {
                let at = dice.position(map);
                plain.place(map, item, at);
                assisted.place(map, item, at);
            }
        }
        let target = match plain.position(dice.roll(3)) {
            Some(at) if dice.roll(4) == 0 => Position { along: dice.roll(65_536) as u16, ..at },
            _ => dice.position(map),
        };
        let k = 1 + dice.roll(4) as usize;
        assert_eq!(
            best(map, &mut search, &assisted, target, k),
            best(map, &mut search, &plain, target, k),
            "{profile:?} round {round} to {target:?}"
        );
        if (1..=3).contains(&plain.len()) {
            looked += u64::from(search.nearest(map, &plain, target, u32::MAX, |_, _| u32::MAX).settled);
            above += u64::from(search.nearest(map, &assisted, target, u32::MAX, |_, _| u32::MAX).settled);
        }
    }
    (looked, above)
}

#[test]
fn few_things_are_found_over_the_hierarchy_as_by_the_plain_search() {
    for name in ["osm/monaco.osm.pbf", "sf_matched"] {
        let Some(map) = real(name) else { return };
        for profile in Profile::ALL {
            let (looked, above) = compare(&map, profile, 600);
            assert!(above < looked, "{name} {profile:?}: {above} nodes over the hierarchy, {looked} without");
        }
    }
}

#[test]
fn turns_and_conditions_are_kept_with_few_things_too() {
    let Some(path) = data("osm/baltimore.osm.pbf") else { return };
    let mut source = kaimen_roads::import::import(&path, &mut |_| {}).unwrap().source;
    source.shapes.clear();
    let map = map(&source);
    assert!(map.info().turns > 0);
    compare(&map, Profile::Car, 300);
    // Under conditions the plain search answers; lifted, the hierarchy again.
    let mut dice = Dice(3);
    let closed = (0..400).map(|_| (dice.roll(map.segment_count()), [true; 3])).collect();
    let shut = map.under(Conditions { closed, speeds: [[60; 8]; 3], ..Conditions::default() });
    let (mut plain, mut assisted) = (Items::new(&shut, Profile::Car), Items::new(&shut, Profile::Car));
    assisted.assist(&map, Arc::new(Hierarchy::new(&shut, Profile::Car)));
    for item in 0..3 {
        let at = dice.position(&map);
        plain.place(&shut, item, at);
        assisted.place(&shut, item, at);
    }
    let mut search = Search::new();
    for now in [&shut, &map, &shut] {
        plain.refresh(now);
        assisted.refresh(now);
        for _ in 0..40 {
            let target = dice.position(&map);
            assert_eq!(best(now, &mut search, &assisted, target, 3), best(now, &mut search, &plain, target, 3));
        }
    }
}
