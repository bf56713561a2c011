//! Growing delay after wrong passwords and codes; never a hard lock-out of a duty desk.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};

use crate::error::Error;

/// Wrong tries that cost nothing.
const FREE: u32 = 3;
/// Longest delay in seconds.
const LONGEST: i64 = 60;
/// Names remembered at most.
const MOST: usize = 10_000;

#[derive(Default)]
pub(crate) struct Throttle(Mutex<HashMap<String, Tries>>);

struct Tries {
    wrong: u32,
    again: DateTime<Utc>,
}

impl Throttle {
    /// Begins a try, or says how long to wait. It counts as wrong until [`Throttle::right`] takes it back, so that many
    /// tries in the same moment count as many.
    pub(crate) fn begin(&self, name: &str, now: DateTime<Utc>) -> Result<(), Error> {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(wait) = tries.get(name).map(|tries| (tries.again - now).num_milliseconds()).filter(|wait| *wait > 0)
        {
            return Err(Error::TooManyTries { seconds: u64::try_from(wait / 1000).unwrap_or(0) + 1 });
        }
        if tries.len() >= MOST && !tries.contains_key(name) {
            // A flood of made-up names: those who tried least are forgotten.
            tries.retain(|_, tries| tries.wrong > FREE && tries.again + Duration::minutes(15) > now);
            if tries.len() >= MOST {
                return Err(Error::Busy);
            }
        }
        let entry = tries.entry(name.to_owned()).or_insert(Tries { wrong: 0, again: now });
        entry.wrong = entry.wrong.saturating_add(1);
        let steps = entry.wrong.saturating_sub(FREE).min(6);
        let wait = if steps == 0 { 0 } else { (1_i64 << steps).min(LONGEST) };
        entry.again = now + Duration::seconds(wait);
        Ok(())
    }

    /// Takes a try back that was right.
    pub(crate) fn right(&self, name: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delay_grows_and_ends() {
        let throttle = Throttle::default();
        let now = DateTime::UNIX_EPOCH;
        for _ in 0..4 {
            assert!(throttle.begin("desk", now).is_ok());
        }
        assert!(matches!(throttle.begin("desk", now), Err(Error::TooManyTries { seconds: 3 })));
        assert!(throttle.begin("command", now).is_ok(), "others are not held up");
        let mut now = now + Duration::seconds(2);
        for _ in 0..20 {
            assert!(throttle.begin("desk", now).is_ok());
            now += Duration::seconds(LONGEST);
        }
        throttle.right("desk");
        assert!(throttle.begin("desk", now).is_ok());
    }

    #[test]
    fn a_flood_of_names_does_not_fill_the_memory() {
        let throttle = Throttle::default();
        for i in 0..3 * MOST {
            let _ = throttle.begin(&format!("{i}"), DateTime::UNIX_EPOCH);
        }
        assert!(throttle.0.lock().unwrap().len() <= MOST);
    }
}
