//! Public holidays and make-up working days, year by year, from the notices of the State Council
//! (国务院办公厅关于部分节假日安排的通知). A year whose notice is not loaded is refused, never guessed.

mod notices;
pub mod table;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate, Weekday};

/// The days of one notice that differ from the week, or that it names as holidays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The year it is for.
    pub year: i32,
    /// Its number, such as `国办发明电〔2010〕40号`.
    pub number: String,
    /// Days with whether they are worked, in order. The last days of the year before may be among them.
    pub days: Vec<(NaiveDate, bool)>,
}

/// Days whose nature depends on a notice that is not loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the public holidays of {year} are not loaded: when the State Council has published them, load them with \
     kaimen calendar import"
)]
pub struct UnknownYear {
    /// The year whose notice is missing.
    pub year: i32,
}

/// First day of December that the next year's notice may still change; the earliest that ever was is the 29th.
const OPEN_FROM: u32 = 26;

static SHIPPED: LazyLock<Calendar> =
    LazyLock::new(|| Calendar { notices: notices::all().into_iter().map(|notice| (notice.year, notice)).collect() });

/// Working days of the years that are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    notices: BTreeMap<i32, Notice>,
}

impl Calendar {
    /// The years that come with kaimen.
    #[must_use]
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// The years that come with kaimen, and those that a bureau loaded, which go first.
    #[must_use]
    pub fn with(loaded: Vec<Notice>) -> Self {
        let mut calendar = Self::shipped().clone();
        for notice in loaded {
            calendar.notices.insert(notice.year, notice);
        }
        calendar
    }

    /// Years in order.
    pub fn years(&self) -> impl Iterator<Item = i32> + '_ {
        self.notices.keys().copied()
    }

    /// The notice for a year.
    #[must_use]
    pub fn notice(&self, year: i32) -> Option<&Notice> {
        self.notices.get(&year)
    }

    /// Whether a day is worked.
    ///
    /// # Errors
    /// [`UnknownYear`]; also for the last days of December while the next year's notice, which may change them, is not
    /// loaded.
    pub fn is_worked(&self, day: NaiveDate) -> Result<bool, UnknownYear> {
        let year = day.year();
        let own = self.notices.get(&year).ok_or(UnknownYear { year })?;
        let open = day.month() == 12 && day.day() >= OPEN_FROM;
        let next = self.notices.get(&(year + 1));
        if open && next.is_none() {
            return Err(UnknownYear { year: year + 1 });
        }
        let said =
            |notice: &Notice| notice.days.binary_search_by_key(&day, |(day, _)| *day).ok().map(|at| notice.days[at].1);
        let said = next.filter(|_| open).and_then(said).or_else(|| said(own));
        Ok(said.unwrap_or(!matches!(day.weekday(), Weekday::Sat | Weekday::Sun)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn every_shipped_notice_is_of_its_year_in_order_and_says_something() {
        let years: Vec<i32> = Calendar::shipped().years().collect();
        assert_eq!(years, (2008..=2026).collect::<Vec<_>>());
        for year in years {
            let notice = Calendar::shipped().notice(year).unwrap();
            assert!(notice.number.contains(&format!("〔{}〕", year - 1)), "{}", notice.number);
            assert!(notice.days.windows(2).all(|pair| pair[0].0 < pair[1].0), "{year}");
            let late = |day: &NaiveDate| day.year() == year - 1 && day.month() == 12 && day.day() >= OPEN_FROM;
            assert!(notice.days.iter().all(|(day, _)| day.year() == year || late(day)), "{year}");
            // Eleven days by the law of 2007 and 2013, thirteen since 2025.
            let off = notice.days.iter().filter(|(_, worked)| !worked).count();
            assert!(off >= if year >= 2025 { 13 } else { 11 }, "{year}: {off}");
            for (day, worked) in &notice.days {
                assert!(!worked || matches!(day.weekday(), Weekday::Sat | Weekday::Sun), "{day} is worked anyway");
            }
        }
    }

    #[test]
    fn days_of_the_first_quarter_of_2011() {
        let calendar = Calendar::shipped();
        for (text, worked) in [
            ("2011-01-03", false),
            ("2011-01-22", false),
            ("2011-01-30", true),
            ("2011-02-02", false),
            ("2011-02-12", true),
            ("2011-03-16", true),
            ("2011-12-31", true),
        ] {
            assert_eq!(calendar.is_worked(day(text)), Ok(worked), "{text}");
        }
    }

    #[test]
    fn what_no_notice_has_settled_is_refused() {
        let calendar = Calendar::shipped();
        assert_eq!(calendar.is_worked(day("2007-12-31")), Err(UnknownYear { year: 2007 }));
        assert_eq!(calendar.is_worked(day("2026-12-25")), Ok(true));
        assert_eq!(calendar.is_worked(day("2026-12-26")), Err(UnknownYear { year: 2027 }));
        assert_eq!(calendar.is_worked(day("2027-01-04")), Err(UnknownYear { year: 2027 }));
    }

    #[test]
    fn a_loaded_notice_settles_its_year_and_the_end_of_the_one_before() {
        let days = vec![(day("2026-12-28"), false), (day("2027-01-01"), false)];
        let calendar = Calendar::with(vec![Notice { year: 2027, number: "x".into(), days }]);
        assert_eq!(calendar.is_worked(day("2026-12-28")), Ok(false));
        assert_eq!(calendar.is_worked(day("2026-12-29")), Ok(true));
        assert_eq!(calendar.is_worked(day("2027-01-01")), Ok(false));
        assert_eq!(calendar.is_worked(day("2027-12-27")), Err(UnknownYear { year: 2028 }));
    }
}
