//! What people can do: one function per act, plus the live board, jobs and the bus.
//!
//! Every change goes the same way: may this actor → load with version → pure change in `domain` → audit row → jobs →
//! commit → tell the screens. Handlers, commands and jobs all call these functions, so that access and audit cannot be
//! forgotten.

pub mod account;
pub mod alert;
pub mod attachment;
pub mod audit;
pub mod authenticator;
pub mod call;
mod caller;
mod change;
pub mod checkpoint_key;
mod clock;
pub mod deadline;
pub mod device;
mod error;
pub mod factor;
pub mod identity;
mod ids;
pub mod install;
mod job;
pub mod kept;
mod live;
pub mod matter;
pub mod medical;
pub mod passkey;
pub mod password;
pub mod place;
mod private_file;
pub mod rating;
pub mod receipt;
mod recovery_code;
pub mod retention;
pub mod rights;
pub mod route;
pub mod search;
mod secret;
pub mod session;
mod station;
pub mod stream;
mod throttle;
pub mod unit;
pub mod vault;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use arc_swap::{ArcSwap, ArcSwapOption};
use chrono::{DateTime, Utc};
use kaimen_dispatch::Policy;
use kaimen_domain::access::{Subject, may};
use kaimen_domain::act::Act;
use kaimen_domain::audit::checkpoint::CheckpointKey;
use kaimen_domain::id::{StationId, UnitId};
use kaimen_roads::places::Places;
use kaimen_roads::{Coordinate, RoadMap};
use kaimen_store::{Database, StoreError, Told};

pub use caller::{Caller, RequestKey};
pub use clock::{Clock, FixedClock, SystemClock};
pub use error::Error;
pub use ids::{Ids, hex, token_hash};
pub use kaimen_store::Committed;
pub use kaimen_store::account::Account;
pub use kaimen_store::station::Station;
pub use kaimen_store::unit::Unit;
pub use live::{Live, Moved, Notice};
pub use secret::Secret;
pub use vault::Keyring;

use identity::Identity;
use passkey::Passkeys;
use route::Routes;
use throttle::Throttle;
use vault::Vault;

/// What an installation is made of.
pub struct Parts {
    /// Address of the database.
    pub database_url: String,
    /// The map.
    pub map: Arc<RoadMap>,
    /// The secret of the installation.
    pub secret: Secret,
    /// The keys of the vault.
    pub keys: Keyring,
    /// Signs checkpoints of the audit log.
    pub checkpoint_key: CheckpointKey,
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
    /// Where ids come from.
    pub ids: Ids,
    /// Parameters of the dispatch rules.
    pub policy: Policy,
    /// How people sign in.
    pub sign_in: SignInSettings,
}

/// What an installation asks of those who sign in.
#[derive(Default)]
pub struct SignInSettings {
    /// Nobody reaches anything without a second factor.
    pub require_second_factor: bool,
    /// Address under which browsers reach the installation, such as `https://kaimen.example.cn`: passkeys belong to it.
    /// Without it there are none.
    pub origin: Option<String>,
    /// The bureau's identity provider, where it has one.
    pub identity: Option<identity::Provider>,
}

/// The running application; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    database: Database,
    map: Arc<RoadMap>,
    places: Places,
    routes: Routes,
    stations: ArcSwap<Vec<Station>>,
    live: Live,
    secret: Secret,
    vault: Vault,
    checkpoint_key: CheckpointKey,
    log_trouble: ArcSwapOption<audit::Trouble>,
    /// Files that are cleaned at the same time; each may take the memory of ten.
    cleaning: tokio::sync::Semaphore,
    clock: Arc<dyn Clock>,
    ids: Ids,
    throttle: Throttle,
    /// Apart, so that whatever the public tries never holds up the sign-in of staff.
    receipt_throttle: Throttle,
    sign_in: SignInSettings,
    passkeys: Option<Passkeys>,
    identity: Option<Identity>,
}

impl App {
    /// Opens database and board.
    ///
    /// # Errors
    /// [`Error::Internal`] where the database cannot be opened.
    pub async fn open(mut parts: Parts) -> Result<Self, Error> {
        let identity = parts.sign_in.identity.take().map(|provider| Identity::new(provider, &parts.ids));
        let live = Live::start(Arc::clone(&parts.map), parts.policy, Arc::clone(&parts.clock));
        let told = live.clone();
        let salts = Ids::seeded(parts.ids.bytes());
        let (unsure, mut doubts) = tokio::sync::mpsc::unbounded_channel();
        let listener = move |event| match event {
            Told::Committed(committed) => told.changed(committed),
            // The receiver lives as long as the application.
            Told::Unknown => _ = unsure.send(()),
        };
        let database = Database::open(&parts.database_url, Arc::new(listener), Arc::new(move || salts.bytes())).await?;
        check_secret(&database, &parts.secret).await?;
        let vault = Vault::open(&database, parts.keys).await?;
        let app = Self(Arc::new(Inner {
            database,
            places: Places::of(&parts.map).map_err(Error::internal)?,
            routes: Routes::new(Arc::clone(&parts.map)),
            map: parts.map,
            stations: ArcSwap::default(),
            live,
            secret: parts.secret,
            vault,
            checkpoint_key: parts.checkpoint_key,
            log_trouble: ArcSwapOption::empty(),
            cleaning: tokio::sync::Semaphore::new(2),
            clock: parts.clock,
            ids: parts.ids,
            throttle: Throttle::default(),
            receipt_throttle: Throttle::default(),
            passkeys: parts.sign_in.origin.as_deref().map(Passkeys::new).transpose()?,
            sign_in: parts.sign_in,
            identity,
        }));
        app.refresh_board().await?;
        let weak = Arc::downgrade(&app.0);
        tokio::spawn(async move {
            while doubts.recv().await.is_some() {
                let Some(inner) = weak.upgrade() else { return };
                if let Err(error) = Self(inner).refresh_board().await {
                    tracing::error!(%error, "the board could not be read anew: {error}");
                }
            }
        });
        Ok(app)
    }

    /// Reads the secret of the installation from `folder/secret.key`, or makes it.
    ///
    /// # Errors
    /// [`Error::Internal`] where the file cannot be read or written.
    pub fn secret(folder: &Path, ids: &Ids) -> Result<Secret, Error> {
        Secret::load_or_create(&folder.join("secret.key"), ids).map_err(Error::internal)
    }

    /// Reads the keys of the vault from `folder/keys`, or makes them.
    ///
    /// # Errors
    /// [`Error::Internal`] where the file cannot be read or written.
    pub fn keys(folder: &Path, secret: &Secret, now: DateTime<Utc>) -> Result<Keyring, Error> {
        Keyring::load_or_create(&folder.join("keys"), secret, now)
    }

    /// Reads stations and units anew from the database and rebuilds the live board.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn refresh_board(&self) -> Result<(), Error> {
        self.0.stations.store(Arc::new(kaimen_store::station::all(self.database().read()).await?));
        let units = kaimen_store::unit::all(self.database().read()).await?;
        let mut crews: HashMap<UnitId, Vec<_>> = HashMap::new();
        for (unit, account) in kaimen_store::account::crews(self.database().read()).await? {
            crews.entry(unit).or_default().push(account);
        }
        self.live().refresh(units, crews);
        Ok(())
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.0.clock.now()
    }

    /// The map.
    #[must_use]
    pub fn map(&self) -> &Arc<RoadMap> {
        &self.0.map
    }

    /// Where ids come from.
    #[must_use]
    pub fn ids(&self) -> &Ids {
        &self.0.ids
    }

    /// The live board.
    #[must_use]
    pub fn live(&self) -> &Live {
        &self.0.live
    }

    /// Police stations, by name.
    #[must_use]
    pub fn stations(&self) -> Arc<Vec<Station>> {
        self.0.stations.load_full()
    }

    /// Waits until everything asked so far is on the disk.
    pub async fn drain(&self) {
        self.0.database.drain().await;
    }

    /// The database; only for reading reports and for commands that check it.
    #[must_use]
    pub fn database(&self) -> &Database {
        &self.0.database
    }

    /// A station with the posts and rooms below it.
    #[must_use]
    pub fn below(&self, station: StationId) -> Arc<[StationId]> {
        let stations = self.stations();
        let mut found = vec![station];
        let mut next = 0;
        while let Some(above) = found.get(next).copied() {
            let children = stations.iter().filter(|child| child.parent == Some(above) && !found.contains(&child.id));
            let children: Vec<StationId> = children.map(|child| child.id).collect();
            found.extend(children);
            next += 1;
        }
        found.into()
    }

    /// Asks the access rules.
    #[must_use]
    pub fn may(&self, caller: &Caller, act: Act, on: Subject<'_>) -> bool {
        may(&caller.actor, act, on, self.now()).is_allowed()
    }

    /// Station in charge of a place: the nearest one; not a post below it.
    #[must_use]
    pub fn station_of(&self, at: Coordinate) -> Option<StationId> {
        let metres = |station: &Station| at.metres_to(Coordinate { lon: station.lon, lat: station.lat });
        self.stations()
            .iter()
            .filter(|station| station.parent.is_none())
            .min_by(|a, b| metres(a).total_cmp(&metres(b)))
            .map(|station| station.id)
    }
}

/// A database that was filled under another secret is refused: its receipts could not be opened.
async fn check_secret(database: &Database, secret: &Secret) -> Result<(), Error> {
    const NAME: &str = "secret_check";
    let expected = secret.check().to_vec();
    match kaimen_store::setting::find(database.read(), NAME).await? {
        Some(known) if known == expected => Ok(()),
        Some(_) => Err(Error::internal(
            "secret.key is not the one that this database was filled with: restore it from its backup",
        )),
        None => {
            let set = database
                .write(move |context| {
                    Box::pin(async move { kaimen_store::setting::insert(context, NAME, expected).await })
                })
                .await;
            match set {
                Ok(()) | Err(StoreError::Duplicate) => Ok(()),
                Err(error) => Err(error.into()),
            }
        }
    }
}
