//! Means with intervals of confidence by Student's t.

use serde::Serialize;

/// A mean over replications with its interval of confidence.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Interval {
    /// Mean.
    pub mean: f64,
    /// Half of the width of the interval; 0 where there is but one replication.
    pub half: f64,
}

impl Interval {
    /// The mean of independent values; it lies with this confidence (0.95 for 95 %) within the interval.
    #[must_use]
    pub fn of(values: &[f64], confidence: f64) -> Self {
        let count = values.len() as f64;
        if values.is_empty() {
            return Self::default();
        }
        let mean = values.iter().sum::<f64>() / count;
        if values.len() < 2 {
            return Self { mean, half: 0.0 };
        }
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let error = (squares / (count - 1.0) / count).sqrt();
        Self { mean, half: quantile(0.5 + confidence / 2.0, count - 1.0) * error }
    }

    /// Whether a value lies within the interval.
    #[must_use]
    pub fn holds(&self, value: f64) -> bool {
        (value - self.mean).abs() <= self.half
    }
}

/// The value that Student's t with so many degrees of freedom does not exceed with a probability above one half.
#[must_use]
pub fn quantile(probability: f64, freedom: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    while below(high, freedom) < probability && high < 1e12 {
        high *= 2.0;
    }
    for _ in 0..200 {
        let middle = (low + high) / 2.0;
        if below(middle, freedom) < probability { low = middle } else { high = middle }
    }
    (low + high) / 2.0
}

/// Probability that t does not exceed a value of at least 0: one minus half the incomplete beta function.
fn below(value: f64, freedom: f64) -> f64 {
    1.0 - beta(freedom / (freedom + value * value), freedom / 2.0, 0.5) / 2.0
}

/// The regularised incomplete beta function by its continued fraction (Abramowitz and Stegun 26.5.8, Lentz).
fn beta(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front = (log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * x.ln() + b * (1.0 - x).ln()).exp();
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta(1.0 - x, b, a);
    }
    let tiny = |value: f64| if value.abs() < 1e-300 { 1e-300 } else { value };
    let (mut c, mut d) = (1.0, 1.0 / tiny(1.0 - (a + b) * x / (a + 1.0)));
    let mut fraction = d;
    for step in 1..500 {
        let m = f64::from(step);
        for part in [
            m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0)),
        ] {
            d = 1.0 / tiny(1.0 + part * d);
            c = tiny(1.0 + part / c);
            fraction *= c * d;
        }
        if (c * d - 1.0).abs() < 1e-15 {
            break;
        }
    }
    front * fraction / a
}

/// Logarithm of the gamma function by Stirling's series, moved up to where it is exact.
fn log_gamma(mut x: f64) -> f64 {
    let mut shift = 0.0;
    while x < 15.0 {
        shift += x.ln();
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    let series = 1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1_260.0 - square / 1_680.0));
    (x - 0.5) * x.ln() - x + 0.5 * std::f64::consts::TAU.ln() + series / x - shift
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_tables() {
        for (probability, freedom, known) in [
            (0.975, 1.0, 12.7062),
            (0.975, 2.0, 4.30265),
            (0.95, 4.0, 2.13185),
            (0.975, 9.0, 2.26216),
            (0.995, 9.0, 3.24984),
            (0.975, 30.0, 2.04227),
            (0.999, 19.0, 3.57940),
            (0.975, 1_000.0, 1.96234),
        ] {
            let found = quantile(probability, freedom);
            assert!((found - known).abs() < 2e-4, "{probability} {freedom}: {found} {known}");
        }
    }

    #[test]
    fn an_interval_is_that_of_the_textbook() {
        let interval = Interval::of(&[10.0, 12.0, 14.0], 0.95);
        assert!((interval.mean - 12.0).abs() < 1e-12);
        assert!((interval.half - 4.30265 * 2.0 / 3.0_f64.sqrt()).abs() < 1e-3);
        assert_eq!(Interval::of(&[7.0], 0.95), Interval { mean: 7.0, half: 0.0 });
    }
}
