//! Growing delay after wrong passwords and codes; never a hard lock-out of a duty desk.
//!
//! Tries are counted by name and by network. Somebody who has signed in from a network before is counted there alone:
//! whoever tries the desk's password from elsewhere makes strangers wait, not the desk.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};

use crate::error::Error;

/// Wrong tries that cost nothing.
const FREE: u32 = 3;
/// The same for a network, which a whole bureau may share.
const FREE_OF_NETWORK: u32 = 30;
/// Longest delay in seconds.
const LONGEST: i64 = 60;
/// Names remembered at most, and pairs of name and network in which somebody signed in.
const MOST: usize = 10_000;
/// Wrong tries are forgotten after this time without another.
const FORGOTTEN: Duration = Duration::minutes(15);

#[derive(Default)]
pub(crate) struct Throttle(Mutex<Memory>);

#[derive(Default)]
struct Memory {
    tries: HashMap<String, Tries>,
    /// Where a name has signed in rightly, and when last.
    known: HashMap<String, DateTime<Utc>>,
}

struct Tries {
    wrong: u32,
    last: DateTime<Utc>,
    again: DateTime<Utc>,
}

impl Throttle {
    /// Begins a sign-in under a name from a network, or says how long to wait.
    pub(crate) fn begin_sign_in(&self, username: &str, network: &str, now: DateTime<Utc>) -> Result<(), Error> {
        let mut memory = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let pair = pair(username, network);
        if memory.known.contains_key(&pair) {
            return memory.begin(&pair, FREE, now);
        }
        if !network.is_empty() {
            memory.begin(&of_network(network), FREE_OF_NETWORK, now)?;
        }
        memory.begin(&format!("account/{username}"), FREE, now)
    }

    /// Takes a sign-in back that was right.
    pub(crate) fn right_sign_in(&self, username: &str, network: &str, now: DateTime<Utc>) {
        let mut memory = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let pair = pair(username, network);
        memory.tries.remove(&pair);
        if network.is_empty() {
            memory.tries.remove(&format!("account/{username}"));
            return;
        }
        // One right password does not excuse the wrong ones for other names, nor those of a stranger for this one.
        if !memory.known.contains_key(&pair) {
            memory.take_back(&of_network(network));
            memory.take_back(&format!("account/{username}"));
        }
        if memory.known.len() >= MOST {
            let oldest = memory.known.iter().min_by_key(|(_, at)| **at).map(|(pair, _)| pair.clone());
            oldest.and_then(|oldest| memory.known.remove(&oldest));
        }
        memory.known.insert(pair, now);
    }

    /// Begins to open a receipt from a network, or says how long to wait.
    pub(crate) fn begin_receipt(&self, number: &str, network: &str, now: DateTime<Utc>) -> Result<(), Error> {
        let mut memory = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !network.is_empty() {
            memory.begin(&of_network(network), FREE_OF_NETWORK, now)?;
        }
        memory.begin(number, FREE, now)
    }

    /// Takes the opening of a receipt back that was right; wrong ones for other receipts stay.
    pub(crate) fn right_receipt(&self, number: &str, network: &str) {
        let mut memory = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        memory.tries.remove(number);
        memory.take_back(&of_network(network));
    }

    /// Begins a try, or says how long to wait. It counts as wrong until [`Throttle::right`] takes it back, so that many
    /// tries in the same moment count as many.
    pub(crate) fn begin(&self, name: &str, now: DateTime<Utc>) -> Result<(), Error> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).begin(name, FREE, now)
    }

    /// Takes a try back that was right.
    pub(crate) fn right(&self, name: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).tries.remove(name);
    }
}

fn pair(username: &str, network: &str) -> String {
    format!("here/{username}/{network}")
}

fn of_network(network: &str) -> String {
    format!("network/{network}")
}

impl Memory {
    fn begin(&mut self, name: &str, free: u32, now: DateTime<Utc>) -> Result<(), Error> {
        let waits = self.tries.get(name).map(|tries| (tries.again - now).num_milliseconds());
        if let Some(wait) = waits.filter(|wait| *wait > 0) {
            return Err(Error::TooManyTries { seconds: u64::try_from(wait / 1000).unwrap_or(0) + 1 });
        }
        if self.tries.len() >= MOST && !self.tries.contains_key(name) {
            // A flood of made-up names: those who tried least are forgotten.
            self.tries.retain(|_, tries| tries.wrong > FREE && tries.last + FORGOTTEN > now);
            if self.tries.len() >= MOST {
                return Err(Error::Busy);
            }
        }
        let fresh = Tries { wrong: 0, last: now, again: now };
        let entry = self.tries.entry(name.to_owned()).or_insert(fresh);
        if entry.last + FORGOTTEN < now {
            entry.wrong = 0;
        }
        entry.wrong = entry.wrong.saturating_add(1);
        entry.last = now;
        let steps = entry.wrong.saturating_sub(free).min(6);
        let wait = if steps == 0 { 0 } else { (1_i64 << steps).min(LONGEST) };
        entry.again = now + Duration::seconds(wait);
        Ok(())
    }

    fn take_back(&mut self, name: &str) {
        if let Some(tries) = self.tries.get_mut(name) {
            tries.wrong = tries.wrong.saturating_sub(1);
            tries.again = tries.last;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    #[test]
    fn delay_grows_and_ends() {
        let throttle = Throttle::default();
        for _ in 0..4 {
            assert!(throttle.begin("desk", NOW).is_ok());
        }
        assert!(matches!(throttle.begin("desk", NOW), Err(Error::TooManyTries { seconds: 3 })));
        assert!(throttle.begin("command", NOW).is_ok(), "others are not held up");
        let mut now = NOW + Duration::seconds(2);
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
            let _ = throttle.begin(&format!("{i}"), NOW);
            throttle.right_sign_in(&format!("{i}"), "192.0.2.1", NOW + Duration::seconds(i as i64));
        }
        let memory = throttle.0.lock().unwrap();
        assert!(memory.tries.len() <= MOST && memory.known.len() <= MOST);
    }

    #[test]
    fn a_stranger_who_tries_the_desks_name_does_not_hold_up_the_desk() {
        let throttle = Throttle::default();
        throttle.begin_sign_in("desk", "10.0.0.5", NOW).unwrap();
        throttle.right_sign_in("desk", "10.0.0.5", NOW);
        for _ in 0..4 {
            throttle.begin_sign_in("desk", "192.0.2.7", NOW).unwrap();
        }
        assert!(matches!(throttle.begin_sign_in("desk", "192.0.2.7", NOW), Err(Error::TooManyTries { .. })));
        assert!(matches!(throttle.begin_sign_in("desk", "198.51.100.1", NOW), Err(Error::TooManyTries { .. })));
        assert!(throttle.begin_sign_in("desk", "10.0.0.5", NOW).is_ok(), "where the desk is known, it is not held up");
    }

    #[test]
    fn a_network_that_tries_one_name_after_another_is_slowed() {
        let throttle = Throttle::default();
        let tries = |range: std::ops::Range<u32>| {
            range.map(|i| throttle.begin_sign_in(&format!("name{i}"), "192.0.2.7", NOW)).filter(Result::is_ok).count()
        };
        assert_eq!(tries(0..100), 31);
        assert!(throttle.begin_sign_in("name200", "10.0.0.5", NOW).is_ok(), "other networks are not held up");
        let later = NOW + FORGOTTEN + Duration::seconds(1);
        assert!(throttle.begin_sign_in("name201", "192.0.2.7", later).is_ok(), "forgotten after a while");
    }

    #[test]
    fn a_network_that_tries_one_receipt_after_another_is_slowed() {
        let throttle = Throttle::default();
        let tries = |range: std::ops::Range<u32>| {
            range.map(|i| throttle.begin_receipt(&i.to_string(), "192.0.2.7", NOW)).filter(Result::is_ok).count()
        };
        assert_eq!(tries(0..20), 20);
        throttle.begin_receipt("own", "192.0.2.7", NOW).unwrap();
        throttle.right_receipt("own", "192.0.2.7");
        assert_eq!(tries(20..100), 11, "a receipt of one's own does not excuse the others");
        assert!(throttle.begin_receipt("200", "10.0.0.5", NOW).is_ok(), "other networks are not held up");
    }

    #[test]
    fn right_passwords_cost_nothing() {
        let throttle = Throttle::default();
        for i in 0..200 {
            let name = format!("name{i}");
            throttle.begin_sign_in(&name, "10.0.0.5", NOW).unwrap();
            throttle.right_sign_in(&name, "10.0.0.5", NOW);
        }
    }
}
