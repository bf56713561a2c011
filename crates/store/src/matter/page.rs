//! A page of what somebody reaches, newest first: two statements for which matters (one where no words are asked), three
//! for what belongs to them, however many there are.
//!
//! No planner has to guess how much a reach holds. Where a page is cut from much, every part of the reach is a statement
//! of its own that walks its own index from the newest matter on and stops when the page is full; where few matters can
//! be meant at all, they are taken one by one.

use kaimen_domain::access::{Part, Reach, Stations};
use kaimen_domain::assignment::AssignmentState;
use kaimen_domain::id::{AccountId, UnitId};
use kaimen_domain::matter::{GrantKind, Matter, MatterKind};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Order, Query, SelectStatement, UnionType};
use sea_orm::{Condition, QueryOrder, Select};

use super::query::load;
use super::row::{Column, Entity};
use super::{grant, recusal};
use crate::call::assignment;
use crate::error::{StoreError, word};
use crate::search::Question;

/// Which of the matters that are reached.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only those that hold every word of this text; the last word may be the beginning of one.
    pub words: Option<String>,
    /// Only of this kind.
    pub kind: Option<MatterKind>,
    /// Only in this state.
    pub state: Option<String>,
    /// Only those that have not ended, or only those that have.
    pub ended: Option<bool>,
    /// Only those of which the reader is in charge, or which they took by a referral.
    pub mine: bool,
    /// Skip so many.
    pub offset: u64,
    /// So many at most.
    pub limit: u64,
}

/// A part of a reach, in which nothing is joined by "or".
struct Arm {
    condition: Condition,
    /// Whether it may hold much, and has an index in order of time.
    is_wide: bool,
}

/// What is reached, as a condition over matters.
pub(crate) fn of_reach(reach: &Reach) -> Condition {
    let any = arms(reach).into_iter().fold(Condition::any(), |any, arm| any.add(arm.condition));
    Condition::all().add(any).add(not_locked(reach.account))
}

fn arms(reach: &Reach) -> Vec<Arm> {
    let kinds = reach.parts.iter().map(|part| part.kind.word());
    let single = Column::Id.in_subquery(single(reach, &reach.grants));
    let single = Arm { condition: Condition::all().add(Column::Kind.is_in(kinds)).add(single), is_wide: false };
    reach.parts.iter().flat_map(|part| of_part(part, reach)).chain([single]).collect()
}

fn of_part(part: &Part, reach: &Reach) -> Vec<Arm> {
    let kind = || Condition::all().add(Column::Kind.eq(part.kind.word()));
    let wide = |condition| Arm { condition, is_wide: true };
    match &part.stations {
        Stations::All => vec![wide(kind())],
        Stations::Complaints => vec![wide(kind().add(Column::Complaint.eq(true)))],
        Stations::Of(stations) => {
            stations.iter().map(|station| wide(kind().add(Column::StationId.eq(station.0)))).collect()
        }
        Stations::None => reach
            .unit
            .filter(|_| part.own)
            .map(|unit| kind().add(Column::Id.in_subquery(sent(unit, reach.recalled))))
            .map(|condition| Arm { condition, is_wide: false })
            .into_iter()
            .collect(),
    }
}

/// Matters of which the reader is in charge, and those given by grants of these kinds that live now.
fn single(reach: &Reach, grants: &[GrantKind]) -> SelectStatement {
    let mut owned = Query::select();
    owned.column(Column::Id).from(Entity).and_where(Column::OwnerId.eq(reach.account.0));
    let given = Query::select()
        .column(grant::Column::MatterId)
        .from(grant::Entity)
        .and_where(grant::Column::AccountId.eq(reach.account.0))
        .and_where(grant::Column::Kind.is_in(grants.iter().map(|kind| kind.word())))
        .and_where(grant::Column::FromAt.lte(reach.now))
        .cond_where(Condition::any().add(grant::Column::UntilAt.is_null()).add(grant::Column::UntilAt.gt(reach.now)))
        .to_owned();
    owned.union(UnionType::Distinct, given).to_owned()
}

/// Not those in which the reader is complained of.
fn not_locked(account: AccountId) -> sea_orm::sea_query::Expr {
    let locked = Query::select()
        .column(recusal::Column::MatterId)
        .from(recusal::Entity)
        .and_where(recusal::Column::AccountId.eq(account.0))
        .to_owned();
    Column::Id.not_in_subquery(locked)
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

/// What the filter asks of each matter, but for its words.
fn narrowed(reach: &Reach, filter: &Filter) -> Condition {
    let mine = || Column::Id.in_subquery(single(reach, &[GrantKind::Referral]));
    Condition::all()
        .add_option(filter.kind.map(|kind| Column::Kind.eq(kind.word())))
        .add_option(filter.state.as_ref().map(|state| Column::State.eq(state)))
        .add_option(filter.ended.map(|ended| Column::Ended.eq(ended)))
        .add_option(filter.mine.then(mine))
}

/// The matters of a page in their order; `None` where words were asked and there are none in what was typed.
pub(crate) async fn page(
    on: &impl ConnectionTrait,
    reach: &Reach,
    filter: &Filter,
) -> Result<Option<Select<Entity>>, StoreError> {
    let narrowed = narrowed(reach, filter);
    let newest = Entity::find().order_by_desc(Column::ReceivedAt).order_by_desc(Column::Id);
    let page = |ids| Ok(Some(newest.filter(Column::Id.in_subquery(ids))));
    let Some(typed) = &filter.words else { return page(ids(reach, filter, &narrowed, filter.mine)) };
    let Some(question) = Question::of(typed) else { return Ok(None) };
    if filter.mine || !question.is_common(on).await? {
        let found = Column::Id.in_subquery(question.matters(on.get_database_backend()));
        return page(ids(reach, filter, &narrowed.add(found), true));
    }
    page(ids(reach, filter, &narrowed.add(question.holds()), false))
}

/// Ids of a page, part by part of the reach; `is_little` where what is narrowed to is little.
fn ids(reach: &Reach, filter: &Filter, narrowed: &Condition, is_little: bool) -> SelectStatement {
    let part = |condition: Condition| {
        Query::select()
            .columns([Column::Id, Column::ReceivedAt])
            .from(Entity)
            .cond_where(condition)
            .cond_where(narrowed.clone())
            .and_where(not_locked(reach.account))
            .to_owned()
    };
    let newest_of = |condition: Condition| {
        let newest = part(condition)
            .order_by(Column::ReceivedAt, Order::Desc)
            .order_by(Column::Id, Order::Desc)
            .limit(filter.offset + filter.limit)
            .to_owned();
        Query::select().columns(["id", "received_at"]).from_subquery(newest, "part").to_owned()
    };
    let of_arm = |arm: Arm| match (arm.is_wide && !is_little, filter.ended) {
        // The indexes hold what has not ended and what has one after the other.
        (true, None) => vec![
            newest_of(arm.condition.clone().add(Column::Ended.eq(false))),
            newest_of(arm.condition.add(Column::Ended.eq(true))),
        ],
        (true, Some(_)) => vec![newest_of(arm.condition)],
        // Little: taken whole, or a planner walks everything from the newest on in search of it.
        (false, _) => vec![part(arm.condition)],
    };
    let mut parts = arms(reach).into_iter().flat_map(of_arm);
    let mut all = parts.next().unwrap_or_default();
    for part in parts {
        all.union(UnionType::Distinct, part);
    }
    Query::select()
        .column("id")
        .from_subquery(all, "parts")
        .order_by("received_at", Order::Desc)
        .order_by("id", Order::Desc)
        .offset(filter.offset)
        .limit(filter.limit)
        .to_owned()
}

/// Matters that are reached, newest first.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn list(on: &impl ConnectionTrait, reach: &Reach, filter: &Filter) -> Result<Vec<Matter>, StoreError> {
    match page(on, reach, filter).await? {
        Some(page) => load(on, page.all(on).await?).await,
        None => Ok(Vec::new()),
    }
}
