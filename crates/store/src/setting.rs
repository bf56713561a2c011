//! Values that belong to the installation as a whole.

use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

use crate::change::Change;
use crate::error::StoreError;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "setting")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        pub value: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The value of a setting, if it was ever set.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find(on: &impl ConnectionTrait, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(row::Entity::find_by_id(name.to_owned()).one(on).await?.map(|row| row.value))
}

/// Sets a value for the first time.
///
/// # Errors
/// [`StoreError::Duplicate`] where it was set before.
pub async fn insert(change: &Change<'_>, name: &str, value: Vec<u8>) -> Result<(), StoreError> {
    let row = row::ActiveModel { name: Set(name.to_owned()), value: Set(value) };
    row::Entity::insert(row)
        .exec_without_returning(change.tx())
        .await
        .map_err(|error| StoreError::unique(error, StoreError::Duplicate))?;
    Ok(())
}

/// Sets a value, whether or not it was set before.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn set(change: &Change<'_>, name: &str, value: Vec<u8>) -> Result<(), StoreError> {
    let row = row::ActiveModel { name: Set(name.to_owned()), value: Set(value) };
    let over = OnConflict::column(row::Column::Name).update_column(row::Column::Value).to_owned();
    row::Entity::insert(row).on_conflict(over).exec_without_returning(change.tx()).await?;
    Ok(())
}
