//! A new generation of the installation's key, and the end of old ones. Beside a running server, and again after a kill.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use kaimen_domain::audit::Entry;
use kaimen_store::record_key::RecordKey;
use kaimen_store::{Change, Database, Effect};
use serde_json::json;

use super::{CURRENT, Keyring, begin, cipher, current, too_long, unwrap};
use crate::Ids;
use crate::error::Error;

/// Keys sealed anew in one change: milliseconds, so that the server beside hardly waits.
const BATCH: u64 = 500;
/// Between two changes. Who waits for an SQLite file asks again every tenth of a second at most, and would never find
/// it free if one change followed the other at once.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(25);

/// What a rotation did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rotated {
    /// The generation under which everything stands now.
    pub generation: u32,
    /// Keys of records that were sealed anew.
    pub keys: u64,
    /// Whether an earlier rotation was finished; no further generation was made.
    pub resumed: bool,
}

/// A generation as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Its number.
    pub generation: u32,
    /// When it was made; `None` where the file does not hold it.
    pub created: Option<DateTime<Utc>>,
    /// Keys of records under it.
    pub keys: u64,
    /// Whether new keys are sealed under it.
    pub current: bool,
}

/// Makes a new generation and seals the keys of all records under it, in small changes; where an earlier rotation was
/// cut off, finishes that one instead. `tell` hears how many are done, of how many.
///
/// The order makes it safe at every moment: first the new key is on the disk, then the database says that it is used,
/// and only then do records move to it. Old generations stay in the file until [`retire`].
///
/// # Errors
/// [`Error::Internal`] where the file or the database cannot be written, or a generation in use is missing.
pub async fn rotate(
    database: &Database,
    keys: &Arc<Keyring>,
    ids: &Arc<Ids>,
    now: DateTime<Utc>,
    mut tell: impl FnMut(u64, u64),
) -> Result<Rotated, Error> {
    begin(database, keys.newest()).await?;
    let old = current(database.read()).await?;
    let standing = kaimen_store::record_key::counts(database.read()).await?;
    for (generation, _) in &standing {
        keys.key(*generation)?;
    }
    let resumed = keys.newest() > old || standing.iter().any(|(generation, _)| *generation < old);
    let generation = if resumed { keys.newest().max(old) } else { keys.add(ids, now)? };
    announce(database, old, generation, now).await?;
    let total = standing.iter().filter(|(old, _)| *old < generation).map(|(_, count)| count).sum();
    let mut done = 0;
    loop {
        tell(done, total);
        let (keys, ids) = (Arc::clone(keys), Arc::clone(ids));
        let moved: Result<u64, Error> = database
            .write(move |context| Box::pin(async move { batch(context, &keys, &ids, generation, now).await }))
            .await;
        done += moved?;
        tokio::time::sleep(PAUSE).await;
        let left = kaimen_store::record_key::before(database.read(), generation, 1).await?;
        if left.is_empty() {
            tell(done, total.max(done));
            return Ok(Rotated { generation, keys: done, resumed });
        }
    }
}

/// From this commit on, new keys are sealed under the new generation, by every process.
async fn announce(database: &Database, old: u32, generation: u32, now: DateTime<Utc>) -> Result<(), Error> {
    if old == generation {
        return Ok(());
    }
    database
        .write(move |context| {
            Box::pin(async move {
                kaimen_store::setting::set(context, CURRENT, generation.to_string().into_bytes()).await?;
                let detail = json!({ "generation": generation });
                context.audit(entry("rotate-keys", &detail, now), Effect::default()).await?;
                Ok(())
            })
        })
        .await
}

async fn batch(
    context: &Change<'_>,
    keys: &Keyring,
    ids: &Ids,
    generation: u32,
    now: DateTime<Utc>,
) -> Result<u64, Error> {
    let old = kaimen_store::record_key::before(context.tx(), generation, BATCH).await?;
    let new_key = keys.key(generation)?;
    let anew = |old: &RecordKey| {
        let key = unwrap(keys, old, old.owner)?;
        let wrapped = cipher::seal(&new_key, ids, old.owner, &key).ok_or_else(too_long)?;
        Ok(RecordKey { generation, wrapped, ..old.clone() })
    };
    let new = old.iter().map(anew).collect::<Result<Vec<_>, Error>>()?;
    kaimen_store::record_key::replace(context, &new).await?;
    let moved = new.len() as u64;
    if moved > 0 && moved < BATCH {
        context.audit(entry("keys-rotated", &json!({ "generation": generation }), now), Effect::default()).await?;
    }
    Ok(moved)
}

/// Takes generations under which nothing stands out of the file of keys, other than the current one. Backups of the
/// database that were made while they were used can no longer be opened with this file.
///
/// # Errors
/// [`Error::Internal`].
pub async fn retire(database: &Database, keys: &Arc<Keyring>, now: DateTime<Utc>) -> Result<Vec<u32>, Error> {
    begin(database, keys.newest()).await?;
    let keys = Arc::clone(keys);
    database
        .write(move |context| {
            Box::pin(async move {
                keys.reload()?;
                let current = current(context.tx()).await?;
                let counts = kaimen_store::record_key::counts(context.tx()).await?;
                let used = |generation: &u32| counts.iter().any(|(used, _)| used == generation);
                let old = keys.generations().into_iter().map(|(generation, _)| generation);
                let old: Vec<u32> = old.filter(|old| *old < current && !used(old)).collect();
                if !old.is_empty() {
                    let detail = json!({ "generations": old });
                    context.audit(entry("retire-keys", &detail, now), Effect::default()).await?;
                    // Nobody seals between the count and this: one change is made at a time.
                    keys.remove(&old)?;
                }
                Ok(old)
            })
        })
        .await
}

/// Generations that the file holds or records stand under, oldest first.
///
/// # Errors
/// [`Error::Internal`].
pub async fn standing(database: &Database, keys: &Keyring) -> Result<Vec<Standing>, Error> {
    begin(database, keys.newest()).await?;
    let current = current(database.read()).await?;
    let counts = kaimen_store::record_key::counts(database.read()).await?;
    let made = keys.generations();
    let mut generations: Vec<u32> = made
        .iter()
        .map(|(generation, _)| *generation)
        .chain(counts.iter().map(|(generation, _)| *generation))
        .collect();
    generations.sort_unstable();
    generations.dedup();
    let one = |generation| Standing {
        generation,
        created: made.iter().find(|(other, _)| *other == generation).map(|(_, created)| *created),
        keys: counts.iter().find(|(other, _)| *other == generation).map_or(0, |(_, keys)| *keys),
        current: generation == current,
    };
    Ok(generations.into_iter().map(one).collect())
}

fn entry(act: &str, detail: &serde_json::Value, now: DateTime<Utc>) -> Entry {
    Entry {
        at: now,
        actor: "system".to_owned(),
        act: act.to_owned(),
        subject: "keys".to_owned(),
        why: String::new(),
        detail: detail.to_string(),
    }
}
