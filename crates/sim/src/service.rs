//! Random times at the scene.

use rand::{Rng, RngExt};

use crate::settings::{OnScene, Spread};

/// Draws the time at the scene in milliseconds, at most a week.
pub(crate) fn draw(on_scene: &OnScene, call_type: &str, random: &mut impl Rng) -> i64 {
    let mean = on_scene.by_type.get(call_type).copied().unwrap_or(on_scene.mean_seconds).max(0.0);
    around(mean, on_scene.spread, random)
}

/// Draws a time around a mean of seconds, in milliseconds, at most a week.
pub(crate) fn around(mean: f64, spread: Spread, random: &mut impl Rng) -> i64 {
    let factor = match spread {
        Spread::Fixed => 1.0,
        // 1 - u lies in (0, 1], so the logarithm is finite.
        Spread::Exponential => -(1.0 - random.random::<f64>()).ln(),
        Spread::Lognormal { sigma } => (sigma * normal(random) - sigma * sigma / 2.0).exp(),
    };
    (mean * factor * 1_000.0).min(7.0 * 86_400_000.0) as i64
}

/// A standard normal number (Box and Muller 1958).
fn normal(random: &mut impl Rng) -> f64 {
    let (one, two): (f64, f64) = (1.0 - random.random::<f64>(), random.random());
    (-2.0 * one.ln()).sqrt() * (std::f64::consts::TAU * two).cos()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn every_spread_keeps_the_mean() {
        for spread in [Spread::Fixed, Spread::Exponential, Spread::Lognormal { sigma: 0.8 }] {
            let on_scene = OnScene { spread, ..OnScene::default() };
            let mut random = StdRng::seed_from_u64(3);
            let sum: i64 = (0..100_000).map(|_| draw(&on_scene, "", &mut random)).sum();
            let mean = sum as f64 / 100_000.0 / 1_000.0;
            assert!((mean - 1_200.0).abs() < 15.0, "{spread:?}: {mean}");
        }
    }
}
