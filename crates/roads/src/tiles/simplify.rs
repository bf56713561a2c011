//! Douglas–Peucker: fewer points where the eye cannot tell.

use super::Spot;

/// The line without the points that lie within `tolerance` of it; first and last stay.
pub(super) fn line(points: &[Spot], tolerance: f64) -> Vec<Spot> {
    if points.len() < 3 {
        return points.to_vec();
    }
    let mut keep = vec![false; points.len()];
    keep[0] = true;
    keep[points.len() - 1] = true;
    let limit = tolerance * tolerance;
    let mut spans = vec![(0, points.len() - 1)];
    while let Some((first, last)) = spans.pop() {
        let mut worst = (limit, None);
        for at in first + 1..last {
            let distance = squared(points[at], points[first], points[last]);
            if distance > worst.0 {
                worst = (distance, Some(at));
            }
        }
        if let Some(at) = worst.1 {
            keep[at] = true;
            spans.push((first, at));
            spans.push((at, last));
        }
    }
    points.iter().zip(keep).filter(|(_, keep)| *keep).map(|(point, _)| *point).collect()
}

/// Squared distance from a point to the line between two others.
fn squared(point: Spot, a: Spot, b: Spot) -> f64 {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let length = dx * dx + dy * dy;
    let share =
        if length > 0.0 { (((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    let (x, y) = (point[0] - a[0] - share * dx, point[1] - a[1] - share * dy);
    x * x + y * y
}

/// Twice the signed area of a closed ring; positive where it runs clockwise on the screen (y points down).
pub(super) fn twice_area(ring: &[Spot]) -> f64 {
    ring.windows(2).map(|pair| pair[0][0] * pair[1][1] - pair[1][0] * pair[0][1]).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_on_the_line_go_and_corners_stay() {
        let kept = line(&[[0.0, 0.0], [5.0, 0.1], [10.0, 0.0], [10.0, 10.0]], 0.5);
        assert_eq!(kept, vec![[0.0, 0.0], [10.0, 0.0], [10.0, 10.0]]);
    }
}
