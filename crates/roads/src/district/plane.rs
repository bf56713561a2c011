//! Flat geometry in metres east and north of the middle of the district.

use rand::{RngExt, SeedableRng, rngs::Xoshiro256PlusPlus};

use crate::geo::Coordinate;

/// Middle of the district: the latitude and longitude of Wujin.
const MIDDLE: Coordinate = Coordinate { lon: 119.95, lat: 31.65 };
/// Metres in a degree of latitude.
const METRES_A_DEGREE: f64 = 111_195.0;

/// Seeded randomness whose numbers are the same on every machine.
pub(super) type Chance = Xoshiro256PlusPlus;

/// A place in metres east (x) and north (y) of the middle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spot {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// Short form of a place.
pub(super) const fn at(x: f64, y: f64) -> Spot {
    Spot { x, y }
}

impl Spot {
    pub(super) fn plus(self, other: Self) -> Self {
        at(self.x + other.x, self.y + other.y)
    }

    pub(super) fn minus(self, other: Self) -> Self {
        at(self.x - other.x, self.y - other.y)
    }

    pub(super) fn times(self, factor: f64) -> Self {
        at(self.x * factor, self.y * factor)
    }

    /// The place a share of the way towards another.
    pub(super) fn towards(self, other: Self, share: f64) -> Self {
        self.plus(other.minus(self).times(share))
    }

    pub(super) fn length(self) -> f64 {
        self.x.hypot(self.y)
    }

    pub(super) fn metres_to(self, other: Self) -> f64 {
        other.minus(self).length()
    }

    /// Turned left by an angle in radians.
    pub(super) fn turned(self, angle: f64) -> Self {
        let (sine, cosine) = angle.sin_cos();
        at(self.x * cosine - self.y * sine, self.x * sine + self.y * cosine)
    }

    /// One metre to the left of the direction from here to there.
    pub(super) fn left_of(self, there: Self) -> Self {
        let along = there.minus(self);
        at(-along.y, along.x).times(1.0 / along.length().max(1e-9))
    }

    /// Rounded to centimetres, so that equal places are equal to the bit.
    pub(super) fn rounded(self) -> Self {
        at((self.x * 100.0).round() / 100.0, (self.y * 100.0).round() / 100.0)
    }

    /// Degrees, rounded to seven places as in OpenStreetMap.
    pub(super) fn coordinate(self) -> Coordinate {
        let round = |degrees: f64| (degrees * 1e7).round() / 1e7;
        let lat = MIDDLE.lat + self.y / METRES_A_DEGREE;
        let lon = MIDDLE.lon + self.x / (METRES_A_DEGREE * MIDDLE.lat.to_radians().cos());
        Coordinate { lon: round(lon), lat: round(lat) }
    }
}

/// A generator for one part of the district, so that a change in one part leaves the others as they are.
pub(super) fn chance(seed: u64, part: u64) -> Chance {
    Chance::seed_from_u64(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ part.wrapping_mul(0xd1b5_4a32_d192_ed03))
}

/// Closed ring as coordinates.
pub(super) fn ring(spots: &[Spot]) -> Vec<Coordinate> {
    let mut ring: Vec<Coordinate> = spots.iter().map(|spot| spot.coordinate()).collect();
    if ring.first() != ring.last() {
        ring.extend(ring.first().copied());
    }
    ring
}

/// Box around places, as lowest and highest corner.
pub(super) fn extent(spots: &[Spot]) -> [Spot; 2] {
    let mut corners = [at(f64::INFINITY, f64::INFINITY), at(f64::NEG_INFINITY, f64::NEG_INFINITY)];
    for spot in spots {
        corners[0] = at(corners[0].x.min(spot.x), corners[0].y.min(spot.y));
        corners[1] = at(corners[1].x.max(spot.x), corners[1].y.max(spot.y));
    }
    corners
}

/// Whether a place lies in a ring, closed or not (even-odd rule).
pub(super) fn inside(ring: &[Spot], spot: Spot) -> bool {
    let mut inside = false;
    let mut before = ring.len().wrapping_sub(1);
    for now in 0..ring.len() {
        let (a, b) = (ring[before], ring[now]);
        if (a.y > spot.y) != (b.y > spot.y) && spot.x < (b.x - a.x) * (spot.y - a.y) / (b.y - a.y) + a.x {
            inside = !inside;
        }
        before = now;
    }
    inside
}

/// Area of a ring in square metres.
pub(super) fn area(ring: &[Spot]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    let twice: f64 = ring.iter().zip(next).map(|(a, b)| a.x * b.y - b.x * a.y).sum();
    (twice / 2.0).abs()
}

/// Shares along `a`–`b` and `c`–`d` at which the two cross.
pub(super) fn crossing(a: Spot, b: Spot, c: Spot, d: Spot) -> Option<(f64, f64)> {
    let (along, other, apart) = (b.minus(a), d.minus(c), c.minus(a));
    let cross = along.x * other.y - along.y * other.x;
    if cross.abs() < 1e-9 {
        return None;
    }
    let first = (apart.x * other.y - apart.y * other.x) / cross;
    let second = (apart.x * along.y - apart.y * along.x) / cross;
    ((0.0..=1.0).contains(&first) && (0.0..=1.0).contains(&second)).then_some((first, second))
}

/// A smooth line through the given places (Catmull–Rom), with a point about every `step` metres.
pub(super) fn smooth(through: &[Spot], step: f64) -> Vec<Spot> {
    let mut line = Vec::new();
    let pick = |index: isize| through[index.clamp(0, through.len() as isize - 1) as usize];
    for index in 0..through.len().saturating_sub(1) {
        let here = index as isize;
        let (p, a, b, n) = (pick(here - 1), pick(here), pick(here + 1), pick(here + 2));
        let pieces = (a.metres_to(b) / step).ceil().max(1.0) as u32;
        for piece in 0..pieces {
            let t = f64::from(piece) / f64::from(pieces);
            let mix = |p: f64, a: f64, b: f64, n: f64| {
                0.5 * (2.0 * a
                    + (b - p) * t
                    + (2.0 * p - 5.0 * a + 4.0 * b - n) * t * t
                    + (3.0 * a - p - 3.0 * b + n) * t * t * t)
            };
            line.push(at(mix(p.x, a.x, b.x, n.x), mix(p.y, a.y, b.y, n.y)));
        }
    }
    line.extend(through.last());
    line
}

/// The line moved to its left by some metres (to the right where negative).
pub(super) fn beside(line: &[Spot], metres: f64) -> Vec<Spot> {
    let last = line.len().saturating_sub(1);
    (0..line.len())
        .map(|now| line[now].plus(line[now.saturating_sub(1)].left_of(line[(now + 1).min(last)]).times(metres)))
        .collect()
}

/// A band of some metres' width along a line, as a ring.
pub(super) fn band(line: &[Spot], width: f64) -> Vec<Spot> {
    let mut ring = beside(line, width / 2.0);
    ring.extend(beside(line, -width / 2.0).into_iter().rev());
    ring
}

/// A rounded shape: an ellipse whose radius wavers by about `waver` (a share), in a few wide lobes and many small bays.
pub(super) fn blob(chance: &mut Chance, centre: Spot, half: Spot, waver: f64, points: u32) -> Vec<Spot> {
    let most = (points / 4).clamp(3, 40);
    let waves: Vec<(f64, f64)> =
        (2..most).map(|_| (chance.random_range(0.3..1.0), chance.random_range(0.0..std::f64::consts::TAU))).collect();
    (0..points)
        .map(|point| {
            let angle = std::f64::consts::TAU * f64::from(point) / f64::from(points);
            let wave = |(&(size, phase), lobe): (&(f64, f64), u32)| {
                size * (f64::from(lobe) * angle + phase).sin() / f64::from(lobe).powf(1.45)
            };
            let radius = 1.0 + waver * waves.iter().zip(2u32..).map(wave).sum::<f64>();
            centre.plus(at(half.x * radius * angle.cos(), half.y * radius * angle.sin()))
        })
        .collect()
}

/// A smooth field of displacements, made of a few long waves.
pub(super) struct Field {
    waves: Vec<[f64; 5]>,
}

impl Field {
    /// Waves of about this length and strength, in metres.
    pub(super) fn new(chance: &mut Chance, length: f64, strength: f64) -> Self {
        let wave = |chance: &mut Chance| {
            let towards = chance.random_range(0.0..std::f64::consts::TAU);
            let number = std::f64::consts::TAU / (length * chance.random_range(0.6..1.6));
            let phase = chance.random_range(0.0..std::f64::consts::TAU);
            let size = strength * chance.random_range(0.2..0.6);
            [
                number * towards.cos(),
                number * towards.sin(),
                phase,
                size,
                chance.random_range(0.0..std::f64::consts::TAU),
            ]
        };
        Self { waves: (0..5).map(|_| wave(chance)).collect() }
    }

    /// The place, displaced.
    pub(super) fn bend(&self, spot: Spot) -> Spot {
        self.waves.iter().fold(spot, |bent, &[kx, ky, phase, size, side]| {
            let push = size * (kx * spot.x + ky * spot.y + phase).sin();
            bent.plus(at(push * side.cos(), push * side.sin()))
        })
    }
}
