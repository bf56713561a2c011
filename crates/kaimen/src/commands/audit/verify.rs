//! `kaimen audit verify`.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use kaimen_app::checkpoint_key;
use kaimen_domain::audit::checkpoint::{Checkpoint, VerifierKey};
use kaimen_domain::audit::verify::{Fault, Verifier};
use kaimen_store::DatabaseConnection;

use super::compare::{Source, compare};
use super::lines::Lines;
use super::{Place, key};
use crate::commands::output::say;

/// Check that nothing in the audit log was changed, removed, put in or moved.
#[derive(Args)]
#[command(after_help = "Examples:
  kaimen audit verify --data /var/lib/kaimen
  kaimen audit verify rows.jsonl --checkpoint held.txt --key bureau.key
  kaimen audit verify rows.jsonl --held rows-of-march.jsonl

With FILE nothing else is needed: no server, no database, no network. The key is what GET /log/key
answers; keep it from the first day, and take it from nobody whom you check. Each --checkpoint is a
file that was saved from the page of the log, or the text of a printed code. Without one, rows that
were cut off the end or rewritten together with all hashes cannot be seen. The more checkpoints,
the closer the place of a change is known; an export held from before (--held) names the very row.

Exit code 0: nothing that was seen earlier was changed or removed. 3: something was; the first wrong
row, or the rows among which it is, is named. 1: something could not be read, and nothing is proved.")]
pub(crate) struct Verify {
    /// An export to check; the database where none is given.
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
    /// A checkpoint that you hold; may be given many times.
    #[arg(long, value_name = "FILE")]
    checkpoint: Vec<PathBuf>,
    /// The key of the log, or a file that holds it.
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// An export that you hold from before: every row of it must be there as it was.
    #[arg(long, value_name = "FILE")]
    held: Option<PathBuf>,
}

impl Verify {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        match &self.file {
            Some(file) => self.of_file(file),
            None => self.of_database(),
        }
    }

    fn of_file(&self, file: &Path) -> anyhow::Result<()> {
        let held = match (&self.key, self.checkpoint.is_empty()) {
            (Some(key), _) => key::open(&self.checkpoint, &key::read(key)?)?,
            (None, true) => Vec::new(),
            (None, false) => bail!("--checkpoint needs --key: the key of the log, as GET /log/key answers it"),
        };
        let (seen, fault) = rows_of(file, &held)?;
        let old = self.held.as_deref().map(|old| compare(old, Source::File(Lines::open(file)?))).transpose()?;
        tell(&seen, 0, fault, &held, old.as_ref())
    }

    fn of_database(&self) -> anyhow::Result<()> {
        let runtime = tokio::runtime::Runtime::new()?;
        let on = runtime.block_on(self.place.open())?;
        let key = match &self.key {
            Some(key) => Some(key::read(key)?),
            None => checkpoint_key::load(&self.place.data).ok().map(|key| key.verifier().clone()),
        };
        let mut held = match (&key, self.checkpoint.is_empty()) {
            (Some(key), _) => key::open(&self.checkpoint, key)?,
            (None, true) => Vec::new(),
            (None, false) => bail!("--checkpoint needs --key: the key of the log, as GET /log/key answers it"),
        };
        if let Some(key) = &key {
            held.extend(runtime.block_on(kept(&on, key)).with_context(|| self.place.opening())?);
        }
        let verified = runtime.block_on(kaimen_store::audit::verify::verify(&on, &held));
        let verified = verified.with_context(|| self.place.opening())?;
        let source = Source::Database(&runtime, &on, VecDeque::new(), i64::MIN);
        let old = self.held.as_deref().map(|old| compare(old, source)).transpose()?;
        let seen = Seen { rows: verified.rows, root: verified.root.to_string() };
        tell(&seen, verified.erased, verified.fault, &held, old.as_ref())
    }
}

/// The checkpoints that the database keeps, which narrow down where something was changed.
async fn kept(on: &DatabaseConnection, key: &VerifierKey) -> anyhow::Result<Vec<Checkpoint>> {
    let mut good = Vec::new();
    for kept in kaimen_store::audit::checkpoint::all(on).await? {
        match Checkpoint::open(kept.note.as_bytes(), key) {
            Ok(checkpoint) => good.push(checkpoint),
            Err(bad) => eprintln!("kaimen: the kept checkpoint of {} rows is left out: {bad}", kept.size),
        }
    }
    Ok(good)
}

/// What was sound.
struct Seen {
    rows: i64,
    root: String,
}

/// Goes through an export.
fn rows_of(file: &Path, held: &[Checkpoint]) -> anyhow::Result<(Seen, Option<Fault>)> {
    let mut lines = Lines::open(file)?;
    let mut fault = None;
    let mut verifier = match Verifier::new(held) {
        Ok(verifier) => verifier,
        Err(split) => return Ok((Seen { rows: 0, root: String::new() }, Some(split))),
    };
    while let Some(line) = lines.next()? {
        if !line.detail_fits() {
            fault = Some(Fault::Changed { seq: line.seq });
        }
        fault = verifier.push(&line.covered(), line.leaf()).err().or(fault);
        if fault.is_some() {
            break;
        }
    }
    let fault = fault.or_else(|| verifier.finish().err());
    Ok((Seen { rows: verifier.rows(), root: verifier.root().to_string() }, fault))
}

fn tell(
    seen: &Seen,
    erased: i64,
    fault: Option<Fault>,
    held: &[Checkpoint],
    old: Option<&(i64, Option<kaimen_domain::audit::compare::Parted>)>,
) -> anyhow::Result<()> {
    // What is held row by row names the place best.
    if let Some((_, Some(parted))) = old {
        return Err(key::disagrees(parted));
    }
    if let Some(fault) = fault {
        return Err(key::disagrees(&fault));
    }
    say(&format!("the audit log is whole; rows: {}", seen.rows))?;
    say(&format!("root: {}", seen.root))?;
    if erased > 0 {
        say(&format!("rows whose detail was erased by rule: {erased}"))?;
    }
    if let Some((rows, None)) = old {
        say(&format!("every row of the export that you hold is there as it was; rows: {rows}"))?;
    }
    match held.iter().map(|held| held.size).max() {
        Some(size) => say(&format!("checkpoints that fit: {}; the largest covers {size} rows", held.len())),
        None => say("no checkpoint was compared: rows cut off the end, or rewritten with all hashes, would not show; \
             give one with --checkpoint"),
    }
}
