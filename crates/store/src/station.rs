//! Police stations, and the posts and rooms below them.

use kaimen_domain::id::StationId;
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use crate::change::Change;
use crate::error::StoreError;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "station")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub name: String,
        pub lon: f64,
        pub lat: f64,
        pub parent_id: Option<Uuid>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A police station.
#[derive(Debug, Clone, PartialEq)]
pub struct Station {
    /// Record.
    pub id: StationId,
    /// Name as on the sign.
    pub name: String,
    /// Degrees east.
    pub lon: f64,
    /// Degrees north.
    pub lat: f64,
    /// The station to which this post or room belongs; none for a station itself.
    pub parent: Option<StationId>,
}

/// Adds a station.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn insert(change: &Change<'_>, station: &Station) -> Result<(), StoreError> {
    let row = row::ActiveModel {
        id: Set(station.id.0),
        name: Set(station.name.clone()),
        lon: Set(station.lon),
        lat: Set(station.lat),
        parent_id: Set(station.parent.map(|parent| parent.0)),
    };
    row::Entity::insert(row).exec_without_returning(change.tx()).await?;
    Ok(())
}

/// Every station, by name.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn all(on: &impl ConnectionTrait) -> Result<Vec<Station>, StoreError> {
    let rows = row::Entity::find().order_by_asc(row::Column::Name).all(on).await?;
    Ok(rows
        .into_iter()
        .map(|row| Station {
            id: StationId(row.id),
            name: row.name,
            lon: row.lon,
            lat: row.lat,
            parent: row.parent_id.map(StationId),
        })
        .collect())
}

/// Puts a station below another, or by itself; `false` where there is none.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn place(change: &Change<'_>, id: StationId, parent: Option<StationId>) -> Result<bool, StoreError> {
    let placed = row::Entity::update_many()
        .col_expr(row::Column::ParentId, sea_orm::sea_query::Expr::value(parent.map(|parent| parent.0)))
        .filter(row::Column::Id.eq(id.0))
        .exec(change.tx())
        .await?;
    Ok(placed.rows_affected == 1)
}
