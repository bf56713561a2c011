//! Who is complained of in which matter: the protective lock (red line 7).

use kaimen_domain::matter::Matter;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

use crate::change::Change;
use crate::error::StoreError;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recusal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub matter_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Adds who is complained of. A lock is never taken off: nothing here removes a row.
pub(super) async fn save(change: &Change<'_>, matter: &Matter) -> Result<(), StoreError> {
    if matter.recused.is_empty() {
        return Ok(());
    }
    let rows =
        matter.recused.iter().map(|account| ActiveModel { matter_id: Set(matter.id.0), account_id: Set(account.0) });
    let known = OnConflict::columns([Column::MatterId, Column::AccountId]).do_nothing().to_owned();
    Entity::insert_many(rows).on_conflict(known).exec_without_returning(change.tx()).await?;
    Ok(())
}
