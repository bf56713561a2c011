//! So many requests at once, and then so many a second (generic cell rate algorithm, ITU-T I.371).

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;

use chrono::{DateTime, Duration, Utc};

/// Names remembered at most.
const MOST: usize = 20_000;

/// How much is allowed.
#[derive(Clone, Copy)]
pub(super) struct Rate {
    /// At once.
    pub(super) burst: i32,
    /// Over time.
    pub(super) per_second: i32,
}

impl Rate {
    fn each(self) -> Duration {
        Duration::microseconds(1_000_000 / i64::from(self.per_second))
    }
}

/// For each name the time at which it will have its whole burst again.
pub(super) struct Rates<K>(HashMap<K, DateTime<Utc>>);

impl<K> Default for Rates<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Eq + Hash> Rates<K> {
    /// Whether one could be taken.
    pub(super) fn has_room<Q>(&self, name: &Q, rate: Rate, now: DateTime<Utc>) -> bool
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        let left = |whole: &DateTime<Utc>| now + rate.each() * rate.burst - whole;
        // Less than nothing is left only after the clock was set back.
        self.0.get(name).is_none_or(|whole| left(whole) >= rate.each() || left(whole) < Duration::zero())
    }

    /// Takes one; or says how many seconds to wait.
    pub(super) fn take(&mut self, name: K, rate: Rate, now: DateTime<Utc>) -> Result<(), u64> {
        if self.0.len() >= MOST && !self.0.contains_key(&name) {
            self.0.retain(|_, whole| *whole > now);
            if self.0.len() >= MOST {
                // More networks than can be counted: the number of requests at the same time still holds.
                return Ok(());
            }
        }
        let each = rate.each();
        let empty = now + each * rate.burst;
        let whole = self.0.entry(name).or_insert(now);
        // A clock that was set back must not shut anybody out.
        *whole = (*whole).clamp(now, empty);
        let next = *whole + each;
        if next > empty {
            return Err(1 + u64::try_from((next - empty).num_seconds()).unwrap_or(0));
        }
        *whole = next;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate { burst: 10, per_second: 2 };

    fn taken(rates: &mut Rates<u32>, name: u32, now: DateTime<Utc>) -> usize {
        (0..100).take_while(|_| rates.take(name, RATE, now).is_ok()).count()
    }

    #[test]
    fn a_burst_and_then_so_many_a_second() {
        let (mut rates, now) = (Rates::default(), DateTime::UNIX_EPOCH);
        assert_eq!(taken(&mut rates, 1, now), 10);
        assert_eq!((rates.take(1, RATE, now), rates.has_room(&1, RATE, now)), (Err(1), false));
        assert!(rates.has_room(&1, RATE, now + Duration::seconds(1)) && rates.has_room(&2, RATE, now));
        assert_eq!(taken(&mut rates, 2, now), 10, "others are not held up");
        assert_eq!(taken(&mut rates, 1, now + Duration::seconds(3)), 6);
        assert_eq!(taken(&mut rates, 1, now + Duration::hours(1)), 10);
        assert!(rates.has_room(&1, RATE, now));
        assert_eq!(taken(&mut rates, 1, now), 0, "a clock set back …");
        assert_eq!(taken(&mut rates, 1, now + Duration::seconds(6)), 10, "… shuts nobody out for long");
    }

    #[test]
    fn a_flood_of_names_does_not_fill_the_memory() {
        let mut rates = Rates::default();
        for name in 0..3 * MOST as u32 {
            let _ = rates.take(name, RATE, DateTime::UNIX_EPOCH);
        }
        assert!(rates.0.len() <= MOST);
    }
}
