//! `kaimen account revoke`.

use clap::Args;
use kaimen_app::Caller;

use super::{Place, named};
use crate::commands::output::say;
use crate::server::chain;

/// Sign an account out on all its devices, such as a lost phone.
#[derive(Args)]
#[command(after_help = "Example:
  kaimen account revoke --username officer1 --map wujin.map --data /var/lib/kaimen

Open pages close within five seconds, and what a phone keeps can no longer be read. The account stays
open: close it in the browser, or give it a new password there. The server may be running.")]
pub(crate) struct Revoke {
    #[command(flatten)]
    place: Place,
    /// Whose.
    #[arg(long, value_name = "WORD")]
    username: String,
}

impl Revoke {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let app = self.place.open().await?;
        let account = named(&app, &self.username).await?;
        app.revoke_devices(&Caller::system(), account.id, None).await.map_err(chain)?;
        app.drain().await;
        say(&format!("account {} is signed out everywhere", account.username))
    }
}
