//! Recovery codes of accounts: each opens once. Only hashes are kept.

use kaimen_domain::id::AccountId;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::change::Change;
use crate::error::StoreError;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "recovery_code")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub hash: Vec<u8>,
        pub account_id: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

/// Puts these codes in the place of whatever an account had; none to leave it without.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn replace(change: &Change<'_>, account: AccountId, hashes: &[[u8; 32]]) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::AccountId.eq(account.0)).exec(change.tx()).await?;
    if hashes.is_empty() {
        return Ok(());
    }
    let rows = hashes.iter().map(|hash| row::ActiveModel { hash: Set(hash.to_vec()), account_id: Set(account.0) });
    Entity::insert_many(rows).exec_without_returning(change.tx()).await?;
    Ok(())
}

/// How many an account has left.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn count(on: &impl ConnectionTrait, account: AccountId) -> Result<u64, StoreError> {
    Ok(Entity::find().filter(Column::AccountId.eq(account.0)).count(on).await?)
}

/// Spends a code; answers false where it is none of this account or was spent.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn spend(change: &Change<'_>, account: AccountId, hash: [u8; 32]) -> Result<bool, StoreError> {
    let spent = Entity::delete_many().filter(Column::Hash.eq(hash.to_vec())).filter(Column::AccountId.eq(account.0));
    Ok(spent.exec(change.tx()).await?.rows_affected == 1)
}
