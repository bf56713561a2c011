//! Integer programs of divisions: which area belongs to which centre.
//!
//! That beats hang together is demanded only where an answer breaks it, by a row for each piece that is cut off: an area
//! of it belongs to the centre only if one of the areas around the piece does.

use std::time::Instant;

use super::{BeatsError, Land, Plan, Wanted, bound};
use crate::mip::{Goal, Limits, MipError, Program};

/// Most pairs of centre and area of a program.
const MOST_PAIRS: usize = 6_000;
/// Most rounds of cutting off what does not hang together.
const MOST_ROUNDS: usize = 60;

/// The whole question as one program.
pub(super) fn whole(
    land: &Land,
    wanted: Wanted,
    known: Option<&Plan>,
    limits: Limits,
) -> Result<(Plan, f64), BeatsError> {
    let every: Vec<usize> = (0..land.areas()).collect();
    let pairs = vec![every; land.areas()];
    match solve(land, wanted, &pairs, limits) {
        Ok((plan, bound)) => Ok((plan, bound)),
        // Time ran out, but something is known.
        Err(MipError::TooLong(_)) if known.is_some() => {
            known.map(|known| (known.clone(), 0.0)).ok_or(BeatsError::NotFound)
        }
        Err(error) => Err(error.into()),
    }
}

/// Lets the areas choose anew among the centres of a plan, and the beats their centres, until nothing changes. Gives the
/// bound of the divisions with the centres of the plan beside it.
pub(super) fn polish(land: &Land, wanted: Wanted, mut best: Plan, rounds: u32, limits: Limits) -> (Plan, f64) {
    let begun = Instant::now();
    loop {
        let lower = bound::lower(land, wanted, &best, best.centres.clone(), rounds);
        let (_, pairs) = lower.left(land, wanted, best.cost);
        let spared = Limits { seconds: limits.seconds - begun.elapsed().as_secs_f64(), ..limits };
        let (plan, bound) = rest(land, wanted, best.clone(), lower.value, &pairs, spared);
        let other = plan.centres != best.centres;
        best = plan;
        if !other {
            return (best, bound);
        }
    }
}

/// What is left to look at, where that is little enough; gives the best plan, and the bound that then holds.
pub(super) fn rest(
    land: &Land,
    wanted: Wanted,
    best: Plan,
    bound: f64,
    pairs: &[Vec<usize>],
    limits: Limits,
) -> (Plan, f64) {
    if pairs.iter().map(Vec::len).sum::<usize>() > MOST_PAIRS {
        return (best, bound);
    }
    match solve(land, wanted, pairs, limits) {
        Ok((plan, proved)) if plan.keeps && plan.cost < best.cost => {
            let proved = proved.max(bound).min(plan.cost);
            (plan, proved)
        }
        Ok((_, proved)) => {
            let proved = proved.max(bound).min(best.cost);
            (best, proved)
        }
        // Nothing better is left: what is known is best.
        Err(MipError::Impossible) => {
            let cost = best.cost;
            (best, cost)
        }
        Err(_) => (best, bound),
    }
}

/// Solves it over pairs, for each area the centres that it may belong to. Gives a plan, which keeps everything unless the
/// rounds ran out, and a bound.
fn solve(land: &Land, wanted: Wanted, pairs: &[Vec<usize>], limits: Limits) -> Result<(Plan, f64), MipError> {
    let areas = land.areas();
    if pairs.iter().any(Vec::is_empty) {
        return Err(MipError::Impossible);
    }
    let (least, most) = land.limits(wanted);
    let mut centres: Vec<usize> = pairs.iter().flatten().copied().collect();
    centres.sort_unstable();
    centres.dedup();
    // Where there are no more possible centres than beats, all are taken, and no row needs to say so.
    let open = centres.len() == wanted.beats;
    let mut program = Program::new(Goal::Smallest);
    // For each area the variable of each possible centre.
    let variables: Vec<Vec<(usize, usize)>> = (0..areas)
        .map(|area| {
            let cost = |centre: usize| land.calls[area] * land.ways[centre][area];
            pairs[area].iter().map(|centre| (*centre, program.whole(cost(*centre), 1))).collect()
        })
        .collect();
    let of = |area: usize, centre: usize| {
        variables[area].iter().find(|(other, _)| *other == centre).map(|(_, variable)| *variable)
    };
    for row in &variables {
        program.exactly(row.iter().map(|(_, variable)| (*variable, 1.0)).collect(), 1.0);
    }
    let mut chosen = Vec::new();
    for centre in &centres {
        // An area is a centre where it belongs to itself.
        let Some(itself) = of(*centre, *centre) else { continue };
        chosen.push((itself, 1.0));
        let mine: Vec<(usize, usize)> =
            (0..areas).filter_map(|area| of(area, *centre).map(|variable| (area, variable))).collect();
        let work = || mine.iter().map(|(area, variable)| (*variable, land.calls[*area]));
        program.at_most(work().chain([(itself, -most)]).collect(), 0.0);
        program.at_least(work().chain([(itself, -least)]).collect(), 0.0);
        for (_, variable) in mine.iter().filter(|(area, _)| !open && area != centre) {
            program.at_most(vec![(*variable, 1.0), (itself, -1.0)], 0.0);
        }
    }
    program.exactly(chosen, wanted.beats as f64);
    let begun = Instant::now();
    let mut last = None;
    for _ in 0..MOST_ROUNDS {
        let seconds = limits.seconds - begun.elapsed().as_secs_f64();
        if seconds <= 0.0 {
            break;
        }
        let solved = program.solve(Limits { seconds, ..limits }, None)?;
        let bound = solved.bound.unwrap_or(0.0);
        let belongs: Vec<usize> = variables
            .iter()
            .map(|row| row.iter().find(|(_, variable)| solved.values[*variable] > 0.5).map_or(0, |(centre, _)| *centre))
            .collect();
        let mut used = belongs.clone();
        used.sort_unstable();
        used.dedup();
        let beat_of = belongs.iter().map(|centre| used.binary_search(centre).unwrap_or(0)).collect();
        if used.len() != wanted.beats {
            return Err(MipError::Solver("an answer breaks its own rows".to_owned()));
        }
        last = Some((land.plan(wanted, beat_of), bound));
        if !cut(land, &mut program, &belongs, &used, &of) {
            break;
        }
    }
    last.ok_or(MipError::TooLong(limits.seconds))
}

/// Adds rows against pieces that are cut off from their centre; says whether there are any.
fn cut(
    land: &Land,
    program: &mut Program,
    belongs: &[usize],
    used: &[usize],
    of: &impl Fn(usize, usize) -> Option<usize>,
) -> bool {
    let Some(neighbours) = &land.neighbours else { return false };
    let mut any = false;
    for centre in used {
        let mut set: Vec<usize> = (0..land.areas()).filter(|area| belongs[*area] == *centre).collect();
        let whole = land.together(&set, *centre);
        set.retain(|area| !whole.contains(area));
        while let Some(first) = set.first().copied() {
            any = true;
            let piece = land.together(&set, first);
            set.retain(|area| !piece.contains(area));
            let mut around: Vec<usize> = piece.iter().flat_map(|area| &neighbours[*area]).copied().collect();
            around.sort_unstable();
            around.dedup();
            around.retain(|area| !piece.contains(area));
            let bridge: Vec<(usize, f64)> =
                around.iter().filter_map(|area| of(*area, *centre)).map(|variable| (variable, -1.0)).collect();
            for area in &piece {
                if let Some(variable) = of(*area, *centre) {
                    program.at_most(bridge.iter().copied().chain([(variable, 1.0)]).collect(), 0.0);
                }
            }
        }
    }
    any
}
