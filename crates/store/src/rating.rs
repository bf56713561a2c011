//! Ratings by residents: station, month and stars; nothing that leads back to a call or a day (red line 6).

use std::collections::BTreeMap;

use kaimen_domain::id::StationId;
use sea_orm::ActiveValue::Set;
use sea_orm::QuerySelect;
use sea_orm::entity::prelude::*;

use crate::change::Change;
use crate::error::StoreError;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "rating")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub station_id: Option<Uuid>,
        pub month: String,
        pub stars: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

/// Adds a rating under a random id.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn insert(
    change: &Change<'_>,
    id: Uuid,
    station: Option<StationId>,
    month: String,
    stars: u8,
) -> Result<(), StoreError> {
    let row = row::ActiveModel {
        id: Set(id),
        station_id: Set(station.map(|station| station.0)),
        month: Set(month),
        stars: Set(i32::from(stars)),
    };
    Entity::insert(row).exec_without_returning(change.tx()).await?;
    Ok(())
}

/// Number and sum of stars of each station in a month.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn month(on: &impl ConnectionTrait, month: &str) -> Result<Vec<(StationId, u64, u64)>, StoreError> {
    let rows: Vec<(Uuid, i32)> = Entity::find()
        .select_only()
        .column(Column::StationId)
        .column(Column::Stars)
        .filter(Column::Month.eq(month))
        .filter(Column::StationId.is_not_null())
        .into_tuple()
        .all(on)
        .await?;
    let mut sums: BTreeMap<StationId, (u64, u64)> = BTreeMap::new();
    for (station, stars) in rows {
        let sum = sums.entry(StationId(station)).or_default();
        *sum = (sum.0 + 1, sum.1 + u64::try_from(stars).unwrap_or(0));
    }
    Ok(sums.into_iter().map(|(station, (count, stars))| (station, count, stars)).collect())
}
