//! Finding clocks. A list costs one statement, however long it is.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use kaimen_domain::access::Reach;
use kaimen_domain::deadline::clock::ClockState;
use kaimen_domain::deadline::rule::{StepName, Unit};
use kaimen_domain::id::{DeadlineId, MatterId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{QueryOrder, QuerySelect, Select};

use super::Deadline;
use super::row::{Column, Entity, read};
use crate::error::{StoreError, word};
use crate::matter;

/// Which clocks are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those for which time runs or has run out, the longest due first.
    Open,
    /// Of these, those whose last moment has passed.
    Overdue,
    /// Those for which time does not count now.
    Paused,
    /// Those that were met too late, or whose last moment passed: nothing of it goes away.
    Missed,
    /// Those that were met, the latest first.
    Met,
}

fn selected(which: Which, reach: &Reach, now: DateTime<Utc>) -> Select<Entity> {
    // Asked clock by clock: a list of every matter that is reached would cost more than the few clocks that are open.
    let reached = Query::select()
        .expr(Expr::val(1))
        .from(matter::Entity)
        .and_where(matter::Column::Id.into_expr().equals((Entity, Column::MatterId)))
        .cond_where(matter::of_reach(reach))
        .to_owned();
    let all = Entity::find().filter(Expr::exists(reached));
    let paused = word(&ClockState::Paused);
    let running = || Column::MetAt.is_null().and(Column::State.ne(paused.clone()));
    let passed = || running().and(Column::DueAt.lt(now));
    match which {
        Which::Open => all.filter(running()),
        Which::Overdue => all.filter(passed()),
        Which::Paused => all.filter(Column::MetAt.is_null()).filter(Column::State.eq(paused)),
        Which::Missed => all.filter(Column::MissedAt.is_not_null().or(passed())),
        Which::Met => all.filter(Column::MetAt.is_not_null()),
    }
}

/// Clocks of matters that are reached.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn list(
    on: &impl ConnectionTrait,
    reach: &Reach,
    which: Which,
    now: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<Deadline>, StoreError> {
    let select = selected(which, reach, now);
    let select = match which {
        Which::Met => select.order_by_desc(Column::MetAt),
        Which::Missed => select.order_by_desc(Column::DueAt),
        Which::Open | Which::Overdue | Which::Paused => select.order_by_asc(Column::DueAt),
    };
    let rows = select.order_by_asc(Column::Id).limit(limit).all(on).await?;
    rows.into_iter().map(read).collect()
}

/// How many there are.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn count(
    on: &impl ConnectionTrait,
    reach: &Reach,
    which: Which,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    Ok(selected(which, reach, now).count(on).await?)
}

/// One clock.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn find(on: &impl ConnectionTrait, id: DeadlineId) -> Result<Option<Deadline>, StoreError> {
    Entity::find_by_id(id.0).one(on).await?.map(read).transpose()
}

/// Clocks of a matter, in order of their beginning.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn of_matter(on: &impl ConnectionTrait, id: MatterId) -> Result<Vec<Deadline>, StoreError> {
    let rows = Entity::find()
        .filter(Column::MatterId.eq(id.0))
        .order_by_asc(Column::StartedAt)
        .order_by_asc(Column::Id)
        .all(on)
        .await?;
    rows.into_iter().map(read).collect()
}

/// The open clock of a step of a matter.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn open_step(
    on: &impl ConnectionTrait,
    matter: MatterId,
    name: &StepName,
) -> Result<Option<Deadline>, StoreError> {
    let found = Entity::find()
        .filter(Column::MatterId.eq(matter.0))
        .filter(Column::Rule.eq(&name.rule))
        .filter(Column::Step.eq(&name.step))
        .filter(Column::MetAt.is_null())
        .one(on)
        .await?;
    found.map(read).transpose()
}

/// The open clocks of a step of many matters, in one statement.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn open_steps(
    on: &impl ConnectionTrait,
    matters: &[MatterId],
    name: &StepName,
) -> Result<Vec<Deadline>, StoreError> {
    let rows = Entity::find()
        .filter(Column::MatterId.is_in(matters.iter().map(|matter| matter.0)))
        .filter(Column::Rule.eq(&name.rule))
        .filter(Column::Step.eq(&name.step))
        .filter(Column::MetAt.is_null())
        .all(on)
        .await?;
    rows.into_iter().map(read).collect()
}

/// Clocks of these matters with an extension that was asked for: it has a reason in words.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub(super) async fn with_words(on: &impl ConnectionTrait, matters: &[MatterId]) -> Result<Vec<Deadline>, StoreError> {
    let rows = Entity::find().filter(Column::MatterId.is_in(matters.iter().map(|matter| matter.0))).all(on).await?;
    let clocks: Result<Vec<Deadline>, StoreError> = rows.into_iter().map(read).collect();
    Ok(clocks?.into_iter().filter(|deadline| !deadline.clock.extensions.is_empty()).collect())
}

/// Running clocks that count days: those that another calendar can move.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn running_by_day(on: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Vec<Deadline>, StoreError> {
    let rows = Entity::find()
        .filter(Column::MetAt.is_null())
        .filter(Column::State.eq(word(&ClockState::Running)))
        .filter(Column::DueAt.gte(now))
        .filter(Column::Unit.ne(word(&Unit::Hours)))
        .all(on)
        .await?;
    rows.into_iter().map(read).collect()
}

/// When the next clock of each of these matters runs out, where one runs.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn next_due(
    on: &impl ConnectionTrait,
    matters: &[MatterId],
) -> Result<HashMap<MatterId, DateTime<Utc>>, StoreError> {
    let running = Entity::find()
        .select_only()
        .columns([Column::MatterId, Column::DueAt])
        .filter(Column::MatterId.is_in(matters.iter().map(|matter| matter.0)))
        .filter(Column::MetAt.is_null())
        .filter(Column::State.ne(word(&ClockState::Paused)))
        .order_by_desc(Column::DueAt);
    let rows: Vec<(Uuid, DateTime<Utc>)> = running.into_tuple().all(on).await?;
    // The earliest comes last and stays.
    Ok(rows.into_iter().map(|(matter, due)| (MatterId(matter), due)).collect())
}
