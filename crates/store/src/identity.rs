//! Which account belongs to whom at the bureau's identity provider.
//!
//! No row: the first sign-in that names the account links it. A row without a subject: the administrator has unlinked
//! the account, and it stays so.

use chrono::{DateTime, Utc};
use kaimen_domain::id::AccountId;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

use crate::change::Change;
use crate::error::StoreError;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "identity")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: Uuid,
        pub issuer: Option<String>,
        pub subject: Option<String>,
        pub linked_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

/// A person at an identity provider: the pair is never given to somebody else (OpenID Connect Core 1.0, 5.7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Address of the provider.
    pub issuer: String,
    /// Who it is there.
    pub subject: String,
    /// Since when the account belongs to this person.
    pub linked_at: DateTime<Utc>,
}

/// What is known of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Which account.
    pub account: AccountId,
    /// To whom it belongs; nobody where the administrator has unlinked it.
    pub person: Option<Person>,
}

fn read(row: row::Model) -> Identity {
    let person = match (row.issuer, row.subject, row.linked_at) {
        (Some(issuer), Some(subject), Some(linked_at)) => Some(Person { issuer, subject, linked_at }),
        _ => None,
    };
    Identity { account: AccountId(row.account_id), person }
}

fn write(identity: &Identity) -> row::ActiveModel {
    let person = identity.person.as_ref();
    row::ActiveModel {
        account_id: Set(identity.account.0),
        issuer: Set(person.map(|person| person.issuer.clone())),
        subject: Set(person.map(|person| person.subject.clone())),
        linked_at: Set(person.map(|person| person.linked_at)),
    }
}

/// Links an account that has no row.
///
/// # Errors
/// [`StoreError::Duplicate`] where the account has a row by now, or the person another account.
pub async fn insert(change: &Change<'_>, identity: &Identity) -> Result<(), StoreError> {
    Entity::insert(write(identity))
        .exec_without_returning(change.tx())
        .await
        .map_err(|error| StoreError::unique(error, StoreError::Duplicate))?;
    Ok(())
}

/// Unlinks an account for good, linked before or not.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn unlink(change: &Change<'_>, account: AccountId) -> Result<(), StoreError> {
    let over = OnConflict::column(Column::AccountId)
        .update_columns([Column::Issuer, Column::Subject, Column::LinkedAt])
        .to_owned();
    Entity::insert(write(&Identity { account, person: None }))
        .on_conflict(over)
        .exec_without_returning(change.tx())
        .await?;
    Ok(())
}

/// Forgets that an account was unlinked; answers whether it was. A linked account stays as it is.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn allow(change: &Change<'_>, account: AccountId) -> Result<bool, StoreError> {
    let rows = Entity::delete_many().filter(Column::AccountId.eq(account.0)).filter(Column::Subject.is_null());
    Ok(rows.exec(change.tx()).await?.rows_affected > 0)
}

/// The account of a person.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find(on: &impl ConnectionTrait, issuer: &str, subject: &str) -> Result<Option<AccountId>, StoreError> {
    let row = Entity::find().filter(Column::Issuer.eq(issuer)).filter(Column::Subject.eq(subject)).one(on).await?;
    Ok(row.map(|row| AccountId(row.account_id)))
}

/// What is known of an account; nothing where it was neither linked nor unlinked.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn of(on: &impl ConnectionTrait, account: AccountId) -> Result<Option<Identity>, StoreError> {
    Ok(Entity::find_by_id(account.0).one(on).await?.map(read))
}

/// Every account that was linked or unlinked.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn all(on: &impl ConnectionTrait) -> Result<Vec<Identity>, StoreError> {
    Ok(Entity::find().all(on).await?.into_iter().map(read).collect())
}
