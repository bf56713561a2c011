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
    /// Whether a try is allowed now.
    pub(crate) fn check(&self, name: &str, now: DateTime<Utc>) -> Result<(), Error> {
        let tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match tries.get(name).map(|tries| (tries.again - now).num_milliseconds()) {
            Some(wait) if wait > 0 => Err(Error::TooManyTries { seconds: u64::try_from(wait / 1000).unwrap_or(0) + 1 }),
            _ => Ok(()),
        }
    }

    /// Notes a wrong try: from the fourth on each doubles the wait.
    pub(crate) fn wrong(&self, name: &str, now: DateTime<Utc>) {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tries.len() >= MOST {
            tries.retain(|_, tries| tries.again + Duration::minutes(15) > now);
        }
        let entry = tries.entry(name.to_owned()).or_insert(Tries { wrong: 0, again: now });
        entry.wrong = entry.wrong.saturating_add(1);
        let steps = entry.wrong.saturating_sub(FREE).min(6);
        let wait = if steps == 0 { 0 } else { (1_i64 << steps).min(LONGEST) };
        entry.again = now + Duration::seconds(wait);
    }

    /// Notes a right one.
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
        for _ in 0..3 {
            throttle.wrong("desk", now);
            assert!(throttle.check("desk", now).is_ok());
        }
        throttle.wrong("desk", now);
        assert!(matches!(throttle.check("desk", now), Err(Error::TooManyTries { seconds: 3 })));
        assert!(throttle.check("desk", now + Duration::seconds(2)).is_ok());
        for _ in 0..20 {
            throttle.wrong("desk", now);
        }
        assert!(throttle.check("desk", now + Duration::seconds(59)).is_err());
        assert!(throttle.check("desk", now + Duration::seconds(60)).is_ok());
        throttle.right("desk");
        assert!(throttle.check("desk", now).is_ok());
    }
}
