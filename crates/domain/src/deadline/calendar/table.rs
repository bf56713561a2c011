//! The notice of a year as a table, as a bureau loads it: columns `date` (`2027-02-05`) and `day` (`off` or `work`).

use chrono::{Datelike, NaiveDate, Weekday};
use csv::StringRecord;

use super::{Notice, OPEN_FROM};

/// Largest table, in bytes.
pub const MOST: usize = 64 << 10;
/// Most rows; the longest year so far had 41.
const ROWS: usize = 120;
/// Days off that the law gives at least (全国年节及纪念日放假办法, 11 before 2025 and 13 since).
const LEAST: usize = 11;
/// Longest number of a notice, in characters.
const NUMBER: usize = 100;

/// A row, or the table as a whole (line 0), that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Line, counted from 1 with the header.
    pub line: u64,
    /// Why.
    pub reason: String,
}

/// Reads the notice number `number` for `year`. All rows are taken, or none.
///
/// # Errors
/// Every row that is wrong, with its line.
pub fn read(year: i32, number: &str, bytes: &[u8]) -> Result<Notice, Vec<Wrong>> {
    let whole = |reason: &str| vec![Wrong { line: 0, reason: reason.to_owned() }];
    let number = number.trim();
    if number.is_empty() || number.chars().count() > NUMBER || number.chars().any(char::is_control) {
        return Err(whole("name the notice, such as 国办发明电〔2025〕7号, in 100 characters at most"));
    }
    if !(1950..=2999).contains(&year) {
        return Err(whole("name a year from 1950 to 2999"));
    }
    if bytes.len() > MOST {
        return Err(whole("larger than 64 KiB: a year needs some forty lines"));
    }
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(bytes);
    let header = reader.headers().map_err(|_| whole("not UTF-8: save it as CSV in UTF-8"))?;
    let find = |name: &str| header.iter().position(|field| field.trim_start_matches('\u{feff}') == name);
    let (Some(date), Some(kind)) = (find("date"), find("day")) else {
        return Err(whole("the first line is date,day"));
    };
    let (mut days, mut wrong): (Vec<(NaiveDate, bool)>, Vec<Wrong>) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let line = match &record {
            Ok(record) => record.position().map_or(0, csv::Position::line),
            Err(error) => error.position().map_or(0, csv::Position::line),
        };
        if days.len() + wrong.len() == ROWS {
            wrong.push(Wrong { line, reason: format!("more than {ROWS} rows: a year needs some forty") });
            break;
        }
        let row = record.map_err(|_| "not UTF-8, or broken".to_owned());
        match row.and_then(|record| row_of(year, &record, date, kind)) {
            Ok((day, _)) if days.iter().any(|(other, _)| *other == day) => {
                wrong.push(Wrong { line, reason: format!("{day} stands there twice") });
            }
            Ok(row) => days.push(row),
            Err(reason) => wrong.push(Wrong { line, reason }),
        }
    }
    let off = days.iter().filter(|(day, worked)| !worked && day.year() == year).count();
    if wrong.is_empty() && off < LEAST {
        wrong.extend(whole(&format!("only {off} days off in {year}: the law gives more, so rows are missing")));
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    days.sort_unstable();
    Ok(Notice { year, number: number.to_owned(), days })
}

fn row_of(year: i32, record: &StringRecord, date: usize, kind: usize) -> Result<(NaiveDate, bool), String> {
    let text = record.get(date).unwrap_or_default();
    // The parser also takes shorter forms, in which a slip of the finger is easily another day.
    let day = Some(text).filter(|text| text.len() == 10).and_then(|text| text.parse::<NaiveDate>().ok());
    let day = day.ok_or_else(|| format!("{text:?} is no date: write it like 2027-02-05"))?;
    let late = day.year() == year - 1 && day.month() == 12 && day.day() >= OPEN_FROM;
    if day.year() != year && !late {
        return Err(format!("{day} is not in {year} or in the last days of the year before"));
    }
    let worked = match record.get(kind).unwrap_or_default() {
        "off" => false,
        "work" => true,
        other => return Err(format!("{other:?} is neither off nor work")),
    };
    if worked && !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
        return Err(format!("{day} is no Saturday or Sunday, so it is worked anyway"));
    }
    Ok((day, worked))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &str) -> Result<Notice, Vec<Wrong>> {
        let off: String = (1..=11).map(|day| format!("2027-02-{day:02},off\n")).collect();
        read(2027, "国办发明电〔2026〕1号", format!("date,day\n{off}{rows}").as_bytes())
    }

    #[test]
    fn a_year_is_read_in_any_order_with_the_end_of_the_year_before() {
        let notice = table("2027-01-31,work\r\n2026-12-31,off\n").unwrap();
        assert_eq!((notice.year, notice.number.as_str()), (2027, "国办发明电〔2026〕1号"));
        assert_eq!(notice.days[0], ("2026-12-31".parse().unwrap(), false));
        assert_eq!(notice.days[1], ("2027-01-31".parse().unwrap(), true));
        assert_eq!(notice.days.len(), 13);
    }

    #[test]
    fn every_wrong_row_is_named_with_its_line() {
        let wrong =
            table("2027-02-30,off\n2027-3-1,off\n2028-01-01,off\n2027-03-01,work\n2027-02-03,off\n2027-03-06,rest\n")
                .unwrap_err();
        let lines: Vec<u64> = wrong.iter().map(|wrong| wrong.line).collect();
        assert_eq!(lines, [13, 14, 15, 16, 17, 18], "{wrong:?}");
        let all = wrong.iter().map(|wrong| wrong.reason.as_str()).collect::<Vec<_>>().join("; ");
        for part in ["is no date", "not in 2027", "worked anyway", "twice", "neither off nor work"] {
            assert!(all.contains(part), "{part}: {all}");
        }
    }

    #[test]
    fn half_a_year_a_wrong_header_and_too_much_are_refused_whole() {
        let half = read(2027, "x", b"date,day\n2027-01-01,off\n").unwrap_err();
        assert!(half[0].reason.contains("only 1 days off"), "{half:?}");
        assert!(read(2027, "x", b"day,off\n").unwrap_err()[0].reason.contains("first line"));
        assert!(read(2027, " ", b"").unwrap_err()[0].reason.contains("name the notice"));
        assert!(read(2027, "x", &vec![b'x'; MOST + 1]).unwrap_err()[0].reason.contains("64 KiB"));
        assert!(read(2027, "x", b"date,day\n\xff,off\n").is_err());
        let many: String = (0..200).map(|_| "2027-01-01,off\n").collect();
        let many = read(2027, "x", format!("date,day\n{many}").as_bytes()).unwrap_err();
        assert!(many.last().unwrap().reason.contains("more than 120 rows"));
    }
}
