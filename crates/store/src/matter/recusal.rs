//! Who is complained of in which matter: the protective lock (red line 7).

use kaimen_domain::id::AccountId;
use kaimen_domain::matter::Matter;
use sea_orm::ActiveValue::Set;
use sea_orm::QuerySelect;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

use crate::change::Change;
use crate::error::StoreError;
use crate::rights;

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
    // What the person asks about the matter is kept from them as well.
    let requests: Vec<Uuid> = rights::Entity::find()
        .select_only()
        .column(rights::Column::Id)
        .filter(rights::Column::AboutId.eq(matter.id.0))
        .into_tuple()
        .all(change.tx())
        .await?;
    let rows = std::iter::once(matter.id.0).chain(requests).flat_map(|id| {
        let row = move |account: &AccountId| ActiveModel { matter_id: Set(id), account_id: Set(account.0) };
        matter.recused.iter().map(row)
    });
    let known = OnConflict::columns([Column::MatterId, Column::AccountId]).do_nothing().to_owned();
    Entity::insert_many(rows).on_conflict(known).exec_without_returning(change.tx()).await?;
    Ok(())
}
