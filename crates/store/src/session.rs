//! Signed-in sessions of staff, one for each browser. Only a hash of the token is kept.
//!
//! A session that was revoked stays until it would have ended, so that its device can be told so; its key is erased.

use chrono::{DateTime, Duration, Utc};
use kaimen_domain::id::{AccountId, SessionId};
use kaimen_domain::sign_in::How;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{Condition, QueryOrder, QuerySelect};

use crate::change::Change;
use crate::error::StoreError;
use crate::record_key::{self, Sealed};

/// How long a session that has ended by itself is remembered: what waits on its phone can still be opened by whoever
/// signs in there again.
const REMEMBERED: Duration = Duration::days(3);

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "session")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub token_hash: Vec<u8>,
        pub account_id: Uuid,
        pub csrf: String,
        pub device: String,
        pub how: String,
        pub strong: bool,
        pub asked: bool,
        pub device_key: Option<Vec<u8>>,
        pub device_key_id: Option<Uuid>,
        pub created_at: DateTimeUtc,
        pub seen_at: DateTimeUtc,
        pub expires_at: DateTimeUtc,
        pub revoked_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

/// A session.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// Record.
    pub id: SessionId,
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    /// Whose.
    pub account: AccountId,
    /// Token that every changing request must repeat.
    pub csrf: String,
    /// Browser and system, such as `Chrome · Android`.
    pub device: String,
    /// By what it was opened.
    pub how: How,
    /// Whether a second factor was passed.
    pub strong: bool,
    /// Whether a second factor is asked for; until then the session can do nothing else.
    pub asked: bool,
    /// Key of what the device keeps, sealed.
    pub device_key: Option<Sealed>,
    /// Signed in.
    pub created_at: DateTime<Utc>,
    /// Last used, to the minute.
    pub seen_at: DateTime<Utc>,
    /// Ends at the latest.
    pub expires_at: DateTime<Utc>,
    /// Ended by somebody.
    pub revoked_at: Option<DateTime<Utc>>,
}

fn read(row: row::Model) -> Result<Session, StoreError> {
    let corrupt = || StoreError::Corrupt("session".to_owned());
    Ok(Session {
        id: SessionId(row.id),
        token_hash: row.token_hash.try_into().map_err(|_| corrupt())?,
        account: AccountId(row.account_id),
        csrf: row.csrf,
        device: row.device,
        how: row.how.parse().map_err(|_| StoreError::Corrupt(row.how.clone()))?,
        strong: row.strong,
        asked: row.asked,
        device_key: row.device_key.zip(row.device_key_id).map(|(bytes, key)| Sealed {
            owner: row.account_id,
            key,
            bytes,
        }),
        created_at: row.created_at,
        seen_at: row.seen_at,
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
    })
}

/// Adds a session.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn insert(change: &Change<'_>, session: &Session) -> Result<(), StoreError> {
    let row = row::ActiveModel {
        id: Set(session.id.0),
        token_hash: Set(session.token_hash.to_vec()),
        account_id: Set(session.account.0),
        csrf: Set(session.csrf.clone()),
        device: Set(session.device.clone()),
        how: Set(session.how.word().to_owned()),
        strong: Set(session.strong),
        asked: Set(session.asked),
        device_key: Set(session.device_key.as_ref().map(|sealed| sealed.bytes.clone())),
        device_key_id: Set(session.device_key.as_ref().map(|sealed| sealed.key)),
        created_at: Set(session.created_at),
        seen_at: Set(session.seen_at),
        expires_at: Set(session.expires_at),
        revoked_at: Set(session.revoked_at),
    };
    Entity::insert(row).exec_without_returning(change.tx()).await?;
    Ok(())
}

/// The session with this token hash, ended and revoked ones included.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn find(on: &impl ConnectionTrait, token_hash: [u8; 32]) -> Result<Option<Session>, StoreError> {
    Entity::find().filter(Column::TokenHash.eq(token_hash.to_vec())).one(on).await?.map(read).transpose()
}

/// The session with this id, ended and revoked ones included.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn get(on: &impl ConnectionTrait, id: SessionId) -> Result<Option<Session>, StoreError> {
    Entity::find_by_id(id.0).one(on).await?.map(read).transpose()
}

/// Sessions of these accounts that have not ended, last used first.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn of_accounts(
    on: &impl ConnectionTrait,
    accounts: &[AccountId],
    idle_since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Vec<Session>, StoreError> {
    let mut found = Vec::new();
    for some in accounts.chunks(500) {
        let rows = Entity::find()
            .filter(Column::AccountId.is_in(some.iter().map(|account| account.0)))
            .filter(open(now))
            .filter(Column::SeenAt.gt(idle_since))
            .order_by_desc(Column::SeenAt)
            .all(on)
            .await?;
        for row in rows {
            found.push(read(row)?);
        }
    }
    Ok(found)
}

fn open(now: DateTime<Utc>) -> Condition {
    Condition::all().add(Column::ExpiresAt.gt(now)).add(Column::RevokedAt.is_null())
}

/// Whether an account has a session that has not ended.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn is_open(on: &impl ConnectionTrait, account: AccountId, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let open =
        Entity::find().select_only().column(Column::Id).filter(Column::AccountId.eq(account.0)).filter(open(now));
    Ok(open.limit(1).into_tuple::<Uuid>().one(on).await?.is_some())
}

/// Notes that it was used.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn touch(change: &Change<'_>, token_hash: [u8; 32], now: DateTime<Utc>) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::SeenAt, Expr::value(now))
        .filter(Column::TokenHash.eq(token_hash.to_vec()))
        .exec(change.tx())
        .await?;
    Ok(())
}

/// Makes a session strong, under a new token; answers false where it was revoked or made strong meanwhile.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn strengthen(
    change: &Change<'_>,
    id: SessionId,
    token_hash: [u8; 32],
    csrf: &str,
    how: How,
    expires_at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let made = Entity::update_many()
        .set(row::ActiveModel {
            token_hash: Set(token_hash.to_vec()),
            csrf: Set(csrf.to_owned()),
            how: Set(how.word().to_owned()),
            strong: Set(true),
            asked: Set(false),
            expires_at: Set(expires_at),
            ..Default::default()
        })
        .filter(Column::Id.eq(id.0))
        .filter(Column::Strong.eq(false))
        .filter(Column::RevokedAt.is_null())
        .exec(change.tx())
        .await?;
    Ok(made.rows_affected == 1)
}

/// Asks the second factor of every session of an account that has not passed one, but for the one named.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn ask(change: &Change<'_>, account: AccountId, but: SessionId) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::Asked, Expr::value(true))
        .filter(Column::AccountId.eq(account.0))
        .filter(Column::Id.ne(but.0))
        .filter(Column::Strong.eq(false))
        .exec(change.tx())
        .await?;
    Ok(())
}

/// Forgets one session whose owner signed out, and erases the key of its device.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn remove(change: &Change<'_>, id: SessionId) -> Result<(), StoreError> {
    erase_keys(change, Condition::all().add(Column::Id.eq(id.0))).await?;
    take_over(change, id).await
}

/// Forgets one session in whose place another comes, with the key of the same device.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn take_over(change: &Change<'_>, id: SessionId) -> Result<(), StoreError> {
    Entity::delete_by_id(id.0).exec(change.tx()).await?;
    Ok(())
}

/// Erases the keys of devices: what they keep can be read by nobody, not even from a copy of the database made later.
async fn erase_keys(change: &Change<'_>, of: Condition) -> Result<(), StoreError> {
    let keys: Vec<Uuid> = Entity::find()
        .select_only()
        .column(Column::DeviceKeyId)
        .filter(of)
        .filter(Column::DeviceKeyId.is_not_null())
        .into_tuple()
        .all(change.tx())
        .await?;
    if !keys.is_empty() {
        record_key::erase(change, &keys).await?;
    }
    Ok(())
}

/// Which sessions of an account are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// All of them.
    All,
    /// One.
    One(SessionId),
    /// All but one.
    AllBut(SessionId),
}

/// Revokes sessions of an account and erases the keys of their devices; answers how many.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn revoke(
    change: &Change<'_>,
    account: AccountId,
    which: Which,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let of_account = Condition::all().add(Column::AccountId.eq(account.0)).add(Column::RevokedAt.is_null());
    let chosen = match which {
        Which::All => of_account,
        Which::One(id) => of_account.add(Column::Id.eq(id.0)),
        Which::AllBut(id) => of_account.add(Column::Id.ne(id.0)),
    };
    erase_keys(change, chosen.clone()).await?;
    let revoked = Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(now))
        .col_expr(Column::DeviceKey, Expr::value(None::<Vec<u8>>))
        .col_expr(Column::DeviceKeyId, Expr::value(None::<Uuid>))
        .filter(chosen)
        .exec(change.tx())
        .await?;
    Ok(revoked.rows_affected)
}

/// Removes sessions that ended long enough before `now`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn remove_ended(change: &Change<'_>, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let long_ended = Condition::all().add(Column::ExpiresAt.lt(now - REMEMBERED));
    erase_keys(change, long_ended.clone()).await?;
    let removed = Entity::delete_many().filter(long_ended).exec(change.tx()).await?;
    Ok(removed.rows_affected)
}
