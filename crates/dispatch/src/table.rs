//! A board from a table of units, as the command line takes it.
//!
//! Columns `unit,lon,lat,profile`; optional `status,skills,crew,fix_age_seconds`. Skills are words separated by
//! spaces. Ids are the places of the call signs in alphabetical order, so that units that tie go by call sign.

use std::collections::HashMap;
use std::io::Read;

use chrono::{DateTime, TimeDelta, Utc};
use csv::ByteRecord;
use kaimen_domain::id::{StationId, UnitId};
use kaimen_domain::unit::{DutyStatus, Skills};
use kaimen_roads::{Coordinate, Profile, RoadMap};
use serde::Serialize;
use uuid::Uuid;

use crate::{Board, Fix, Unit};

/// Most units in one table.
pub const MOST_UNITS: usize = 100_000;
/// Most bytes in one table.
pub const MOST_BYTES: u64 = 32 << 20;
/// Most characters of a call sign.
pub const MOST_NAME: usize = 80;

/// A row that was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reject {
    /// Line counted from 1.
    pub line: u64,
    /// Why.
    pub reason: String,
}

/// Why a table cannot be used at all.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// Reading failed.
    #[error("the table of units cannot be read ({0}): save it as CSV")]
    Csv(#[from] csv::Error),
    /// A column is missing.
    #[error("the table of units has no column {0:?}: add it to the first line")]
    Column(&'static str),
    /// Too many rows.
    #[error("the table has more than {MOST_UNITS} units: split it")]
    TooMany,
    /// Too many bytes.
    #[error("the table is larger than {} MiB: split it", MOST_BYTES >> 20)]
    TooLarge,
}

/// A board and the rows left out.
#[derive(Debug)]
pub struct UnitTable {
    /// The units.
    pub board: Board,
    /// Rows left out, in order of lines.
    pub rejects: Vec<Reject>,
}

/// Reads a table of units; fixes are `fix_age_seconds` (default 0) older than `now`.
///
/// # Errors
/// Where the table cannot be read, lacks a column or is too large. Bad rows are rejects, not errors.
pub fn read_units(reader: impl Read, map: &RoadMap, now: DateTime<Utc>) -> Result<UnitTable, TableError> {
    let (units, rejects) = parse(reader, now)?;
    let mut board = Board::new(map);
    for unit in units {
        board.insert(unit, map);
    }
    Ok(UnitTable { board, rejects })
}

/// Units in order of call signs, with ids 1, 2, …, and the rows left out.
fn parse(reader: impl Read, now: DateTime<Utc>) -> Result<(Vec<Unit>, Vec<Reject>), TableError> {
    let mut table =
        csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(reader.take(MOST_BYTES + 1));
    let columns = Columns::find(table.byte_headers()?)?;
    let (mut units, mut rejects) = (Vec::new(), Vec::new());
    let mut lines: HashMap<String, u64> = HashMap::new();
    let mut row = ByteRecord::new();
    let mut rows = 0;
    while table.read_byte_record(&mut row)? {
        rows += 1;
        if rows > MOST_UNITS {
            return Err(TableError::TooMany);
        }
        let line = row.position().map_or(0, csv::Position::line);
        let unit = columns.unit(&row, now).and_then(|unit| match lines.get(&unit.call_sign) {
            Some(first) => Err(format!("unit {:?} is already on line {first}", unit.call_sign)),
            None => Ok(unit),
        });
        match unit {
            Ok(unit) => {
                lines.insert(unit.call_sign.clone(), line);
                units.push(unit);
            }
            Err(reason) => rejects.push(Reject { line, reason }),
        }
    }
    if table.position().byte() > MOST_BYTES {
        return Err(TableError::TooLarge);
    }
    units.sort_unstable_by(|a, b| a.call_sign.cmp(&b.call_sign));
    for (at, unit) in units.iter_mut().enumerate() {
        unit.id = UnitId(Uuid::from_u128(at as u128 + 1));
    }
    Ok((units, rejects))
}

/// Where the columns are.
struct Columns {
    unit: usize,
    lon: usize,
    lat: usize,
    profile: usize,
    status: Option<usize>,
    skills: Option<usize>,
    crew: Option<usize>,
    age: Option<usize>,
}

impl Columns {
    fn find(headers: &ByteRecord) -> Result<Self, TableError> {
        let find = |name: &str| {
            headers.iter().position(|header| {
                header.strip_prefix(b"\xef\xbb\xbf").unwrap_or(header).eq_ignore_ascii_case(name.as_bytes())
            })
        };
        let need = |name: &'static str| find(name).ok_or(TableError::Column(name));
        Ok(Self {
            unit: need("unit")?,
            lon: need("lon")?,
            lat: need("lat")?,
            profile: need("profile")?,
            status: find("status"),
            skills: find("skills"),
            crew: find("crew"),
            age: find("fix_age_seconds"),
        })
    }

    fn unit(&self, row: &ByteRecord, now: DateTime<Utc>) -> Result<Unit, String> {
        let call_sign = text(row, Some(self.unit), "unit")?.ok_or("the unit has no name")?;
        if call_sign.chars().count() > MOST_NAME || call_sign.chars().any(char::is_control) {
            return Err(format!(
                "the name of the unit is longer than {MOST_NAME} characters or has control characters"
            ));
        }
        let lon: f64 = number(row, Some(self.lon), "lon")?.ok_or("lon is empty")?;
        let lat: f64 = number(row, Some(self.lat), "lat")?.ok_or("lat is empty")?;
        let at =
            Coordinate::new(lon, lat).ok_or("lon and lat are no place: give degrees, -180 to 180 and -90 to 90")?;
        let profile: Profile =
            number(row, Some(self.profile), "profile")?.ok_or("profile is empty: use car, ebike or foot")?;
        let status = number(row, self.status, "status")?.unwrap_or(DutyStatus::Available);
        let skills = number(row, self.skills, "skills")?.unwrap_or(Skills::NONE);
        let crew = number(row, self.crew, "crew")?.unwrap_or(1);
        let age: u32 = number(row, self.age, "fix_age_seconds")?.unwrap_or(0);
        Ok(Unit {
            id: UnitId(Uuid::nil()),
            name: call_sign.to_owned(),
            call_sign: call_sign.to_owned(),
            station: StationId(Uuid::nil()),
            area: None,
            profile,
            skills,
            crew,
            officers: Vec::new(),
            status,
            fix: Some(Fix { at, time: now - TimeDelta::seconds(i64::from(age)), position: None }),
            last_call_ended: None,
            calls_this_shift: 0,
            on_duty_since: None,
        })
    }
}

/// A field as text; `None` where the column or the value is missing.
fn text<'a>(row: &'a ByteRecord, column: Option<usize>, name: &str) -> Result<Option<&'a str>, String> {
    let Some(field) = column.and_then(|column| row.get(column)) else { return Ok(None) };
    let field = std::str::from_utf8(field).map_err(|_| format!("{name} is not UTF-8"))?;
    Ok(Some(field).filter(|field| !field.is_empty()))
}

/// A field as a number or word.
fn number<T: std::str::FromStr>(row: &ByteRecord, column: Option<usize>, name: &str) -> Result<Option<T>, String>
where
    T::Err: std::fmt::Display,
{
    let Some(field) = text(row, column, name)? else { return Ok(None) };
    let shown = || field.chars().take(40).collect::<String>();
    field.parse().map(Some).map_err(|error| format!("{name} {:?}: {error}", shown()))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use kaimen_domain::unit::Skill;
    use rand::rngs::StdRng;
    use rand::{RngExt, SeedableRng};

    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    #[test]
    fn good_rows_become_units_in_order_of_call_signs() {
        let table = "\u{feff}unit,lon,lat,profile,status,skills,crew,fix_age_seconds\n\
                     B2,120.3,31.9,car,available,english first_aid,2,30\n\
                     A1,120.4,31.8,foot,,,,\n";
        let (units, rejects) = parse(table.as_bytes(), now()).unwrap();
        assert_eq!(rejects, []);
        assert_eq!(units.iter().map(|unit| unit.call_sign.as_str()).collect::<Vec<_>>(), ["A1", "B2"]);
        assert!(units[0].id < units[1].id);
        assert_eq!((units[0].crew, units[0].profile, units[0].status), (1, Profile::Foot, DutyStatus::Available));
        assert_eq!(units[1].skills, Skills::NONE.with(Skill::English).with(Skill::FirstAid));
        assert_eq!((now() - units[1].fix.unwrap().time).num_seconds(), 30);
    }

    #[test]
    fn bad_rows_are_named_by_line_and_reason() {
        let table = b"unit,lon,lat,profile,crew\nA,1,2,car,1\nA,1,2,car,1\nB,200,2,car,1\nC,1,2,boat,1\n,1,2,car,1\nD,x,2,car,1\nE,1,2,car,300\n\xff,1,2,car,1\nF,1\n";
        let (units, rejects) = parse(&table[..], now()).unwrap();
        assert_eq!(units.len(), 1);
        assert_eq!(rejects.iter().map(|reject| reject.line).collect::<Vec<_>>(), [3, 4, 5, 6, 7, 8, 9, 10]);
        assert_eq!(rejects[0].reason, "unit \"A\" is already on line 2");
        assert!(rejects[2].reason.contains("use car, ebike or foot"), "{}", rejects[2].reason);
        assert_eq!(rejects[6].reason, "unit is not UTF-8");
    }

    #[test]
    fn a_missing_column_is_an_error() {
        assert!(matches!(parse(&b"unit,lon,profile\n"[..], now()), Err(TableError::Column("lat"))));
        assert!(matches!(parse(&b""[..], now()), Err(TableError::Column("unit"))));
    }

    #[test]
    fn too_large_a_table_is_an_error() {
        let endless = std::io::repeat(b'a');
        let header = &b"unit,lon,lat,profile\n\""[..];
        assert!(matches!(parse(header.chain(endless), now()), Err(TableError::TooLarge)));
    }

    #[test]
    fn no_bytes_make_it_panic() {
        let mut random = StdRng::seed_from_u64(7);
        let pieces: [&[u8]; 12] =
            [b",", b"\n", b"\"", b"car", b"1e999", b"NaN", b"-", b"\xff\xfe", b"A", b"\r", b"120.3", b"31.9"];
        for _ in 0..3_000 {
            let mut table = b"unit,lon,lat,profile,status,skills,crew,fix_age_seconds\n".to_vec();
            for _ in 0..random.random_range(0..60) {
                if random.random_bool(0.8) {
                    table.extend_from_slice(pieces[random.random_range(0..pieces.len())]);
                } else {
                    table.push(random.random());
                }
            }
            if let Ok((units, rejects)) = parse(table.as_slice(), now()) {
                assert!(units.len() + rejects.len() <= table.len());
                assert!(units.iter().all(|unit| unit.fix.is_some_and(|fix| fix.at.lon.is_finite())));
            }
        }
    }
}
