//! For tests only: databases, a fixed clock, a small district with its people, an HTTP client.
//!
//! The same test body runs on SQLite and on PostgreSQL: write it as `async fn body(t: TestApp)` and name it in
//! [`on_both_databases!`]. PostgreSQL is the server named by `KAIMEN_TEST_POSTGRES` (`make test` starts one); without
//! it those tests say so and pass.
#![expect(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "for tests only")]

mod browser;
mod counted;
mod database;
mod district;
mod events;
mod generated;
mod outside;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use kaimen_app::call::NewCall;
use kaimen_app::{App, Caller, Error, FixedClock, Ids, Parts, Secret, SignInSettings};
use kaimen_dispatch::Policy;
use kaimen_domain::audit::checkpoint::CheckpointKey;
use kaimen_domain::call::{Channel, Place};
use kaimen_domain::id::UnitId;
use kaimen_roads::RoadMap;
use tempfile::TempDir;

pub use browser::{Answer, Browser};
pub use counted::Counted;
pub use database::{Backend, Database};
pub use district::{map, place};
pub use events::{Event, Events};
pub use generated::is_fresh;
pub use outside::Outside;

/// Password of every account of the small district.
pub const PASSWORD: &str = "correct horse battery";

/// One account of each role and scope of the small district.
pub const EVERYBODY: [&str; 18] = [
    "desk",
    "command",
    "admin",
    "chief1",
    "chief2",
    "officer1",
    "officer2",
    "officer5",
    "mediator",
    "liaison",
    "lawyer",
    "carer",
    "coordinator",
    "supervisor",
    "inspection",
    "editor",
    "privacy",
    "auditor",
];

/// The application on a small district, with a clock that stands still.
pub struct TestApp {
    /// The application.
    pub app: App,
    /// Its clock; begins on 22 January 2011 at 16:05 in Wujin.
    pub clock: Arc<FixedClock>,
    /// Its map.
    pub map: Arc<RoadMap>,
    /// Its database.
    pub database: Database,
    people: HashMap<String, Caller>,
    units: HashMap<String, UnitId>,
    folder: TempDir,
}

/// Runs `body` on SQLite and on PostgreSQL.
#[macro_export]
macro_rules! on_both_databases {
    ($($body:ident),+ $(,)?) => {
        $(
            mod $body {
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn on_sqlite() {
                    let t = $crate::TestApp::on($crate::Backend::Sqlite).await.unwrap();
                    super::$body(t).await;
                }

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn on_postgres() {
                    if let Some(t) = $crate::TestApp::on($crate::Backend::Postgres).await {
                        super::$body(t).await;
                    }
                }
            }
        )+
    };
}

/// Runs `body` on SQLite only: for what is the same whatever keeps the records.
#[macro_export]
macro_rules! on_one_database {
    ($($body:ident),+ $(,)?) => {
        $(
            mod $body {
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn on_sqlite() {
                    let t = $crate::TestApp::on($crate::Backend::Sqlite).await.unwrap();
                    super::$body(t).await;
                }
            }
        )+
    };
}

/// A recording of a hundredth of a second.
#[must_use]
pub fn wave() -> Vec<u8> {
    let format = b"fmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0";
    let samples = [b"data\xa0\0\0\0".as_slice(), &[7; 160]].concat();
    let body = [b"WAVE".as_slice(), format, &samples].concat();
    [b"RIFF".as_slice(), &(body.len() as u32).to_le_bytes(), &body].concat()
}

/// The secret of the district.
#[must_use]
pub fn secret() -> Secret {
    Secret::new([7; 32])
}

/// When the clock of a test begins: the hour at which Yuan called (article, F3).
#[must_use]
pub fn beginning() -> DateTime<Utc> {
    "2011-01-22T08:05:00Z".parse().unwrap()
}

impl TestApp {
    /// On a database of its own; `None` where there is no PostgreSQL to test on.
    pub async fn on(backend: Backend) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::make(backend, folder.path())?;
        let clock = Arc::new(FixedClock::at(beginning()));
        let map = Arc::new(map(folder.path()));
        let app = open(&database, &map, &clock, folder.path(), sign_in(false)).await.unwrap();
        app.install(district::installation(&app).await).await.unwrap();
        let mut t = Self { app, clock, map, database, people: HashMap::new(), units: HashMap::new(), folder };
        t.gather().await;
        Some(t)
    }

    /// A second process on the same database, with its own board and writer.
    pub async fn another(&self) -> App {
        self.try_another().await.unwrap()
    }

    /// As [`TestApp::another`], where it may be refused.
    pub async fn try_another(&self) -> Result<App, Error> {
        open(&self.database, &self.map, &self.clock, self.folder.path(), sign_in(false)).await
    }

    /// As [`TestApp::another`], with other settings of the sign-in.
    pub async fn another_with(&self, sign_in: SignInSettings) -> App {
        open(&self.database, &self.map, &self.clock, self.folder.path(), sign_in).await.unwrap()
    }

    /// Its folder, with the file of keys.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Names of the acts in the log about somebody's account, in order.
    pub async fn audited(&self, username: &str) -> Vec<String> {
        let account = self.caller(username).actor.staff().unwrap().account;
        let rows = kaimen_store::audit::about(self.app.database().read(), &format!("account/{account}")).await.unwrap();
        rows.into_iter().map(|row| row.entry.act).collect()
    }

    /// The same bureau, started anew with other ways to sign in.
    #[must_use]
    pub async fn signing_in(mut self, sign_in: SignInSettings) -> Self {
        self.app = open(&self.database, &self.map, &self.clock, self.folder.path(), sign_in).await.unwrap();
        self
    }

    async fn gather(&mut self) {
        let on = self.app.database().read();
        for account in kaimen_store::account::all(on).await.unwrap() {
            self.people.insert(account.username.clone(), Caller::staff(self.app.staff_of(&account)));
        }
        for unit in kaimen_store::unit::all(on).await.unwrap() {
            self.units.insert(unit.call_sign.clone(), unit.id);
        }
    }

    /// Somebody of the district by username: `desk`, `command`, `admin`, `chief1`, `chief2`, `officer1` … `officer6`,
    /// and one of each other role: `mediator`, `liaison`, `lawyer`, `carer`, `coordinator`, `supervisor`, `inspection`,
    /// `editor`, `privacy`, `auditor`.
    #[must_use]
    pub fn caller(&self, username: &str) -> Caller {
        self.people.get(username).unwrap_or_else(|| panic!("nobody is called {username}")).clone()
    }

    /// A unit by call sign: `湖塘01` … `湖塘03`, `新城01` … `新城03`; `officer1` rides with `湖塘01` and so on.
    #[must_use]
    pub fn unit(&self, call_sign: &str) -> UnitId {
        *self.units.get(call_sign).unwrap_or_else(|| panic!("no unit is called {call_sign}"))
    }

    /// A call of a kind at a corner of the street grid.
    #[must_use]
    pub fn new_call(&self, kind: &str, column: u32, row: u32) -> NewCall {
        let at = place(column, row);
        NewCall {
            place: Place { text: format!("第{column}街第{row}路口"), lon: at.lon, lat: at.lat },
            kind: kind.to_owned(),
            summary: "在田里施肥时突然头昏".to_owned(),
            contact: Some("袁某 138 0000 0000".to_owned()),
            channel: Channel::Phone,
            officers_needed: None,
            recused_units: Vec::new(),
            dispatch_nearest: false,
        }
    }

    /// A browser that nobody has signed in with.
    #[must_use]
    pub fn browser(&self) -> Browser {
        Browser::new(self.app.clone(), false)
    }

    /// A browser that reaches kaimen by HTTPS.
    #[must_use]
    pub fn secure_browser(&self) -> Browser {
        Browser::new(self.app.clone(), true)
    }

    /// A browser on another process.
    #[must_use]
    pub fn browser_on(&self, app: &App) -> Browser {
        Browser::new(app.clone(), false)
    }

    /// A browser in which `username` has signed in.
    pub async fn signed_in(&self, username: &str) -> Browser {
        let mut browser = self.browser();
        browser.sign_in(username, PASSWORD).await;
        browser
    }
}

async fn open(
    database: &Database,
    map: &Arc<RoadMap>,
    clock: &Arc<FixedClock>,
    folder: &Path,
    sign_in: SignInSettings,
) -> Result<App, Error> {
    let secret = secret();
    let parts = Parts {
        database_url: database.url().to_owned(),
        map: Arc::clone(map),
        keys: App::keys(folder, &secret, beginning())?,
        secret,
        checkpoint_key: CheckpointKey::new("kaimen/test", &[8; 32]).unwrap(),
        clock: Arc::clone(clock) as Arc<dyn kaimen_app::Clock>,
        ids: Ids::from_system().unwrap(),
        policy: Policy::default(),
        sign_in,
    };
    App::open(parts).await
}

/// Settings of the sign-in: passkeys at `http://localhost`, and whether everybody needs a second factor.
#[must_use]
pub fn sign_in(require_second_factor: bool) -> SignInSettings {
    SignInSettings { require_second_factor, origin: Some("http://localhost".to_owned()), identity: None }
}

/// The code that an authenticator app shows for a secret.
#[must_use]
pub fn code(secret: &str, at: DateTime<Utc>) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let app = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    app.generate(u64::try_from(at.timestamp()).unwrap()).to_string()
}

/// Says in plain words why a test could not run.
pub fn skipped(why: &str) {
    eprintln!("skipped: {why}");
}
