//! Accounts of staff.

use chrono::{DateTime, Utc};
use kaimen_domain::id::{AccountId, StationId, UnitId};
use kaimen_domain::role::Role;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use crate::change::Change;
use crate::error::StoreError;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "account")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub username: String,
        pub name: String,
        pub role: String,
        pub password_hash: Option<String>,
        pub station_id: Option<Uuid>,
        pub unit_id: Option<Uuid>,
        pub active: bool,
        pub version: i32,
        pub created_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

/// An account.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Record.
    pub id: AccountId,
    /// What is typed to sign in.
    pub username: String,
    /// Name shown to colleagues.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Argon2id hash; none where the account cannot sign in by password.
    pub password_hash: Option<String>,
    /// Station.
    pub station: Option<StationId>,
    /// Unit.
    pub unit: Option<UnitId>,
    /// Whether it may be used.
    pub active: bool,
    /// Counts the changes.
    pub version: u32,
    /// Made.
    pub created_at: DateTime<Utc>,
}

fn read(row: row::Model) -> Result<Account, StoreError> {
    Ok(Account {
        id: AccountId(row.id),
        username: row.username,
        name: row.name,
        role: row.role.parse().map_err(|_| StoreError::Corrupt(row.role.clone()))?,
        password_hash: row.password_hash,
        station: row.station_id.map(StationId),
        unit: row.unit_id.map(UnitId),
        active: row.active,
        version: u32::try_from(row.version).unwrap_or(0),
        created_at: row.created_at,
    })
}

fn write(account: &Account) -> row::ActiveModel {
    row::ActiveModel {
        id: Set(account.id.0),
        username: Set(account.username.clone()),
        name: Set(account.name.clone()),
        role: Set(account.role.word().to_owned()),
        password_hash: Set(account.password_hash.clone()),
        station_id: Set(account.station.map(|station| station.0)),
        unit_id: Set(account.unit.map(|unit| unit.0)),
        active: Set(account.active),
        version: Set(i32::try_from(account.version).unwrap_or(i32::MAX)),
        created_at: Set(account.created_at),
    }
}

/// Adds accounts.
///
/// # Errors
/// [`StoreError::Duplicate`] where a username is in use.
pub async fn insert(change: &Change<'_>, accounts: &[Account]) -> Result<(), StoreError> {
    for chunk in accounts.chunks(500) {
        Entity::insert_many(chunk.iter().map(write))
            .exec_without_returning(change.tx())
            .await
            .map_err(|error| StoreError::unique(error, StoreError::Duplicate))?;
    }
    Ok(())
}

/// Saves an account whose version was counted up by one since it was read.
///
/// # Errors
/// [`StoreError::Stale`], [`StoreError::Duplicate`].
pub async fn save(change: &Change<'_>, account: &Account) -> Result<(), StoreError> {
    let mut row = write(account);
    row.id = sea_orm::ActiveValue::NotSet;
    let before = i32::try_from(account.version).unwrap_or(i32::MAX) - 1;
    let saved = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(account.id.0))
        .filter(Column::Version.eq(before))
        .exec(change.tx())
        .await
        .map_err(|error| StoreError::unique(error, StoreError::Duplicate))?;
    if saved.rows_affected == 0 { Err(StoreError::Stale) } else { Ok(()) }
}

/// One account.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn find(on: &impl ConnectionTrait, id: AccountId) -> Result<Option<Account>, StoreError> {
    Entity::find_by_id(id.0).one(on).await?.map(read).transpose()
}

/// The account with this username.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn find_by_username(on: &impl ConnectionTrait, username: &str) -> Result<Option<Account>, StoreError> {
    Entity::find().filter(Column::Username.eq(username)).one(on).await?.map(read).transpose()
}

/// Every account, by username; the hash of the password is left out.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn all(on: &impl ConnectionTrait) -> Result<Vec<Account>, StoreError> {
    let rows = Entity::find().order_by_asc(Column::Username).all(on).await?;
    rows.into_iter().map(|row| read(row::Model { password_hash: None, ..row })).collect()
}

/// Which accounts ride with which unit.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn crews(on: &impl ConnectionTrait) -> Result<Vec<(UnitId, AccountId)>, StoreError> {
    let rows: Vec<(Uuid, Uuid)> = Entity::find()
        .select_only()
        .column(Column::UnitId)
        .column(Column::Id)
        .filter(Column::UnitId.is_not_null())
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(on)
        .await?;
    Ok(rows.into_iter().map(|(unit, account)| (UnitId(unit), AccountId(account))).collect())
}

/// Whether there is any account.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn any(on: &impl ConnectionTrait) -> Result<bool, StoreError> {
    Ok(Entity::find().select_only().column(Column::Id).limit(1).into_tuple::<Uuid>().one(on).await?.is_some())
}

/// Names of people, in one statement.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn names(
    on: &impl ConnectionTrait,
    people: &[AccountId],
) -> Result<std::collections::HashMap<AccountId, String>, StoreError> {
    let rows = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Name])
        .filter(Column::Id.is_in(people.iter().map(|account| account.0)))
        .into_tuple::<(Uuid, String)>()
        .all(on)
        .await?;
    Ok(rows.into_iter().map(|(id, name)| (AccountId(id), name)).collect())
}
