//! `kaimen audit export`.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use kaimen_store::audit::{after, export, last_seq};

use super::Place;
use crate::commands::output::say;
use crate::commands::whole_file::WholeFile;

/// Rows read at a time.
const PAGE: u64 = 4096;

/// Write the audit log to a file of plain lines, to be kept outside the bureau and checked there.
#[derive(Args)]
#[command(after_help = "Example:
  kaimen audit export --data /var/lib/kaimen --out rows.jsonl
  kaimen audit verify rows.jsonl --checkpoint held.txt --key bureau.key

Each line is one row as JSON: seq, at, actor, act, subject, why, content_hash and leaf. What a row
says beyond that (its detail) may hold what people wrote and is left out unless you ask for it; the
rows can be checked without it. The server may be running; rows that are written meanwhile are left
for the next export.")]
pub(crate) struct Export {
    #[command(flatten)]
    place: Place,
    /// File to write; it appears whole or not at all.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Write the details too, with the salt that their hash needs.
    #[arg(long)]
    with_detail: bool,
}

impl Export {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        tokio::runtime::Runtime::new()?.block_on(async {
            let on = self.place.open().await?;
            let mut file = WholeFile::create(&self.out)?;
            let failed = || format!("cannot write {}; check that there is room", self.out.display());
            let size = last_seq(&on).await.with_context(|| self.place.opening())?;
            let (mut rows, mut last) = (0_u64, i64::MIN);
            while last < size {
                let page = after(&on, last, PAGE).await.with_context(|| self.place.opening())?;
                let Some(end) = page.last() else { break };
                last = end.seq;
                for row in page.iter().filter(|row| row.seq <= size) {
                    writeln!(file, "{}", export::line(row, self.with_detail).text()?).with_context(failed)?;
                    rows += 1;
                }
            }
            file.finish()?;
            file.keep()?;
            say(&format!("rows written to {}: {rows}", self.out.display()))
        })
    }
}
