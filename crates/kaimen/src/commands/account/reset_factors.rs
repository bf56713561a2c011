//! `kaimen account reset-factors`.

use clap::Args;
use kaimen_app::Caller;

use super::{Place, named};
use crate::commands::output::say;
use crate::server::chain;

/// Take every second factor from an account whose owner has lost them, and sign its devices out.
#[derive(Args)]
#[command(after_help = "Example:
  kaimen account reset-factors --username admin --map wujin.map --data /var/lib/kaimen

For the only administrator who has lost phone and recovery codes; for everybody else the
administrator does it in the browser. The password stays; whoever signs in with it next sets up a new
second factor. It is written to the audit record, and the owner is told. The server may be running.")]
pub(crate) struct ResetFactors {
    #[command(flatten)]
    place: Place,
    /// Whose.
    #[arg(long, value_name = "WORD")]
    username: String,
}

impl ResetFactors {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let app = self.place.open().await?;
        let account = named(&app, &self.username).await?;
        app.reset_factors(&Caller::system(), account.id).await.map_err(chain)?;
        app.drain().await;
        say(&format!("the second factors of {} were reset, and its devices signed out", account.username))
    }
}
