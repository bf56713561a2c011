//! The vault: everything secret at rest is sealed under a key of its own, and that key under one generation of the
//! installation's key, which lies outside the database.
//!
//! Removing the key of a record (`kaimen_store::record_key::erase`, or `erase_of` for all of an owner) closes every copy
//! of it in the database. A backup that was made before still holds
//! the key, and closes when the generation that sealed it is retired.

mod cipher;
mod keyring;
mod rotate;

use std::sync::Arc;

use kaimen_store::record_key::{RecordKey, Sealed};
use kaimen_store::{Change, ConnectionTrait, Database, StoreError};
use uuid::Uuid;

pub use keyring::Keyring;
pub use rotate::{Rotated, Standing, retire, rotate, standing};

use crate::Ids;
use crate::error::Error;

/// Name of the setting that says under which generation new keys are sealed. It is in the database, so that whoever
/// changes it waits for the changes that were sealed before, and those that follow see it.
const CURRENT: &str = "key_generation";

/// Seals and opens.
pub(crate) struct Vault {
    keys: Arc<Keyring>,
}

/// Something sealed whose key is not yet kept: see [`Vault::keep`].
pub(crate) struct Prepared {
    sealed: Sealed,
    key: cipher::Key,
}

impl Vault {
    /// Refuses a database whose keys cannot be opened with this file of keys.
    pub(crate) async fn open(database: &Database, keys: Keyring) -> Result<Self, Error> {
        begin(database, keys.newest()).await?;
        for (generation, _) in kaimen_store::record_key::counts(database.read()).await? {
            let key = keys.key(generation)?;
            let one = kaimen_store::record_key::one_of(database.read(), generation).await?;
            if one.is_some_and(|one| cipher::open(&key, one.owner, &one.wrapped).is_none()) {
                return Err(keys.wrong(generation, "is another key"));
            }
        }
        Ok(Self { keys: Arc::new(keys) })
    }

    /// Seals something for its owner under a fresh key. Without the database: large things are sealed before the
    /// writer is asked, and kept with [`Vault::keep`].
    pub(crate) fn prepare(ids: &Ids, owner: Uuid, text: &[u8]) -> Result<Prepared, Error> {
        let key = ids.bytes();
        let bytes = cipher::seal(&key, ids, owner, text).ok_or_else(too_long)?;
        Ok(Prepared { sealed: Sealed { owner, key: ids.random(), bytes }, key })
    }

    /// Keeps the key of something sealed, in the change that keeps the rest of it.
    pub(crate) async fn keep(&self, context: &Change<'_>, ids: &Ids, prepared: Prepared) -> Result<Sealed, Error> {
        let Prepared { sealed, key } = prepared;
        let generation = current(context.tx()).await?;
        let wrapped = cipher::seal(&self.keys.key(generation)?, ids, sealed.owner, &key).ok_or_else(too_long)?;
        let key = RecordKey { id: sealed.key, owner: sealed.owner, generation, wrapped };
        kaimen_store::record_key::insert(context, &key).await?;
        Ok(sealed)
    }

    /// Seals something for its owner under a fresh key. The caller keeps the answer where it belongs.
    pub(crate) async fn seal(
        &self,
        context: &Change<'_>,
        ids: &Ids,
        owner: Uuid,
        text: &[u8],
    ) -> Result<Sealed, Error> {
        self.keep(context, ids, Self::prepare(ids, owner, text)?).await
    }

    /// What was sealed; `None` where its key was erased.
    pub(crate) async fn unseal(&self, on: &impl ConnectionTrait, sealed: &Sealed) -> Result<Option<Vec<u8>>, Error> {
        let mut opened = self.unseal_all(on, std::slice::from_ref(sealed)).await?;
        Ok(opened.pop().flatten())
    }

    /// What was sealed, in the same order, in one read whatever their number; `None` for each whose key was erased.
    pub(crate) async fn unseal_all(
        &self,
        on: &impl ConnectionTrait,
        sealed: &[Sealed],
    ) -> Result<Vec<Option<Vec<u8>>>, Error> {
        match self.try_unseal(on, sealed).await {
            // A rotation may have taken away the generation between the read of the key and now: the key has another.
            Err(Error::Internal(_)) => self.try_unseal(on, sealed).await,
            other => other,
        }
    }

    async fn try_unseal(&self, on: &impl ConnectionTrait, sealed: &[Sealed]) -> Result<Vec<Option<Vec<u8>>>, Error> {
        let ids: Vec<Uuid> = sealed.iter().map(|one| one.key).collect();
        let keys = kaimen_store::record_key::some(on, &ids).await?;
        let open = |one: &Sealed| {
            let Some(key) = keys.iter().find(|key| key.id == one.key) else { return Ok(None) };
            let key = unwrap(&self.keys, key, one.owner)?;
            let text = cipher::open(&key, one.owner, &one.bytes);
            text.map(Some).ok_or_else(|| Error::internal(format!("what is sealed under key {} was changed", one.key)))
        };
        sealed.iter().map(open).collect()
    }
}

/// The key of a record, opened.
fn unwrap(keys: &Keyring, key: &RecordKey, owner: Uuid) -> Result<cipher::Key, Error> {
    let opened = cipher::open(&keys.key(key.generation)?, owner, &key.wrapped);
    opened.and_then(|opened| opened.try_into().ok()).ok_or_else(|| {
        let (id, generation) = (key.id, key.generation);
        Error::internal(format!("record key {id} does not open with key generation {generation}"))
    })
}

fn too_long() -> Error {
    Error::internal("more than can be sealed at once")
}

/// The generation under which new keys are sealed.
async fn current(on: &impl ConnectionTrait) -> Result<u32, Error> {
    let value = kaimen_store::setting::find(on, CURRENT).await?;
    let generation = value.as_deref().and_then(|value| std::str::from_utf8(value).ok()?.parse().ok());
    generation.ok_or_else(|| Error::internal("the database does not say which key generation it uses"))
}

/// Says once in a new database which generation is used.
async fn begin(database: &Database, newest: u32) -> Result<(), Error> {
    if kaimen_store::setting::find(database.read(), CURRENT).await?.is_some() {
        return Ok(());
    }
    let value = newest.to_string().into_bytes();
    let set = database
        .write(move |context| Box::pin(async move { kaimen_store::setting::insert(context, CURRENT, value).await }))
        .await;
    match set {
        // Another process was first.
        Ok(()) | Err(StoreError::Duplicate) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
