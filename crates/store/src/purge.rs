//! What is due to be erased, and its erasure: a statement for each table, whatever the number of matters.

use chrono::{DateTime, Utc};
use kaimen_domain::call::Outcome;
use kaimen_domain::id::{CallId, MatterId};
use kaimen_domain::matter::MatterKind;
use kaimen_domain::retention::Category;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{Condition, DatabaseBackend, QueryOrder, QuerySelect, Select, Statement};

use crate::call::{medical, row as call};
use crate::change::Change;
use crate::error::{StoreError, word};
use crate::matter::{Column, Entity};
use crate::{attachment, contact, correction, legal_hold, rights};

/// What stands where a text was erased.
pub const MARK: &str = "（内容已依法删除）";

/// Which of those whose time has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that go.
    Free,
    /// Those that a legal hold keeps.
    Held,
    /// Those that belong to a case.
    InCase,
}

/// How many are due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Due {
    /// Matters.
    pub matters: u64,
    /// End of the one that waits longest.
    pub oldest: Option<DateTime<Utc>>,
}

fn ids_of(
    table: impl sea_orm::sea_query::IntoTableRef,
    column: impl sea_orm::sea_query::IntoColumnRef,
) -> SelectStatement {
    Query::select().column(column).from(table).to_owned()
}

fn with_case() -> SelectStatement {
    ids_of(call::Entity, call::Column::Id).and_where(call::Column::Outcome.eq(word(&Outcome::CaseOpened))).to_owned()
}

/// Matters that have something of the category; `None` where no table keeps it.
fn having(category: Category) -> Option<Condition> {
    let call = Column::Kind.eq(MatterKind::Call.word());
    let all = match category {
        Category::Contact => {
            Condition::all().add(Column::Id.in_subquery(ids_of(contact::Entity, contact::Column::CallId)))
        }
        Category::Medical => {
            Condition::all().add(Column::Id.in_subquery(ids_of(medical::Entity, medical::Column::CallId)))
        }
        Category::Texts => Condition::all().add(call).add(Column::Place.ne(MARK)),
        Category::Attachments => {
            Condition::all().add(Column::Id.in_subquery(ids_of(attachment::Entity, attachment::Column::MatterId)))
        }
        Category::Rights => {
            let written =
                ids_of(rights::Entity, rights::Column::Id).and_where(rights::Column::ErasedAt.is_null()).to_owned();
            Condition::all().add(Column::Id.in_subquery(written))
        }
        _ => return None,
    };
    Some(all)
}

fn held() -> Condition {
    let about = ids_of(rights::Entity, rights::Column::Id)
        .and_where(rights::Column::AboutId.in_subquery(legal_hold::held()))
        .to_owned();
    Condition::any().add(Column::Id.in_subquery(legal_hold::held())).add(Column::Id.in_subquery(about))
}

fn candidates(category: Category, ended_by: DateTime<Utc>, which: Which) -> Option<Select<Entity>> {
    let in_case = matches!(category, Category::Medical | Category::Texts | Category::Attachments);
    let all = Entity::find()
        .filter(having(category)?)
        .filter(Column::Ended.eq(true))
        .filter(Column::StateSince.lte(ended_by));
    let select = match which {
        Which::Held => all.filter(held()),
        Which::InCase if !in_case => return None,
        Which::InCase => all.filter(held().not()).filter(Column::Id.in_subquery(with_case())),
        Which::Free if in_case => all.filter(held().not()).filter(Column::Id.not_in_subquery(with_case())),
        Which::Free => all.filter(held().not()),
    };
    Some(select)
}

/// How many matters that ended by then have something of the category.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn count(
    on: &impl ConnectionTrait,
    category: Category,
    ended_by: DateTime<Utc>,
    which: Which,
) -> Result<Due, StoreError> {
    let Some(select) = candidates(category, ended_by, which) else { return Ok(Due::default()) };
    let row: Option<(i64, Option<DateTime<Utc>>)> = select
        .select_only()
        .column_as(Column::Id.count(), "matters")
        .column_as(Column::StateSince.min(), "oldest")
        .into_tuple()
        .one(on)
        .await?;
    let (matters, oldest) = row.unwrap_or_default();
    Ok(Due { matters: u64::try_from(matters).unwrap_or(0), oldest })
}

/// These matters, those that ended first before the others.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn due(
    on: &impl ConnectionTrait,
    category: Category,
    ended_by: DateTime<Utc>,
    which: Which,
    limit: u64,
) -> Result<Vec<MatterId>, StoreError> {
    let Some(select) = candidates(category, ended_by, which) else { return Ok(Vec::new()) };
    let ids: Vec<Uuid> = select
        .select_only()
        .column(Column::Id)
        .order_by_asc(Column::StateSince)
        .order_by_asc(Column::Id)
        .limit(limit)
        .into_tuple()
        .all(on)
        .await?;
    Ok(ids.into_iter().map(MatterId).collect())
}

/// Which of these matters have something of the category.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn present(
    on: &impl ConnectionTrait,
    category: Category,
    ids: &[MatterId],
) -> Result<Vec<MatterId>, StoreError> {
    let Some(having) = having(category) else { return Ok(Vec::new()) };
    let select = Entity::find().filter(having).filter(Column::Id.is_in(ids.iter().map(|id| id.0)));
    let ids: Vec<Uuid> = select.select_only().column(Column::Id).order_by_asc(Column::Id).into_tuple().all(on).await?;
    Ok(ids.into_iter().map(MatterId).collect())
}

/// Erases a category of these matters for good: its rows and what the audit rows say of it. Whoever calls this has
/// looked whether it may go, and writes down that it went.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn erase(
    change: &Change<'_>,
    category: Category,
    ids: &[MatterId],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let keys = || ids.iter().map(|id| id.0);
    let subjects = |kind: &str| ids.iter().map(|id| format!("{kind}/{id}")).collect::<Vec<_>>();
    match category {
        Category::Contact => {
            let calls: Vec<CallId> = ids.iter().map(|id| CallId(id.0)).collect();
            contact::erase(change, &calls).await?;
        }
        Category::Medical => {
            medical::Entity::delete_many().filter(medical::Column::CallId.is_in(keys())).exec(change.tx()).await?;
            crate::audit::erase_details(change, &subjects("call"), Some("medical/")).await?;
        }
        Category::Texts => erase_texts(change, ids, &subjects("call")).await?,
        Category::Attachments => {
            let attachments = attachment::of_matters(change.tx(), ids).await?;
            attachment::erase(change, &attachments).await?;
        }
        Category::Rights => {
            rights::erase_words(change, ids, now).await?;
            crate::referral::erase_texts(change, ids, MARK).await?;
            crate::break_glass::erase_texts(change, ids, MARK).await?;
            crate::deadline::erase_texts(change, ids, MARK).await?;
            crate::audit::erase_details(change, &subjects("rights_request"), None).await?;
        }
        _ => {}
    }
    Ok(())
}

async fn erase_texts(change: &Change<'_>, ids: &[MatterId], subjects: &[String]) -> Result<(), StoreError> {
    let keys = || ids.iter().map(|id| id.0);
    let marked = |column: Column| Expr::case(column.eq(""), "").finally(MARK);
    // A kilometre or so is left of the place, for figures.
    let coarse = |column: &str| Expr::cust(format!("CAST({column} * 100 AS INTEGER) / 100.0"));
    Entity::update_many()
        .col_expr(Column::Summary, marked(Column::Summary).into())
        .col_expr(Column::Place, Expr::value(MARK))
        .col_expr(Column::Lon, coarse("lon"))
        .col_expr(Column::Lat, coarse("lat"))
        .col_expr(Column::Version, Expr::cust("version + 1"))
        .filter(Column::Id.is_in(keys()))
        .exec(change.tx())
        .await?;
    call::Entity::update_many()
        .col_expr(call::Column::Feedback, Expr::value(MARK))
        .filter(call::Column::Id.is_in(keys()))
        .filter(call::Column::Feedback.is_not_null())
        .exec(change.tx())
        .await?;
    crate::search::forget(change, ids).await?;
    crate::referral::erase_texts(change, ids, MARK).await?;
    crate::break_glass::erase_texts(change, ids, MARK).await?;
    crate::deadline::erase_texts(change, ids, MARK).await?;
    correction::Entity::delete_many().filter(correction::Column::MatterId.is_in(keys())).exec(change.tx()).await?;
    crate::audit::erase_details(change, subjects, None).await?;
    Ok(())
}

/// Brings what was erased off the disk: SQLite overwrites it in the file (`secure_delete`), and the log of changes
/// beside it is folded in and cut to nothing. PostgreSQL gives dead rows back by its own vacuum.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn settle(on: &impl ConnectionTrait) -> Result<(), StoreError> {
    if on.get_database_backend() == DatabaseBackend::Sqlite {
        let fold = Statement::from_string(DatabaseBackend::Sqlite, "PRAGMA wal_checkpoint(TRUNCATE)");
        on.query_one_raw(fold).await?;
    }
    Ok(())
}
