//! Reading the options of `kaimen simulate`.

use kaimen_roads::Profile;
use kaimen_sim::simulate::{Rules, Travel};

/// `湖塘派出所=20`.
pub(super) fn station(text: &str) -> Result<(String, usize), String> {
    let (name, number) = text.rsplit_once('=').ok_or("write it as NAME=N, such as 湖塘派出所=20")?;
    let units = number.parse().ok().filter(|units| *units <= 5_000).ok_or("the number of units is 0 to 5000")?;
    Ok((name.to_owned(), units))
}

pub(super) fn travel(word: &str) -> Result<Travel, String> {
    if word == "mixed" {
        return Ok(Travel::Mixed);
    }
    word.parse::<Profile>().map(Travel::All).map_err(|_| "write car, ebike, foot or mixed".to_owned())
}

/// `10-16`.
pub(super) fn minutes(text: &str) -> Result<(f64, f64), String> {
    let wrong = "write the shortest and the longest in minutes, such as 10-16";
    let (low, high) = text.split_once('-').ok_or(wrong)?;
    let minutes = |text: &str| text.trim().parse::<f64>().ok().filter(|minutes| (0.0..=1_440.0).contains(minutes));
    match (minutes(low), minutes(high)) {
        (Some(low), Some(high)) if low <= high && high > 0.0 => Ok((low, high)),
        _ => Err(wrong.to_owned()),
    }
}

pub(super) fn policy(word: &str) -> Result<Rules, String> {
    Rules::named(word).ok_or_else(|| {
        let known: Vec<&str> = Rules::all().iter().map(|rules| rules.name).collect();
        format!("write one or more of {}", known.join(", "))
    })
}
