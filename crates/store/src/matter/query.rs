//! Finding matters. A list costs four statements, however long it is.

use std::collections::HashMap;

use kaimen_domain::access::{Part, Reach, Stations};
use kaimen_domain::assignment::AssignmentState;
use kaimen_domain::id::{AccountId, MatterId, UnitId};
use kaimen_domain::matter::{Grant, Matter, MatterKind};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{Condition, QueryOrder, QuerySelect, Select};

use super::row::{self, Column, Entity};
use super::{grant, recusal};
use crate::call::assignment;
use crate::error::{StoreError, word};

/// Which of the matters that are reached.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only of this kind.
    pub kind: Option<MatterKind>,
    /// Only those that have not ended, or only those that have.
    pub ended: Option<bool>,
    /// Only those of which this person is in charge.
    pub owner: Option<AccountId>,
    /// Skip so many.
    pub offset: u64,
    /// So many at most.
    pub limit: u64,
}

/// What is reached, as a condition over matters.
pub(crate) fn of_reach(reach: &Reach) -> Condition {
    let kinds = || reach.parts.iter().map(|part| part.kind.word());
    let mut any = Condition::any();
    for part in &reach.parts {
        if let Some(part) = of_part(part, reach) {
            any = any.add(part);
        }
    }
    let given = Query::select()
        .column(grant::Column::MatterId)
        .from(grant::Entity)
        .and_where(grant::Column::AccountId.eq(reach.account.0))
        .and_where(grant::Column::Kind.is_in(reach.grants.iter().map(|kind| kind.word())))
        .and_where(grant::Column::FromAt.lte(reach.now))
        .cond_where(Condition::any().add(grant::Column::UntilAt.is_null()).add(grant::Column::UntilAt.gt(reach.now)))
        .to_owned();
    let single = Condition::any().add(Column::OwnerId.eq(reach.account.0)).add(Column::Id.in_subquery(given));
    any = any.add(Condition::all().add(Column::Kind.is_in(kinds())).add(single));
    Condition::all().add(any).add(Column::Id.not_in_subquery(locked(reach.account)))
}

fn of_part(part: &Part, reach: &Reach) -> Option<Condition> {
    let kind = Condition::all().add(Column::Kind.eq(part.kind.word()));
    match &part.stations {
        Stations::All => Some(kind),
        Stations::Complaints => Some(kind.add(Column::Complaint.eq(true))),
        Stations::Of(stations) => Some(kind.add(Column::StationId.is_in(stations.iter().map(|station| station.0)))),
        Stations::None => {
            let unit = reach.unit.filter(|_| part.own)?;
            Some(kind.add(Column::Id.in_subquery(sent(unit, reach.recalled))))
        }
    }
}

/// Matters in which the reader is complained of.
fn locked(account: AccountId) -> SelectStatement {
    Query::select()
        .column(recusal::Column::MatterId)
        .from(recusal::Entity)
        .and_where(recusal::Column::AccountId.eq(account.0))
        .to_owned()
}

/// Calls to which a unit was sent.
fn sent(unit: UnitId, recalled: bool) -> SelectStatement {
    let mut sent = Query::select();
    sent.column(assignment::Column::CallId).from(assignment::Entity).and_where(assignment::Column::UnitId.eq(unit.0));
    if !recalled {
        sent.and_where(assignment::Column::State.ne(word(&AssignmentState::Recalled)));
    }
    sent.to_owned()
}

fn filtered(reach: &Reach, filter: &Filter) -> Select<Entity> {
    let mut select = Entity::find().filter(of_reach(reach));
    if let Some(kind) = filter.kind {
        select = select.filter(Column::Kind.eq(kind.word()));
    }
    if let Some(ended) = filter.ended {
        select = select.filter(Column::Ended.eq(ended));
    }
    if let Some(owner) = filter.owner {
        select = select.filter(Column::OwnerId.eq(owner.0));
    }
    select
}

/// Matters that are reached, newest first.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn list(on: &impl ConnectionTrait, reach: &Reach, filter: &Filter) -> Result<Vec<Matter>, StoreError> {
    let select = filtered(reach, filter)
        .order_by_desc(Column::ReceivedAt)
        .order_by_desc(Column::Id)
        .offset(filter.offset)
        .limit(filter.limit);
    load(on, select.all(on).await?).await
}

/// How many there are.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn count(on: &impl ConnectionTrait, reach: &Reach, filter: &Filter) -> Result<u64, StoreError> {
    Ok(filtered(reach, filter).count(on).await?)
}

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
async fn load(on: &impl ConnectionTrait, rows: Vec<row::Model>) -> Result<Vec<Matter>, StoreError> {
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
