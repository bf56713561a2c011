//! The greedy start: what one would draw by hand.

use super::{Land, Plan, Wanted};

/// Chooses centres one by one, each where it shortens the ways most, and lets the beats grow from them: whichever has the
/// least work takes the nearest area at its border.
pub(super) fn greedy(land: &Land, wanted: Wanted) -> Plan {
    grow(land, wanted, &centres(land, wanted.beats))
}

fn centres(land: &Land, beats: usize) -> Vec<usize> {
    let mut nearest = vec![f64::INFINITY; land.areas()];
    let mut chosen: Vec<usize> = Vec::new();
    for _ in 0..beats {
        let cost = |site: usize| -> f64 {
            let way = |area: usize| nearest[area].min(land.ways[site][area]);
            (0..land.areas()).map(|area| land.calls[area] * way(area)).sum()
        };
        let free = (0..land.areas()).filter(|site| !chosen.contains(site)).map(|site| (cost(site), site));
        let Some((_, site)) = free.min_by(|one, other| one.0.total_cmp(&other.0)) else { break };
        chosen.push(site);
        (0..land.areas()).for_each(|area| nearest[area] = nearest[area].min(land.ways[site][area]));
    }
    chosen
}

/// Lets beats grow from centres.
pub(super) fn grow(land: &Land, wanted: Wanted, centres: &[usize]) -> Plan {
    const NONE: usize = usize::MAX;
    let mut beat_of = vec![NONE; land.areas()];
    let mut loads = vec![0.0; centres.len()];
    for (beat, centre) in centres.iter().enumerate() {
        beat_of[*centre] = beat;
        loads[beat] += land.calls[*centre];
    }
    for _ in centres.len()..land.areas() {
        let reach = |beat: usize| {
            let borders = |area: usize| match &land.neighbours {
                Some(neighbours) => neighbours[area].iter().any(|other| beat_of[*other] == beat),
                None => true,
            };
            let free = (0..land.areas()).filter(|area| beat_of[*area] == NONE && borders(*area));
            free.min_by(|one, other| land.ways[centres[beat]][*one].total_cmp(&land.ways[centres[beat]][*other]))
        };
        let mut order: Vec<usize> = (0..centres.len()).collect();
        order.sort_by(|one, other| loads[*one].total_cmp(&loads[*other]));
        let Some((beat, area)) = order.into_iter().find_map(|beat| reach(beat).map(|area| (beat, area))) else { break };
        beat_of[area] = beat;
        loads[beat] += land.calls[area];
    }
    land.plan(wanted, beat_of)
}
