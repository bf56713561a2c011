//! Any bytes as the table of a year; what is taken must settle every day of the year up to the open end of December.
#![no_main]

use chrono::{Datelike, Days, NaiveDate};
use kaimen_domain::deadline::calendar::{Calendar, table};
use libfuzzer_sys::fuzz_target;

const HEADER: &[u8] = b"date,day\n";

fn settles(bytes: &[u8]) {
    let Ok(notice) = table::read(2027, "x", bytes) else { return };
    assert!(notice.days.windows(2).all(|pair| pair[0].0 < pair[1].0));
    let calendar = Calendar::with(vec![notice]);
    let mut day = NaiveDate::from_ymd_opt(2026, 12, 26).expect("a day");
    while day.year() < 2027 || day.ordinal() < 360 {
        assert!(calendar.is_worked(day).is_ok(), "{day}");
        day = day + Days::new(1);
    }
}

fuzz_target!(|bytes: &[u8]| {
    settles(bytes);
    // Behind a good header and enough days off, so that rows are reached.
    let mut table = HEADER.to_vec();
    for day in 1..=11 {
        table.extend(format!("2027-10-{day:02},off\n").bytes());
    }
    table.extend(bytes);
    settles(&table);
});
