//! Finding calls. A list costs six statements, however long it is.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use kaimen_domain::access::Reach;
use kaimen_domain::call::{Call, CallState};
use kaimen_domain::id::CallId;
use kaimen_domain::matter::MatterKind;
use kaimen_domain::receipt;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Query;
use sea_orm::{Condition, QueryOrder, QuerySelect, Select};

use super::{assignment, medical, row};
use crate::error::{StoreError, word};
use crate::matter::{self, Column, Entity, Filter, of_reach, page, people_of};

/// Calls that are reached; every one where nobody reads.
fn scoped(reach: Option<&Reach>) -> Select<Entity> {
    let calls = Entity::find().filter(Column::Kind.eq(MatterKind::Call.word()));
    match reach {
        Some(reach) => calls.filter(of_reach(reach)),
        None => calls,
    }
}

async fn load(on: &impl ConnectionTrait, select: Select<Entity>) -> Result<Vec<Call>, StoreError> {
    let matters = select.all(on).await?;
    if matters.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = matters.iter().map(|matter| matter.id).collect();
    let keys = || ids.iter().copied();
    let own = row::Entity::find().filter(row::Column::Id.is_in(keys())).all(on).await?;
    let mut own: HashMap<Uuid, row::Model> = own.into_iter().map(|row| (row.id, row)).collect();
    let mut people = people_of(on, &ids).await?;
    let whole = |matter: matter::Model| {
        let id = matter.id;
        let row = own.remove(&id).ok_or_else(|| StoreError::Corrupt(format!("matter {id} has no call")))?;
        let mut call = row::read(row, matter)?;
        (call.recused, call.grants) = people.remove(&id).unwrap_or_default();
        Ok(call)
    };
    let mut calls = matters.into_iter().map(whole).collect::<Result<Vec<_>, StoreError>>()?;
    let places: HashMap<Uuid, usize> = calls.iter().enumerate().map(|(i, call)| (call.id.0, i)).collect();
    let sent = assignment::Entity::find()
        .filter(assignment::Column::CallId.is_in(keys()))
        .order_by_asc(assignment::Column::DispatchedAt)
        .order_by_asc(assignment::Column::Id);
    for row in sent.all(on).await? {
        if let Some(place) = places.get(&row.call_id) {
            calls[*place].assignments.push(assignment::read(row)?);
        }
    }
    for row in medical::Entity::find().filter(medical::Column::CallId.is_in(keys())).all(on).await? {
        if let Some(place) = places.get(&row.call_id) {
            calls[*place].medical = Some(medical::read(row)?);
        }
    }
    Ok(calls)
}

/// One call.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn find(on: &impl ConnectionTrait, id: CallId) -> Result<Option<Call>, StoreError> {
    Ok(load(on, Entity::find_by_id(id.0)).await?.pop())
}

/// The call with this receipt number.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn find_by_receipt(on: &impl ConnectionTrait, receipt: &str) -> Result<Option<Call>, StoreError> {
    Ok(load(on, scoped(None).filter(Column::Receipt.eq(receipt))).await?.pop())
}

/// These calls, newest first.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn some(on: &impl ConnectionTrait, ids: &[CallId]) -> Result<Vec<Call>, StoreError> {
    let keys = ids.iter().map(|id| id.0);
    let select = Entity::find().filter(Column::Id.is_in(keys)).order_by_desc(Column::ReceivedAt);
    load(on, select).await
}

/// Open calls and those closed since, oldest first.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn open_and_closed_since(
    on: &impl ConnectionTrait,
    reach: Option<&Reach>,
    since: DateTime<Utc>,
) -> Result<Vec<Call>, StoreError> {
    let ended = [CallState::Closed, CallState::Accepted, CallState::Merged].map(|state| word(&state));
    let recent = Condition::any().add(Column::State.is_not_in(ended)).add(Column::StateSince.gte(since));
    load(on, scoped(reach).filter(recent).order_by_asc(Column::ReceivedAt).order_by_asc(Column::Number)).await
}

/// Calls that hold every word of `text`, the last word being the beginning of one, newest first; or the one call with
/// this receipt number.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn search(
    on: &impl ConnectionTrait,
    reach: &Reach,
    text: &str,
    state: Option<CallState>,
    limit: u64,
) -> Result<Vec<Call>, StoreError> {
    if let Some(receipt) = receipt::normalise(text) {
        let told = load(on, scoped(Some(reach)).filter(Column::Receipt.eq(receipt))).await?;
        if !told.is_empty() {
            return Ok(told);
        }
    }
    let words = (!text.is_empty()).then(|| text.to_owned());
    let state = state.map(|state| state.word().to_owned());
    let filter = Filter { words, kind: Some(MatterKind::Call), state, limit, ..Filter::default() };
    match page(on, reach, &filter).await? {
        Some(page) => load(on, page).await,
        None => Ok(Vec::new()),
    }
}

/// Highest number that begins with `day` (such as `20110122-`), if any.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn last_number_of_day(on: &impl ConnectionTrait, day: &str) -> Result<Option<String>, StoreError> {
    let last = Entity::find()
        .select_only()
        .column(Column::Number)
        .filter(Column::Number.starts_with(day))
        .order_by_desc(Column::Number)
        .limit(1)
        .into_tuple::<String>()
        .one(on)
        .await?;
    Ok(last)
}

/// Calls joined with `into`, oldest first.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn merged_into(on: &impl ConnectionTrait, into: CallId) -> Result<Vec<Call>, StoreError> {
    let parts = Query::select()
        .column(row::Column::Id)
        .from(row::Entity)
        .and_where(row::Column::MergedInto.eq(into.0))
        .to_owned();
    load(on, scoped(None).filter(Column::Id.in_subquery(parts)).order_by_asc(Column::ReceivedAt)).await
}
