//! `kaimen deadline`: the register of deadlines, and the bureau's own lengths.

use std::fmt::Write;

use chrono::{FixedOffset, NaiveDate};
use clap::{Args, Subcommand};
use kaimen_app::deadline::{Standing, Step, standing};
use kaimen_app::{Clock, SystemClock};
use kaimen_domain::deadline::rule::{Longer, Measure, Runs, StepName};

use super::output::say;
use super::place::{Place, Records};
use crate::server::chain;

/// The register of deadlines, and the bureau's own lengths.
#[derive(Subcommand)]
pub(crate) enum Deadline {
    /// Print the register in force.
    Rules(Rules),
    /// Set the bureau's own length of a deadline.
    Set(Set),
}

/// Print the register in force.
#[derive(Args)]
#[command(after_help = "Example:
  kaimen deadline rules --on 2011-01-22

Without a database the lengths of the register alone are shown.")]
pub(crate) struct Rules {
    /// The day, today where none is named.
    #[arg(long, value_name = "DATE")]
    on: Option<NaiveDate>,
    #[command(flatten)]
    records: Records,
}

/// Set the bureau's own length of a deadline.
#[derive(Args)]
#[command(after_help = "Examples:
  kaimen deadline set D8.decide 25 --map wujin.map --data /var/lib/kaimen
  kaimen deadline set D8.decide register --map wujin.map --data /var/lib/kaimen

The number is in the unit of the deadline: hours, days or working days. What a law says may be
tightened, never loosened; a right of a person is not changed. The word register goes back to the
length of the register. Clocks that run already keep their length. The server may be running.")]
pub(crate) struct Set {
    /// Rule and step, such as D8.decide.
    deadline: StepName,
    /// Its length, or the word register.
    #[arg(value_parser = length)]
    length: Length,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Clone, Copy)]
struct Length(Option<u32>);

fn length(text: &str) -> Result<Length, String> {
    if text == "register" {
        return Ok(Length(None));
    }
    text.parse().map(|count| Length(Some(count))).map_err(|_| "write a whole number, or the word register".to_owned())
}

impl Deadline {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Rules(rules) => rules.run(),
            Self::Set(set) => set.run(),
        }
    }
}

impl Set {
    fn run(self) -> anyhow::Result<()> {
        let Self { deadline, length: Length(length), place } = self;
        tokio::runtime::Runtime::new()?.block_on(async {
            let app = place.open().await?;
            match (app.set_deadline(deadline.clone(), length).await, length) {
                (Err(kaimen_app::Error::NotFound), _) => {
                    anyhow::bail!("the bureau has set no length of {deadline}")
                }
                (Err(error), _) => return Err(chain(error).context(format!("{deadline} stays as it is"))),
                (Ok(()), Some(count)) => say(&format!("{deadline} is {count} for clocks that begin from now on"))?,
                (Ok(()), None) => {
                    say(&format!("{deadline} is as the register says, for clocks that begin from now on"))?
                }
            }
            app.drain().await;
            Ok(())
        })
    }
}

impl Rules {
    fn run(self) -> anyhow::Result<()> {
        let set = self.records.read(async |on| match on {
            Some(on) => kaimen_store::deadline::parameters(on).await,
            None => Ok(Vec::new()),
        })?;
        let today = || FixedOffset::east_opt(8 * 3600).map(|zone| SystemClock.now().with_timezone(&zone).date_naive());
        let on = self.on.or_else(today).unwrap_or_default();
        let mut text = format!("register of deadlines on {on}\n");
        for rule in standing(on, &set) {
            print(&mut text, &rule)?;
        }
        say(text.trim_end())
    }
}

fn print(text: &mut String, standing: &Standing) -> std::fmt::Result {
    writeln!(text, "\n{} {} · {}", standing.rule.id, standing.rule.title.zh, standing.rule.title.en)?;
    let Some(edition) = standing.edition else { return writeln!(text, "  not in force") };
    writeln!(text, "  basis: {} ({}, since {})", edition.basis.zh, edition.evidence.word(), edition.from)?;
    for step in &standing.steps {
        writeln!(text, "  {}.{}: {}", standing.rule.id, step.step.name, measure(step))?;
        writeln!(text, "    {} · {}; from: {}", step.step.duty.zh, step.step.duty.en, step.step.trigger.en)?;
    }
    Ok(())
}

fn measure(step: &Step) -> String {
    let period = match &step.step.measure {
        Measure::Within(period) => period,
        Measure::AtOnce => return "at once".to_owned(),
        Measure::KeptFor { months } => return format!("kept for {months} months at least"),
        Measure::AtMost { count } => return format!("{count} at most"),
    };
    let own = kaimen_domain::deadline::rule::Length { count: step.length.unwrap_or_default(), ..period.length };
    let mut said = own.to_string();
    if step.own {
        said.push_str(&format!(", set by the bureau (register: {})", period.length));
    }
    match period.runs {
        Runs::Police => {}
        Runs::Person => said.push_str(", a right of the person"),
        Runs::Other => said.push_str(", of another authority"),
    }
    if let Some(extending) = period.extending {
        let how = match extending.longer {
            Longer::By(count) => format!("by {count} each"),
            Longer::To(count) => format!("to {count} in all"),
        };
        said.push_str(&format!(", may be extended {} times {how}", extending.times));
    }
    said
}
