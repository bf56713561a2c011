//! Filling an empty installation: stations, units and the first accounts, in one change.

use kaimen_domain::audit::Entry;
use kaimen_store::account::Account;
use kaimen_store::station::Station;
use kaimen_store::unit::Unit;
use kaimen_store::{Change, Effect};
use serde_json::json;

use crate::App;
use crate::error::Error;

/// What an installation begins with.
#[derive(Default)]
pub struct Installation {
    /// Police stations.
    pub stations: Vec<Station>,
    /// Units.
    pub units: Vec<Unit>,
    /// Accounts.
    pub accounts: Vec<Account>,
}

impl App {
    /// Whether nobody can sign in yet.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn is_empty(&self) -> Result<bool, Error> {
        Ok(!kaimen_store::account::any(self.database().read()).await?)
    }

    /// Adds all of it, or nothing.
    ///
    /// # Errors
    /// [`Error::Conflict`] where a call sign or username is in use.
    pub async fn install(&self, installation: Installation) -> Result<(), Error> {
        let now = self.now();
        self.database()
            .write(move |context| Box::pin(async move { install_in(context, &installation, now).await }))
            .await?;
        self.refresh_board().await
    }
}

async fn install_in(
    context: &Change<'_>,
    installation: &Installation,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(), Error> {
    for station in &installation.stations {
        kaimen_store::station::insert(context, station).await?;
    }
    kaimen_store::unit::insert(context, &installation.units).await?;
    kaimen_store::account::insert(context, &installation.accounts).await?;
    let entry = Entry {
        at: now,
        actor: "system".to_owned(),
        act: "install".to_owned(),
        subject: "district".to_owned(),
        why: String::new(),
        detail: json!({
            "stations": installation.stations.len(),
            "units": installation.units.len(),
            "accounts": installation.accounts.len(),
        })
        .to_string(),
    };
    context.audit(entry, Effect::default()).await?;
    Ok(())
}
