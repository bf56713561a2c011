//! Clipping to a band across one axis: Sutherland–Hodgman for rings, Liang–Barsky for lines. Two bands make a tile.

use super::Spot;

/// The part of a closed ring inside `low..=high` on the axis (0 is x, 1 is y); closed again, or empty.
pub(super) fn ring(points: &[Spot], axis: usize, low: f64, high: f64) -> Vec<Spot> {
    let above = half(points, axis, low, 1.0);
    let mut inside = half(&above, axis, high, -1.0);
    if let Some(&first) = inside.first() {
        inside.push(first);
    }
    if inside.len() < 4 { Vec::new() } else { inside }
}

/// Keeps the side of an open ring where `sign * (coordinate - edge) >= 0`.
fn half(points: &[Spot], axis: usize, edge: f64, sign: f64) -> Vec<Spot> {
    let mut kept = Vec::with_capacity(points.len() + 4);
    let Some(&last) = points.last() else { return kept };
    let mut before = last;
    for &point in points {
        let (was, is) = (sign * (before[axis] - edge) >= 0.0, sign * (point[axis] - edge) >= 0.0);
        if was != is {
            kept.push(cross(before, point, axis, edge));
        }
        if is {
            kept.push(point);
        }
        before = point;
    }
    kept.dedup();
    kept
}

/// Where the line from `a` to `b` meets the edge; exactly on it, so that neighbours agree.
fn cross(a: Spot, b: Spot, axis: usize, edge: f64) -> Spot {
    let share = (edge - a[axis]) / (b[axis] - a[axis]);
    let other = 1 - axis;
    let mut spot = [edge; 2];
    spot[other] = a[other] + (b[other] - a[other]) * share;
    spot
}

/// The runs of a line inside `low..=high` on the axis.
pub(super) fn line(points: &[Spot], axis: usize, low: f64, high: f64) -> Vec<Vec<Spot>> {
    let mut runs = Vec::new();
    let mut run: Vec<Spot> = Vec::new();
    for pair in points.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let (from, to) = (a[axis].min(b[axis]), a[axis].max(b[axis]));
        if to < low || from > high {
            finish(&mut runs, &mut run);
            continue;
        }
        let start = bounded(a, b, axis, low, high);
        let end = bounded(b, a, axis, low, high);
        if start != a {
            finish(&mut runs, &mut run);
        }
        if run.is_empty() {
            run.push(start);
        }
        run.push(end);
        if end != b {
            finish(&mut runs, &mut run);
        }
    }
    finish(&mut runs, &mut run);
    runs
}

/// `a`, or the place where the line from `a` to `b` enters the band.
fn bounded(a: Spot, b: Spot, axis: usize, low: f64, high: f64) -> Spot {
    if a[axis] < low {
        cross(a, b, axis, low)
    } else if a[axis] > high {
        cross(a, b, axis, high)
    } else {
        a
    }
}

/// Puts the run away if it is a line.
fn finish(runs: &mut Vec<Vec<Spot>>, run: &mut Vec<Spot>) {
    let run = std::mem::take(run);
    if run.len() > 1 {
        runs.push(run);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_around_the_band_is_cut_on_both_sides() {
        let square = [[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0], [0.0, 0.0]];
        let cut = ring(&square, 0, 2.0, 5.0);
        assert!(cut.iter().all(|spot| (2.0..=5.0).contains(&spot[0])));
        assert_eq!(cut.first(), cut.last());
        assert!(ring(&square, 0, 11.0, 12.0).is_empty());
    }

    #[test]
    fn a_line_that_leaves_and_returns_becomes_two_runs() {
        let runs = line(&[[0.0, 0.0], [8.0, 0.0], [8.0, 1.0], [0.0, 1.0]], 0, -1.0, 4.0);
        assert_eq!(runs, vec![vec![[0.0, 0.0], [4.0, 0.0]], vec![[4.0, 1.0], [0.0, 1.0]]]);
    }
}
