//! `kaimen account list`.

use std::collections::HashMap;

use clap::Args;
use kaimen_app::Caller;

use super::Place;
use crate::commands::output::say;
use crate::server::chain;

/// Name every account: username, role, open or closed, and on how many devices it is signed in.
#[derive(Args)]
#[command(after_help = "Example:
  kaimen account list --map wujin.map --data /var/lib/kaimen

One line for each account, fields parted by tabs. The server may be running.")]
pub(crate) struct List {
    #[command(flatten)]
    place: Place,
}

impl List {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let app = self.place.open().await?;
        let accounts = app.accounts(&Caller::system()).await.map_err(chain)?;
        let members = app.devices_of_staff(&Caller::system()).await.map_err(chain)?;
        let devices: HashMap<_, _> = members.iter().map(|member| (member.account.id, member.devices.len())).collect();
        for account in accounts {
            let state = if account.active { "open" } else { "closed" };
            let devices = devices.get(&account.id).copied().unwrap_or_default();
            say(&format!("{}\t{}\t{state}\t{devices}", account.username, account.role.word()))?;
        }
        Ok(())
    }
}
