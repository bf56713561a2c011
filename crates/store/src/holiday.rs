//! Notices of public holidays that a bureau loaded, beside those that kaimen comes with.

use chrono::{DateTime, Utc};
use kaimen_domain::deadline::calendar::{Calendar, Notice};
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

use crate::change::Change;
use crate::error::StoreError;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "holiday_notice")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub year: i32,
        pub number: String,
        pub days: Json,
        pub loaded_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{ActiveModel, Column, Entity};

/// Working days of the years that are known here.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn calendar(on: &impl ConnectionTrait) -> Result<Calendar, StoreError> {
    let rows = Entity::find().order_by_asc(Column::Year).all(on).await?;
    let loaded: Result<Vec<Notice>, StoreError> = rows
        .into_iter()
        .map(|row| {
            let days = serde_json::from_value(row.days);
            let days = days.map_err(|error| StoreError::Corrupt(format!("holidays of {}: {error}", row.year)))?;
            Ok(Notice { year: row.year, number: row.number, days })
        })
        .collect();
    Ok(Calendar::with(loaded?))
}

/// Keeps a notice in place of what was known of its year.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn set(change: &Change<'_>, notice: &Notice, now: DateTime<Utc>) -> Result<(), StoreError> {
    let days = serde_json::to_value(&notice.days).map_err(|error| StoreError::Corrupt(error.to_string()))?;
    let row = ActiveModel {
        year: Set(notice.year),
        number: Set(notice.number.clone()),
        days: Set(days),
        loaded_at: Set(now),
    };
    let replace =
        OnConflict::column(Column::Year).update_columns([Column::Number, Column::Days, Column::LoadedAt]).to_owned();
    Entity::insert(row).on_conflict(replace).exec_without_returning(change.tx()).await?;
    Ok(())
}
