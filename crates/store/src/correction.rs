//! What stood before a correction: the original entry is kept beside what is right (catalogue M04).

use chrono::{DateTime, Utc};
use kaimen_domain::id::MatterId;
use kaimen_domain::rights::Field;
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use crate::change::Change;
use crate::error::{StoreError, parse};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "correction")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub matter_id: Uuid,
        pub request_id: Uuid,
        pub field: String,
        pub original: String,
        pub at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) use row::{Column, Entity};

/// A correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Record.
    pub id: Uuid,
    /// Of which matter.
    pub matter: MatterId,
    /// By which request.
    pub request: MatterId,
    /// What was corrected.
    pub field: Field,
    /// What stood there before.
    pub original: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Adds a correction.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn insert(change: &Change<'_>, correction: &Correction) -> Result<(), StoreError> {
    let row = row::ActiveModel {
        id: Set(correction.id),
        matter_id: Set(correction.matter.0),
        request_id: Set(correction.request.0),
        field: Set(correction.field.word().to_owned()),
        original: Set(correction.original.clone()),
        at: Set(correction.at),
    };
    Entity::insert(row).exec_without_returning(change.tx()).await?;
    Ok(())
}

/// Corrections of a matter, oldest first.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn of(on: &impl ConnectionTrait, matter: MatterId) -> Result<Vec<Correction>, StoreError> {
    let rows = Entity::find().filter(Column::MatterId.eq(matter.0)).order_by_asc(Column::At).all(on).await?;
    let read = |row: row::Model| {
        Ok(Correction {
            id: row.id,
            matter: MatterId(row.matter_id),
            request: MatterId(row.request_id),
            field: parse(&row.field)?,
            original: row.original,
            at: row.at,
        })
    };
    rows.into_iter().map(read).collect()
}
