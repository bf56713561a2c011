//! `kaimen account add`.

use clap::Args;
use kaimen_app::Caller;
use kaimen_app::account::NewAccount;
use kaimen_domain::role::Role;

use super::Place;
use crate::commands::output::say;
use crate::server::chain;

/// Make an account; its first password is printed once.
#[derive(Args)]
#[command(after_help = "Example:
  kaimen account add --username admin --name 管理员 --role administrator \\
      --map wujin.map --data /var/lib/kaimen

The password is shown this one time. Further accounts, and new passwords, are made in the browser:
sign in as administrator. Whoever has lost the password of the only administrator makes another
administrator here. The server may be running.")]
pub(crate) struct Add {
    #[command(flatten)]
    place: Place,
    /// What is typed to sign in: small letters, digits and the signs . _ -
    #[arg(long, value_name = "WORD")]
    username: String,
    /// Name shown to colleagues.
    #[arg(long, value_name = "TEXT")]
    name: String,
    /// What the person does, such as duty_desk, bureau_command, conduct_supervisor or administrator. Roles that belong
    /// to a unit or station get their accounts from the administrator in the browser.
    #[arg(long, value_name = "WORD", value_parser = role)]
    role: Role,
}

impl Add {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let app = self.place.open().await?;
        let new = NewAccount { username: self.username, name: self.name, role: self.role, station: None, unit: None };
        let (account, password) = app.make_account(&Caller::system(), new).await.map_err(refused)?;
        app.drain().await;
        say(&format!("account {} made; password: {password}", account.username))
    }
}

/// Reads a role that belongs to no unit and no station.
fn role(word: &str) -> Result<Role, String> {
    match word.parse::<Role>() {
        Ok(role) if role == Role::CommunityOfficer || role.belongs_to_station() => {
            Err("this role belongs to a unit or station: sign in as administrator and make the account there"
                .to_owned())
        }
        Ok(role) => Ok(role),
        Err(_) => {
            let free = |role: &&Role| **role != Role::CommunityOfficer && !role.belongs_to_station();
            let words: Vec<&str> = Role::ALL.iter().filter(free).map(|role| role.word()).collect();
            Err(format!("use one of {}", words.join(", ")))
        }
    }
}

/// Names the option that was wrong.
fn refused(error: kaimen_app::Error) -> anyhow::Error {
    match error {
        kaimen_app::Error::Invalid { field, why } => anyhow::anyhow!("no account was made: --{field}: {why}"),
        other => chain(other),
    }
}
