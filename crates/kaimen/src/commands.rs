//! Commands: one file each.

mod account;
pub(crate) mod audit;
mod calendar;
mod deadline;
mod demo;
mod identity;
mod key;
mod map;
mod openapi;
pub(crate) mod output;
mod place;
mod progress;
mod recommend;
mod replay;
mod retention;
mod serve;
mod simulate;
mod station;
mod theory;
mod unit;
mod whole_file;

use clap::Subcommand;

/// What to do.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Show a made-up district with everything running.
    Demo(demo::Demo),
    /// Serve a bureau.
    Serve(Box<serve::Serve>),
    /// Accounts of staff.
    #[command(subcommand)]
    Account(account::Account),
    /// Stations, and the posts and rooms below them.
    #[command(subcommand)]
    Station(station::Station),
    /// Units of the bureau.
    #[command(subcommand)]
    Unit(unit::Unit),
    /// The record of what was done.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Keys that seal what is secret in the database.
    #[command(subcommand)]
    Key(key::Key),
    /// Public holidays and make-up working days.
    #[command(subcommand)]
    Calendar(calendar::CalendarCommand),
    /// The register of deadlines, and the bureau's own lengths.
    #[command(subcommand)]
    Deadline(deadline::Deadline),
    /// How long what is kept is kept.
    #[command(subcommand)]
    Retention(retention::Retention),
    /// Make, export and describe map files.
    #[command(subcommand)]
    Map(map::Map),
    Openapi(openapi::Openapi),
    Recommend(recommend::Recommend),
    Replay(replay::Replay),
    /// What queueing theory and integer programs say of a district.
    #[command(subcommand)]
    Theory(theory::Theory),
    Simulate(simulate::Simulate),
}

impl Command {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Demo(command) => command.run(),
            Self::Serve(command) => command.run(),
            Self::Account(command) => command.run(),
            Self::Station(command) => command.run(),
            Self::Unit(command) => command.run(),
            Self::Audit(command) => command.run(),
            Self::Key(command) => command.run(),
            Self::Calendar(command) => command.run(),
            Self::Deadline(command) => command.run(),
            Self::Retention(command) => command.run(),
            Self::Map(command) => command.run(),
            Self::Openapi(command) => command.run(),
            Self::Recommend(command) => command.run(),
            Self::Replay(command) => command.run(),
            Self::Theory(command) => command.run(),
            Self::Simulate(command) => command.run(),
        }
    }
}
