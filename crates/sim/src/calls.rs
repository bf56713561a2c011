//! Reading recorded calls.
//!
//! Columns `call_id,call_time,lon,lat`, optional `call_type`; others are ignored. Times are `2016-03-31T17:38:00`, with
//! or without zone; without one they are taken as UTC, which only shifts the hours of the report.

use std::cell::Cell;
use std::collections::{BTreeMap, HashSet};
use std::io::{self, BufReader, Read};
use std::rc::Rc;

use chrono::{DateTime, NaiveDateTime, Utc};
use csv::ByteRecord;
use kaimen_roads::Coordinate;
use serde::Serialize;

/// Most rows of one record.
pub const MOST_ROWS: u64 = 5_000_000;
/// Most bytes of one row.
pub const MOST_ROW_BYTES: usize = 8_192;
/// Most bytes that may pass without a row ending: more is no record, or a packed file made to fill the memory.
const MOST_READ_AHEAD: usize = 1 << 20;
/// Most rejects kept with line and id; later ones are only counted.
pub const MOST_REJECTS: usize = 100_000;

/// A recorded call.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// As in the record.
    pub id: String,
    /// When it came in.
    pub time: DateTime<Utc>,
    /// Type as in the record.
    pub call_type: String,
    /// Where.
    pub at: Coordinate,
    /// Line of the record counted from 1.
    pub line: u64,
}

/// Why a call was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RejectReason {
    /// The row has too few fields, is too long or not UTF-8.
    Row,
    /// The time is not a time.
    BadTime,
    /// The place is not a place.
    BadCoordinates,
    /// An earlier row has the same id.
    DuplicateId,
    /// Too far from any road of the map.
    OffMap,
    /// No road leads from any unit to it.
    NoRoad,
}

impl RejectReason {
    /// The word used in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Row => "row",
            Self::BadTime => "bad_time",
            Self::BadCoordinates => "bad_coordinates",
            Self::DuplicateId => "duplicate_id",
            Self::OffMap => "off_map",
            Self::NoRoad => "no_road",
        }
    }
}

/// A call left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reject {
    /// Line of the record counted from 1.
    pub line: u64,
    /// Id as far as it could be read.
    pub id: String,
    /// Why.
    pub reason: RejectReason,
}

/// Why the record cannot be used at all.
#[derive(Debug, thiserror::Error)]
pub enum CallsError {
    /// Reading or unpacking failed.
    #[error("the record of calls cannot be read ({0}): check that the file is whole, CSV or gzipped CSV")]
    Read(#[from] csv::Error),
    /// Reading failed.
    #[error("the record of calls cannot be read ({0}): check that the file exists and may be read")]
    Open(#[from] io::Error),
    /// A column is missing.
    #[error("the record of calls has no column {0:?}: add it to the first line")]
    Column(&'static str),
    /// Too many rows.
    #[error("the record of calls has more than {MOST_ROWS} rows: split it")]
    TooLarge,
}

/// What reading gives.
#[derive(Debug, Default)]
pub struct Calls {
    /// Good calls in order of time, then id.
    pub calls: Vec<Call>,
    /// Rows left out, in order of lines, at most [`MOST_REJECTS`].
    pub rejects: Vec<Reject>,
    /// Rows left out by reason.
    pub rejected: BTreeMap<&'static str, u64>,
    /// Rows in all.
    pub rows: u64,
}

impl Calls {
    /// Notes a call that is left out.
    pub(crate) fn reject(&mut self, line: u64, id: &str, reason: RejectReason) {
        *self.rejected.entry(reason.word()).or_default() += 1;
        if self.rejects.len() < MOST_REJECTS {
            self.rejects.push(Reject { line, id: id.chars().take(64).collect(), reason });
        }
    }
}

/// Stops a row that never ends.
struct Watched<R> {
    inner: R,
    since_row: Rc<Cell<usize>>,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let got = self.inner.read(into)?;
        self.since_row.set(self.since_row.get() + got);
        if self.since_row.get() > MOST_READ_AHEAD {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a row does not end"));
        }
        Ok(got)
    }
}

/// Reads a record, plain or gzipped (told by the first two bytes).
///
/// # Errors
/// Where it cannot be read, lacks a column or is too large. Bad rows are rejects, not errors.
pub fn read(reader: impl Read) -> Result<Calls, CallsError> {
    let mut reader = BufReader::new(reader);
    let mut start = [0_u8; 2];
    let mut got = 0;
    while got < 2 {
        match reader.read(&mut start[got..])? {
            0 => break,
            more => got += more,
        }
    }
    let whole = io::Cursor::new(start).take(got as u64).chain(reader);
    if start == [0x1f, 0x8b] { rows(flate2::read::MultiGzDecoder::new(whole)) } else { rows(whole) }
}

fn rows(reader: impl Read) -> Result<Calls, CallsError> {
    let since_row = Rc::new(Cell::new(0));
    let reader = Watched { inner: reader, since_row: Rc::clone(&since_row) };
    let mut table = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(reader);
    let columns = Columns::find(table.byte_headers()?)?;
    let mut found = Calls::default();
    let mut ids = HashSet::new();
    let mut row = ByteRecord::new();
    while table.read_byte_record(&mut row)? {
        since_row.set(0);
        found.rows += 1;
        if found.rows > MOST_ROWS {
            return Err(CallsError::TooLarge);
        }
        let line = row.position().map_or(0, csv::Position::line);
        let call = columns
            .call(&row, line)
            .and_then(|call| if ids.insert(call.id.clone()) { Ok(call) } else { Err(RejectReason::DuplicateId) });
        match call {
            Ok(call) => found.calls.push(call),
            Err(reason) => {
                let id = row.get(columns.id).map(String::from_utf8_lossy).unwrap_or_default();
                found.reject(line, &id, reason);
            }
        }
    }
    found.calls.sort_by(|a, b| (a.time, &a.id).cmp(&(b.time, &b.id)));
    Ok(found)
}

/// Where the columns are.
struct Columns {
    id: usize,
    time: usize,
    call_type: Option<usize>,
    lon: usize,
    lat: usize,
}

impl Columns {
    fn find(headers: &ByteRecord) -> Result<Self, CallsError> {
        let find = |name: &str| {
            headers.iter().position(|header| header.strip_prefix(b"\xef\xbb\xbf").unwrap_or(header) == name.as_bytes())
        };
        let need = |name: &'static str| find(name).ok_or(CallsError::Column(name));
        Ok(Self {
            id: need("call_id")?,
            time: need("call_time")?,
            call_type: find("call_type"),
            lon: need("lon")?,
            lat: need("lat")?,
        })
    }

    fn call(&self, row: &ByteRecord, line: u64) -> Result<Call, RejectReason> {
        if row.as_slice().len() > MOST_ROW_BYTES {
            return Err(RejectReason::Row);
        }
        let field =
            |column: usize| row.get(column).and_then(|field| std::str::from_utf8(field).ok()).ok_or(RejectReason::Row);
        let id = field(self.id)?;
        if id.is_empty() {
            return Err(RejectReason::Row);
        }
        let time = time(field(self.time)?).ok_or(RejectReason::BadTime)?;
        let degrees = |text: &str| text.parse::<f64>().map_err(|_| RejectReason::BadCoordinates);
        let (lon, lat) = (degrees(field(self.lon)?)?, degrees(field(self.lat)?)?);
        let at = Coordinate::new(lon, lat).ok_or(RejectReason::BadCoordinates)?;
        let call_type = self.call_type.map_or(Ok(""), field)?;
        Ok(Call { id: id.to_owned(), time, call_type: call_type.to_owned(), at, line })
    }
}

/// A time with or without zone, between the years 1970 and 2200.
fn time(text: &str) -> Option<DateTime<Utc>> {
    let zoned = DateTime::parse_from_rfc3339(text).map(|time| time.to_utc());
    let time =
        zoned.or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").map(|time| time.and_utc()));
    time.ok().filter(|time| (0..7_258_118_400).contains(&time.timestamp()))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use rand::rngs::StdRng;
    use rand::{RngExt, SeedableRng};

    use super::*;

    const RECORD: &str = "call_id,call_time,call_type,lon,lat\n\
        b,2020-01-01T00:00:05,Noise,1,2\n\
        a,2020-01-01T00:00:05,Noise,1,2\n\
        a,2020-01-02T00:00:05,Noise,1,2\n\
        c,yesterday,Noise,1,2\n\
        d,2020-01-01T00:00:00,Noise,1,NaN\n\
        e,2020-01-01T00:00:00,Noise,181,2\n\
        f,2020-01-01T00:00:00\n\
        g,2019-01-01T08:00:00+08:00,,1,2\n";

    #[test]
    fn calls_are_in_order_of_time_and_bad_rows_have_a_line_and_a_reason() {
        let found = read(RECORD.as_bytes()).unwrap();
        assert_eq!(found.calls.iter().map(|call| call.id.as_str()).collect::<Vec<_>>(), ["g", "a", "b"]);
        let rejects: Vec<_> = found.rejects.iter().map(|reject| (reject.line, reject.reason)).collect();
        use RejectReason::{BadCoordinates, BadTime, DuplicateId, Row};
        assert_eq!(rejects, [(4, DuplicateId), (5, BadTime), (6, BadCoordinates), (7, BadCoordinates), (8, Row)]);
        assert_eq!(found.rows, 8);
    }

    #[test]
    fn gzip_is_known_by_its_first_bytes_and_a_cut_file_is_an_error() {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(RECORD.as_bytes()).unwrap();
        let packed = packed.finish().unwrap();
        assert_eq!(read(packed.as_slice()).unwrap().calls, read(RECORD.as_bytes()).unwrap().calls);
        assert!(read(&packed[..packed.len() - 12]).is_err());
    }

    #[test]
    fn a_record_without_a_column_is_an_error() {
        assert!(matches!(read(&b"call_id,lon,lat\n"[..]), Err(CallsError::Column("call_time"))));
        assert!(matches!(read(&b""[..]), Err(CallsError::Column("call_id"))));
    }

    #[test]
    fn a_row_that_never_ends_is_an_error() {
        let endless = b"call_id,call_time,lon,lat\n\"".chain(io::repeat(b'a'));
        assert!(read(endless).is_err());
    }

    #[test]
    fn no_bytes_make_it_panic() {
        let mut random = StdRng::seed_from_u64(11);
        for _ in 0..2_000 {
            let mut bytes = RECORD.as_bytes().to_vec();
            for _ in 0..random.random_range(1..20) {
                let at = random.random_range(0..bytes.len());
                bytes[at] = random.random();
            }
            if let Ok(found) = read(bytes.as_slice()) {
                assert_eq!(found.rows as usize, found.calls.len() + found.rejects.len());
            }
        }
    }
}
