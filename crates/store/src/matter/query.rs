//! Matters with the people and units that belong to them: three statements more, however many there are.

use std::collections::HashMap;

use kaimen_domain::assignment::AssignmentState;
use kaimen_domain::id::{AccountId, MatterId, UnitId};
use kaimen_domain::matter::{Grant, Matter};
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use super::row::{self, Column, Entity};
use super::{grant, recusal};
use crate::call::assignment;
use crate::error::{StoreError, word};

/// One matter.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn find(on: &impl ConnectionTrait, id: MatterId) -> Result<Option<Matter>, StoreError> {
    Ok(load(on, Entity::find_by_id(id.0).all(on).await?).await?.pop())
}

/// The matter with this number.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn find_by_number(on: &impl ConnectionTrait, number: &str) -> Result<Option<Matter>, StoreError> {
    Ok(load(on, Entity::find().filter(Column::Number.eq(number)).all(on).await?).await?.pop())
}

/// These matters, newest first.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn some(on: &impl ConnectionTrait, ids: &[MatterId]) -> Result<Vec<Matter>, StoreError> {
    let keys = ids.iter().map(|id| id.0);
    load(on, Entity::find().filter(Column::Id.is_in(keys)).order_by_desc(Column::ReceivedAt).all(on).await?).await
}

/// Who is complained of and who was given access, for many matters at once.
pub(crate) async fn people_of(
    on: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, (Vec<AccountId>, Vec<Grant>)>, StoreError> {
    let mut people: HashMap<Uuid, (Vec<AccountId>, Vec<Grant>)> = HashMap::new();
    let keys = || ids.iter().copied();
    let locked = recusal::Entity::find().filter(recusal::Column::MatterId.is_in(keys()));
    for row in locked.order_by_asc(recusal::Column::AccountId).all(on).await? {
        people.entry(row.matter_id).or_default().0.push(AccountId(row.account_id));
    }
    let given = grant::Entity::find().filter(grant::Column::MatterId.is_in(keys()));
    for row in given.order_by_asc(grant::Column::FromAt).all(on).await? {
        people.entry(row.matter_id).or_default().1.push(grant::read(row)?);
    }
    Ok(people)
}

/// Matters from their rows, in the same order.
pub(super) async fn load(on: &impl ConnectionTrait, rows: Vec<row::Model>) -> Result<Vec<Matter>, StoreError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut people = people_of(on, &ids).await?;
    let mut units: HashMap<Uuid, Vec<UnitId>> = HashMap::new();
    let worked = assignment::Entity::find()
        .filter(assignment::Column::CallId.is_in(ids))
        .filter(assignment::Column::State.ne(word(&AssignmentState::Recalled)))
        .order_by_asc(assignment::Column::Id);
    for row in worked.all(on).await? {
        units.entry(row.call_id).or_default().push(UnitId(row.unit_id));
    }
    let whole = |row: row::Model| {
        let id = row.id;
        let mut matter = row::read(row)?;
        (matter.recused, matter.grants) = people.remove(&id).unwrap_or_default();
        matter.units = units.remove(&id).unwrap_or_default();
        Ok(matter)
    };
    rows.into_iter().map(whole).collect()
}
