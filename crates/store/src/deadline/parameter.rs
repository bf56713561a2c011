//! The bureau's own lengths.

use chrono::{DateTime, Utc};
use kaimen_domain::deadline::rule::StepName;
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

use crate::change::Change;
use crate::error::StoreError;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "deadline_parameter")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub rule: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub step: String,
        pub value: i32,
        pub set_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{ActiveModel, Column, Entity, Model};

/// A length that the bureau set for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Rule and step.
    pub name: StepName,
    /// In the unit of the step.
    pub value: u32,
    /// When it was set.
    pub set_at: DateTime<Utc>,
}

fn value(row: &Model) -> Result<u32, StoreError> {
    u32::try_from(row.value).map_err(|_| StoreError::Corrupt(format!("length of {}.{}", row.rule, row.step)))
}

/// Every length that the bureau set.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn parameters(on: &impl ConnectionTrait) -> Result<Vec<Parameter>, StoreError> {
    let rows = Entity::find().order_by_asc(Column::Rule).order_by_asc(Column::Step).all(on).await?;
    rows.into_iter()
        .map(|row| {
            let value = value(&row)?;
            Ok(Parameter { name: StepName { rule: row.rule, step: row.step }, value, set_at: row.set_at })
        })
        .collect()
}

/// The bureau's own length of a step.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn own_length(on: &impl ConnectionTrait, name: &StepName) -> Result<Option<u32>, StoreError> {
    let found = Entity::find_by_id((name.rule.clone(), name.step.clone())).one(on).await?;
    found.as_ref().map(value).transpose()
}

/// Sets the bureau's own length of a step.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn set_parameter(
    change: &Change<'_>,
    name: &StepName,
    value: u32,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = ActiveModel {
        rule: Set(name.rule.clone()),
        step: Set(name.step.clone()),
        value: Set(i32::try_from(value).unwrap_or(i32::MAX)),
        set_at: Set(now),
    };
    let replace =
        OnConflict::columns([Column::Rule, Column::Step]).update_columns([Column::Value, Column::SetAt]).to_owned();
    Entity::insert(row).on_conflict(replace).exec_without_returning(change.tx()).await?;
    Ok(())
}

/// Goes back to the length of the register; `false` where none was set.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn remove_parameter(change: &Change<'_>, name: &StepName) -> Result<bool, StoreError> {
    let removed = Entity::delete_by_id((name.rule.clone(), name.step.clone())).exec(change.tx()).await?;
    Ok(removed.rows_affected > 0)
}
