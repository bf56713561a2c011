//! Numbers of calls: the day in the time of the bureau and a count.

use chrono::{DateTime, FixedOffset, Utc};
use kaimen_store::Change;

use crate::error::Error;

/// The time in the zone of the bureau: China has one, eight hours east, without summer time.
#[must_use]
pub fn local(now: DateTime<Utc>) -> DateTime<FixedOffset> {
    match FixedOffset::east_opt(8 * 3600) {
        Some(zone) => now.with_timezone(&zone),
        None => now.fixed_offset(),
    }
}

/// The next number of the day, such as `20110122-00042`.
pub(crate) async fn next(context: &Change<'_>, now: DateTime<Utc>) -> Result<String, Error> {
    let day = local(now).format("%Y%m%d-").to_string();
    let last = kaimen_store::call::last_number_of_day(context.tx(), &day).await?;
    let count = last.and_then(|number| number.strip_prefix(&day)?.parse::<u32>().ok()).unwrap_or(0);
    Ok(format!("{day}{:05}", count + 1))
}
