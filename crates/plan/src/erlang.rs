//! Erlang's formulas: units that are all alike, calls at random, service times at random (M/M/N).
//!
//! A. K. Erlang, *Solution of some problems in the theory of probabilities* (1917). Load is offered in erlangs: calls an
//! hour times the hours that one takes. Times are in mean service times.

/// Most servers that are reckoned with: a second of computing.
pub const MOST_SERVERS: u32 = 100_000_000;

/// What can be wrong with a question.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum ErlangError {
    /// Without servers nothing is served.
    #[error("the number of servers is {0}, where 1 to {MOST_SERVERS} can be reckoned")]
    Servers(u32),
    /// A load, rate or share that is no number of its kind.
    #[error("{what} is {value}, where a number above 0 is needed")]
    NotPositive {
        /// What it is.
        what: &'static str,
        /// What was given.
        value: f64,
    },
    /// More comes in than can be served.
    #[error("{offered} erlangs for {servers} servers: the line grows for ever, and no mean wait exists")]
    Overloaded {
        /// Servers.
        servers: u32,
        /// Load in erlangs.
        offered: f64,
    },
}

fn positive(what: &'static str, value: f64) -> Result<f64, ErlangError> {
    if value.is_finite() && value > 0.0 { Ok(value) } else { Err(ErlangError::NotPositive { what, value }) }
}

fn question(servers: u32, offered: f64) -> Result<(), ErlangError> {
    if servers == 0 || servers > MOST_SERVERS {
        return Err(ErlangError::Servers(servers));
    }
    positive("the load", offered).map(|_| ())
}

/// Erlang B: the share of calls that find all servers busy and are lost.
///
/// By the recursion B(k) = a B(k-1) / (k + a B(k-1)), in which nothing is subtracted; factorials would overflow at 171.
///
/// # Errors
/// No servers, too many, or a load that is not above 0.
pub fn lost(servers: u32, offered: f64) -> Result<f64, ErlangError> {
    question(servers, offered)?;
    Ok((1..=servers).fold(1.0, |lost, server| {
        let kept = offered * lost;
        kept / (f64::from(server) + kept)
    }))
}

/// Erlang C and what follows from it: nobody is lost, all wait their turn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Waiting {
    /// Share of calls that wait.
    pub share: f64,
    /// Mean number in line.
    pub line: f64,
    /// Mean wait of all calls, in mean service times.
    pub wait: f64,
}

/// Waiting in line, first come first served.
///
/// # Errors
/// As [`lost()`], and a load that the servers cannot carry.
pub fn waiting(servers: u32, offered: f64) -> Result<Waiting, ErlangError> {
    let lost = lost(servers, offered)?;
    let all = f64::from(servers);
    if offered >= all {
        return Err(ErlangError::Overloaded { servers, offered });
    }
    let spare = all - offered;
    let share = all * lost / (spare + offered * lost);
    Ok(Waiting { share, line: share * offered / spare, wait: share / spare })
}

/// Mean waits by urgency, most urgent first: a free server takes the most urgent call in line, and nobody who is being
/// served is left (A. Cobham, *Priority assignment in waiting line problems*, 1954). `rates` are calls a time unit,
/// `service_rate` is calls that one server completes in it; waits are in that time unit.
///
/// # Errors
/// As [`waiting()`].
pub fn waits_by_urgency(servers: u32, rates: &[f64], service_rate: f64) -> Result<Vec<f64>, ErlangError> {
    positive("the service rate", service_rate)?;
    for rate in rates {
        positive("a rate", *rate)?;
    }
    let share = waiting(servers, rates.iter().sum::<f64>() / service_rate)?.share;
    let capacity = f64::from(servers) * service_rate;
    let (mut before, mut waits) = (0.0, Vec::with_capacity(rates.len()));
    for rate in rates {
        let with = before + rate / capacity;
        waits.push(share / capacity / ((1.0 - before) * (1.0 - with)));
        before = with;
    }
    Ok(waits)
}
