//! `kaimen serve`.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use kaimen_app::SignInSettings;
use kaimen_app::identity::Provider;
use kaimen_dispatch::Policy;

use super::identity::Identity;
use super::output::say;
use crate::server::{self, Settings};

/// Serve a bureau.
#[derive(Args)]
#[command(after_help = "Examples:
  kaimen map import wujin.osm.pbf --out wujin.map
  kaimen unit import units.csv --map wujin.map --data /var/lib/kaimen
  kaimen account add --username admin --name 管理员 --role administrator \\
      --map wujin.map --data /var/lib/kaimen
  kaimen serve --map wujin.map --data /var/lib/kaimen

Each option may be given by its environment variable in place of the command line. Ctrl-C and
SIGTERM stop the server within seconds. Whatever it confirmed is on the disk, even if it is killed
or the power fails; start it again with the same --map and --data. GET /health answers ok.")]
pub(crate) struct Serve {
    /// Map file, made by `kaimen map import`.
    #[arg(long, value_name = "FILE", env = "KAIMEN_MAP")]
    map: PathBuf,
    /// Folder for the database and the secret of the installation; it is made where there is none.
    #[arg(long, value_name = "FOLDER", env = "KAIMEN_DATA_FOLDER", default_value = "kaimen-data")]
    data: PathBuf,
    /// Database: `sqlite://FILE` or `postgres://USER:PASSWORD@HOST/NAME`; an SQLite file in the data folder where not
    /// given. Give a password by the environment: other users of the machine can read command lines.
    #[arg(long, value_name = "ADDRESS", env = "KAIMEN_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// Address to listen on.
    #[arg(
        long,
        value_name = "ADDRESS:PORT",
        env = "KAIMEN_LISTEN",
        default_value = "127.0.0.1:8080",
        value_parser = server::address
    )]
    listen: SocketAddr,
    /// Say that a proxy with a certificate stands in front. Then --listen may be an address that others can reach, and
    /// people can sign in by https:// only.
    #[arg(long, env = "KAIMEN_BEHIND_HTTPS", value_parser = yes_or_no)]
    behind_https: bool,
    /// Address under which browsers reach kaimen, such as `https://kaimen.example.cn`: passkeys belong to it, and the
    /// identity provider sends people back to it. Without it there are neither.
    #[arg(long, value_name = "ADDRESS", env = "KAIMEN_ORIGIN")]
    origin: Option<String>,
    /// Whether everybody needs a second factor: a passkey or an authenticator app. Whoever has none sets one up after
    /// the password and reaches nothing else before (GB/T 22239-2019, level 3).
    #[arg(
        long,
        value_name = "YES",
        env = "KAIMEN_REQUIRE_SECOND_FACTOR",
        default_value = "yes",
        default_missing_value = "yes",
        num_args = 0..=1,
        value_parser = yes_or_no
    )]
    require_second_factor: bool,
    /// Name of the audit log in its checkpoints, such as wujin.example/kaimen; chosen once, when the key is made. Without
    /// it a name is drawn.
    #[arg(long, value_name = "NAME", env = "KAIMEN_LOG_NAME")]
    log_name: Option<String>,
    /// Parameters of the dispatch rules as JSON, such as {"fix_limit_seconds": 600}; those not named keep their
    /// defaults.
    #[arg(long, value_name = "FILE", env = "KAIMEN_POLICY")]
    policy: Option<PathBuf>,
    #[command(flatten)]
    identity: Identity,
}

impl Serve {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        server::start_logging();
        let policy = self.policy.as_deref().map_or_else(|| Ok(Policy::default()), read_policy)?;
        let identity = self.identity.settings(self.origin.clone())?.map(Provider::new).transpose();
        let identity = identity.context("the settings of the identity provider make no sense")?;
        tokio::runtime::Runtime::new()?.block_on(async {
            let listener = server::listen(self.listen, self.behind_https).await?;
            server::make_folder(&self.data)?;
            let _alone = server::alone(&self.data)?;
            let (require_second_factor, origin) = (self.require_second_factor, self.origin);
            let sign_in = SignInSettings { require_second_factor, origin, identity };
            let settings = Settings {
                map: self.map,
                data: self.data,
                database: self.database,
                policy,
                log_name: self.log_name,
                sign_in,
            };
            let app = server::open(settings).await?;
            if app.is_empty().await.map_err(server::chain)? {
                say("nobody can sign in yet: make the first account with `kaimen account add`")?;
            }
            server::serve(app, listener, self.behind_https, |address| {
                // Standard output may be closed; the server runs all the same.
                let _ = say(&format!("kaimen serves at http://{address}"));
            })
            .await
        })
    }
}

/// Reads parameters of the rules.
pub(crate) fn read_policy(file: &Path) -> anyhow::Result<Policy> {
    let shown = file.display();
    let text = std::fs::read(file)
        .with_context(|| format!("cannot read the policy {shown}; check that the file exists and may be read"))?;
    serde_json::from_slice(&text).with_context(|| format!("the policy {shown} makes no sense; correct it"))
}

/// Reads the value of an environment variable that stands for an option without a value.
fn yes_or_no(word: &str) -> Result<bool, String> {
    match word.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "on" => Ok(true),
        "" | "0" | "false" | "no" | "off" => Ok(false),
        _ => Err("write yes or no".to_owned()),
    }
}
