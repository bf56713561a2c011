//! `kaimen calendar`: public holidays and make-up working days.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use anyhow::{Context, bail};
use chrono::Datelike;
use clap::{Args, Subcommand};
use kaimen_domain::deadline::calendar::Calendar;
use kaimen_domain::deadline::calendar::table::{self, MOST, Wrong};

use super::output::say;
use super::place::{Place, Records};
use crate::server::chain;

/// Public holidays and make-up working days.
#[derive(Subcommand)]
pub(crate) enum CalendarCommand {
    /// Show what is known of a year.
    Show(Show),
    /// Load the notice of the State Council for a year.
    Import(Import),
}

/// Show what is known of a year.
#[derive(Args)]
#[command(after_help = "Example:
  kaimen calendar show 2011

Days that are not listed are worked from Monday to Friday. The server may be running; without a
database the years that kaimen comes with are shown.")]
pub(crate) struct Show {
    /// The year.
    year: i32,
    #[command(flatten)]
    records: Records,
}

/// Load the notice of the State Council for a year.
#[derive(Args)]
#[command(after_help = "Example:
  kaimen calendar import 2027.csv --year 2027 --notice 国办发明电〔2026〕N号 --map wujin.map --data /var/lib/kaimen

Columns of the table: date and day, which is off or work. For example:

  date,day
  2027-01-01,off
  2027-02-06,work

Every day off that the notice names stands there, also Saturdays and Sundays, and every Saturday or
Sunday that is worked; the last days of the December before may be among them. All rows are taken or
none: when rows are wrong, each is named with its line. The notice takes the place of what was known
of the year, and running deadlines are counted anew. The server may be running.")]
pub(crate) struct Import {
    /// The table, as CSV in UTF-8.
    table: PathBuf,
    /// The year that the notice is for.
    #[arg(long, value_name = "YEAR")]
    year: i32,
    /// Number of the notice.
    #[arg(long, value_name = "TEXT")]
    notice: String,
    #[command(flatten)]
    place: Place,
}

impl CalendarCommand {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Show(show) => show.run(),
            Self::Import(import) => import.run(),
        }
    }
}

impl Show {
    fn run(self) -> anyhow::Result<()> {
        let calendar = self.records.read(async |on| match on {
            Some(on) => kaimen_store::holiday::calendar(on).await,
            None => Ok(Calendar::shipped().clone()),
        })?;
        let year = self.year;
        let Some(notice) = calendar.notice(year) else {
            let years: Vec<i32> = calendar.years().collect();
            bail!(
                "the public holidays of {year} are not loaded; known are {} to {}; when the State Council has \
                 published them, load them with kaimen calendar import",
                years.first().unwrap_or(&0),
                years.last().unwrap_or(&0)
            );
        };
        let mut text = format!("{year}: {}\n", notice.number);
        for (day, worked) in &notice.days {
            let word = if *worked { "work" } else { "off" };
            text.push_str(&format!("{day} {} {word}\n", day.weekday()));
        }
        if calendar.notice(year + 1).is_none() {
            text.push_str(&format!("26 to 31 December wait for the notice of {}\n", year + 1));
        }
        say(text.trim_end())
    }
}

impl Import {
    fn run(self) -> anyhow::Result<()> {
        let shown = self.table.display();
        let unread = || format!("cannot read {shown}; check that it is a file that exists and may be read");
        let mut bytes = Vec::new();
        let file = File::open(&self.table).with_context(unread)?;
        // One byte more than is allowed tells a table that is too large.
        file.take(MOST as u64 + 1).read_to_end(&mut bytes).with_context(unread)?;
        let notice = table::read(self.year, &self.notice, &bytes).map_err(|wrong| {
            let named: Vec<String> = wrong.iter().map(named).collect();
            anyhow::anyhow!("nothing was taken from {shown}; correct this:\n  {}", named.join("\n  "))
        })?;
        let (year, days) = (notice.year, notice.days.len());
        tokio::runtime::Runtime::new()?.block_on(async {
            let app = self.place.open().await?;
            let moved = app.load_calendar(notice).await.map_err(chain)?;
            app.drain().await;
            say(&format!("days of {year} loaded: {days}; running deadlines that end on another day now: {moved}"))
        })
    }
}

fn named(wrong: &Wrong) -> String {
    match wrong.line {
        0 => wrong.reason.clone(),
        line => format!("line {line}: {}", wrong.reason),
    }
}
