//! The table of units: its columns and rows, each row checked by itself.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, bail};
use csv::ByteRecord;
use kaimen_domain::unit::Skills;
use kaimen_roads::Profile;

/// Largest table, in bytes.
const MOST: u64 = 32 << 20;
/// Longest call sign, in characters.
const LONGEST_CALL_SIGN: usize = 32;
/// Longest name, in characters.
const LONGEST_NAME: usize = 80;
const COLUMNS: &str = "call_sign,name,station,profile,crew";

/// A row that makes sense by itself.
pub(super) struct Row {
    pub(super) line: u64,
    pub(super) call_sign: String,
    pub(super) name: String,
    pub(super) station: String,
    pub(super) profile: Profile,
    pub(super) crew: u8,
    pub(super) skills: Skills,
}

/// A row that makes none.
pub(super) struct Wrong {
    pub(super) line: u64,
    pub(super) reason: String,
}

/// Reads the table.
pub(super) fn read(table: &Path) -> anyhow::Result<(Vec<Row>, Vec<Wrong>)> {
    let shown = table.display();
    let unread = || format!("cannot read {shown}; check that it is a file that exists and may be read");
    let mut bytes = Vec::new();
    let file = File::open(table).with_context(unread)?;
    file.take(MOST + 1).read_to_end(&mut bytes).with_context(unread)?;
    if bytes.len() as u64 > MOST {
        bail!("{shown} is larger than {} MiB: split it", MOST >> 20);
    }
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(bytes.as_slice());
    let columns = Columns::find(reader.byte_headers().with_context(unread)?).map_err(|why| {
        anyhow::anyhow!("{shown} {why}: the first line is {COLUMNS} and, where known, skills; save it as CSV in UTF-8")
    })?;
    let (mut rows, mut wrong) = (Vec::new(), Vec::new());
    let mut record = ByteRecord::new();
    let mut lines = Lines { bytes: &bytes, seen: 0, line: 1 };
    while reader.read_byte_record(&mut record).with_context(unread)? {
        let line = lines.at(record.position().map_or(0, csv::Position::byte));
        match columns.row(&record, line) {
            Ok(row) => rows.push(row),
            Err(reason) => wrong.push(Wrong { line, reason }),
        }
    }
    if rows.is_empty() && wrong.is_empty() {
        bail!("{shown} has no rows under its first line");
    }
    Ok((rows, wrong))
}

/// Counts lines. The reader of tables counts a row that follows an empty line or ends in CR LF one line too early.
struct Lines<'b> {
    bytes: &'b [u8],
    seen: usize,
    line: u64,
}

impl Lines<'_> {
    /// Line of the first byte at or after `byte` that is no line end; `byte` never goes back.
    fn at(&mut self, byte: u64) -> u64 {
        let from = (byte as usize).min(self.bytes.len());
        let blank = self.bytes[from..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let to = from + blank;
        self.line += self.bytes[self.seen..to].iter().filter(|byte| **byte == b'\n').count() as u64;
        self.seen = to;
        self.line
    }
}

/// Where the columns are.
struct Columns {
    call_sign: usize,
    name: usize,
    station: usize,
    profile: usize,
    crew: usize,
    skills: Option<usize>,
}

impl Columns {
    fn find(header: &ByteRecord) -> Result<Self, String> {
        let find = |name: &str| {
            let mut places = (0..header.len()).filter(|&at| header[at].eq_ignore_ascii_case(name.as_bytes()));
            let place = places.next();
            if places.next().is_some() { Err(format!("has the column {name:?} twice")) } else { Ok(place) }
        };
        let need = |name: &str| find(name)?.ok_or_else(|| format!("has no column {name:?}"));
        Ok(Self {
            call_sign: need("call_sign")?,
            name: need("name")?,
            station: need("station")?,
            profile: need("profile")?,
            crew: need("crew")?,
            skills: find("skills")?,
        })
    }

    fn row(&self, record: &ByteRecord, line: u64) -> Result<Row, String> {
        let call_sign = text(record, self.call_sign, "call_sign", LONGEST_CALL_SIGN)?;
        let skills = self.skills.filter(|&at| record.get(at).is_some_and(|field| !field.is_empty()));
        let skills = skills.map_or(Ok(""), |at| text(record, at, "skills", 1_000))?;
        let crew = text(record, self.crew, "crew", 20)?;
        Ok(Row {
            line,
            call_sign: call_sign.to_owned(),
            name: text(record, self.name, "name", LONGEST_NAME)?.to_owned(),
            station: text(record, self.station, "station", LONGEST_NAME)?.to_owned(),
            profile: text(record, self.profile, "profile", 20)?.parse().map_err(|error| format!("{error}"))?,
            crew: crew
                .parse()
                .ok()
                .filter(|crew| (1..=20).contains(crew))
                .ok_or_else(|| format!("crew is {crew:?}: give 1 to 20 officers"))?,
            skills: skills.parse().map_err(|error| format!("{error}"))?,
        })
    }
}

fn text<'r>(record: &'r ByteRecord, at: usize, name: &str, longest: usize) -> Result<&'r str, String> {
    let field = record.get(at).ok_or_else(|| format!("{name} is missing: the row has too few fields"))?;
    let field = std::str::from_utf8(field).map_err(|_| format!("{name} is not UTF-8: save the table as UTF-8"))?;
    if field.is_empty() {
        return Err(format!("{name} is empty"));
    }
    if field.chars().count() > longest || field.chars().any(char::is_control) {
        return Err(format!("{name} is longer than {longest} characters or has control characters"));
    }
    Ok(field)
}
