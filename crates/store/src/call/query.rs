//! Finding calls. A list costs three statements, however long it is.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use kaimen_domain::call::{Call, CallState};
use kaimen_domain::id::{CallId, StationId, UnitId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Query;
use sea_orm::{Condition, QueryOrder, QuerySelect, Select};

use super::{assignment, medical, row};
use crate::error::{StoreError, word};

/// Whose calls are listed: the scope that the access rules give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// Every call.
    All,
    /// Calls of one station.
    Station(StationId),
    /// Calls to which a unit was sent.
    Unit(UnitId),
}

fn scoped(filter: Filter) -> Select<row::Entity> {
    let all = row::Entity::find();
    match filter {
        Filter::All => all,
        Filter::Station(station) => all.filter(row::Column::StationId.eq(station.0)),
        Filter::Unit(unit) => all.filter(
            row::Column::Id.in_subquery(
                Query::select()
                    .column(assignment::Column::CallId)
                    .from(assignment::Entity)
                    .and_where(assignment::Column::UnitId.eq(unit.0))
                    .to_owned(),
            ),
        ),
    }
}

async fn load(on: &impl ConnectionTrait, select: Select<row::Entity>) -> Result<Vec<Call>, StoreError> {
    let mut calls = select.all(on).await?.into_iter().map(row::read).collect::<Result<Vec<_>, _>>()?;
    if calls.is_empty() {
        return Ok(calls);
    }
    let places: HashMap<_, _> = calls.iter().enumerate().map(|(i, call)| (call.id.0, i)).collect();
    let ids = || places.keys().copied();
    let sent = assignment::Entity::find()
        .filter(assignment::Column::CallId.is_in(ids()))
        .order_by_asc(assignment::Column::DispatchedAt)
        .order_by_asc(assignment::Column::Id);
    for row in sent.all(on).await? {
        if let Some(place) = places.get(&row.call_id) {
            calls[*place].assignments.push(assignment::read(row)?);
        }
    }
    for row in medical::Entity::find().filter(medical::Column::CallId.is_in(ids())).all(on).await? {
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
    Ok(load(on, row::Entity::find_by_id(id.0)).await?.pop())
}

/// The call with this receipt number.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn find_by_receipt(on: &impl ConnectionTrait, receipt: &str) -> Result<Option<Call>, StoreError> {
    Ok(load(on, row::Entity::find().filter(row::Column::Receipt.eq(receipt))).await?.pop())
}

/// These calls, newest first.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn some(on: &impl ConnectionTrait, ids: &[CallId]) -> Result<Vec<Call>, StoreError> {
    let keys = ids.iter().map(|id| id.0);
    let select = row::Entity::find().filter(row::Column::Id.is_in(keys)).order_by_desc(row::Column::ReceivedAt);
    load(on, select).await
}

/// Open calls and those closed since, oldest first.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn open_and_closed_since(
    on: &impl ConnectionTrait,
    filter: Filter,
    since: DateTime<Utc>,
) -> Result<Vec<Call>, StoreError> {
    let ended = [CallState::Closed, CallState::Accepted, CallState::Merged].map(|state| word(&state));
    let recent = Condition::any().add(row::Column::State.is_not_in(ended)).add(row::Column::StateSince.gte(since));
    load(on, scoped(filter).filter(recent).order_by_asc(row::Column::ReceivedAt)).await
}

/// Calls whose number, receipt or place contains `text`, newest first.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn search(
    on: &impl ConnectionTrait,
    filter: Filter,
    text: &str,
    state: Option<CallState>,
    limit: u64,
) -> Result<Vec<Call>, StoreError> {
    let mut select = scoped(filter).order_by_desc(row::Column::ReceivedAt).limit(limit);
    if !text.is_empty() {
        select = select.filter(
            Condition::any()
                .add(row::Column::Number.contains(text))
                .add(row::Column::Receipt.contains(text))
                .add(row::Column::Place.contains(text)),
        );
    }
    if let Some(state) = state {
        select = select.filter(row::Column::State.eq(word(&state)));
    }
    load(on, select).await
}

/// Highest number that begins with `day` (such as `20110122-`), if any.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn last_number_of_day(on: &impl ConnectionTrait, day: &str) -> Result<Option<String>, StoreError> {
    let last = row::Entity::find()
        .select_only()
        .column(row::Column::Number)
        .filter(row::Column::Number.starts_with(day))
        .order_by_desc(row::Column::Number)
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
    let select = row::Entity::find().filter(row::Column::MergedInto.eq(into.0)).order_by_asc(row::Column::ReceivedAt);
    load(on, select).await
}
