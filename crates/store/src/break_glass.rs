//! Break-glass access to single matters.

use chrono::{DateTime, Utc};
use kaimen_domain::break_glass::{BreakGlass, BreakGlassState};
use kaimen_domain::id::{AccountId, GrantId, MatterId};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{Condition, QueryOrder, QuerySelect};

use crate::change::Change;
use crate::error::{StoreError, parse, word};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "break_glass")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub matter_id: Uuid,
        pub asked_by: Uuid,
        pub reason: String,
        pub hours: i32,
        pub asked_at: DateTimeUtc,
        pub state: String,
        pub decided_by: Option<Uuid>,
        pub decided_at: Option<DateTimeUtc>,
        pub until_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

fn read(row: row::Model) -> Result<BreakGlass, StoreError> {
    Ok(BreakGlass {
        id: GrantId(row.id),
        matter: MatterId(row.matter_id),
        asked_by: AccountId(row.asked_by),
        reason: row.reason,
        hours: u8::try_from(row.hours).unwrap_or(0),
        asked_at: row.asked_at,
        state: parse(&row.state)?,
        decided_by: row.decided_by.map(AccountId),
        decided_at: row.decided_at,
        until: row.until_at,
    })
}

fn write(glass: &BreakGlass) -> row::ActiveModel {
    row::ActiveModel {
        id: Set(glass.id.0),
        matter_id: Set(glass.matter.0),
        asked_by: Set(glass.asked_by.0),
        reason: Set(glass.reason.clone()),
        hours: Set(i32::from(glass.hours)),
        asked_at: Set(glass.asked_at),
        state: Set(word(&glass.state)),
        decided_by: Set(glass.decided_by.map(|account| account.0)),
        decided_at: Set(glass.decided_at),
        until_at: Set(glass.until),
    }
}

/// Adds a question.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn insert(change: &Change<'_>, glass: &BreakGlass) -> Result<(), StoreError> {
    Entity::insert(write(glass)).exec_without_returning(change.tx()).await?;
    Ok(())
}

/// Saves one that stood in state `before` when it was read.
///
/// # Errors
/// [`StoreError::Stale`] where somebody else moved it first.
pub async fn save(change: &Change<'_>, glass: &BreakGlass, before: BreakGlassState) -> Result<(), StoreError> {
    let mut columns = write(glass);
    columns.id = sea_orm::ActiveValue::NotSet;
    let saved = Entity::update_many()
        .set(columns)
        .filter(Column::Id.eq(glass.id.0))
        .filter(Column::State.eq(word(&before)))
        .exec(change.tx())
        .await?;
    if saved.rows_affected == 0 { Err(StoreError::Stale) } else { Ok(()) }
}

/// One of them.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn find(on: &impl ConnectionTrait, id: GrantId) -> Result<Option<BreakGlass>, StoreError> {
    Entity::find_by_id(id.0).one(on).await?.map(read).transpose()
}

/// Those of one matter, oldest first.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn of_matter(on: &impl ConnectionTrait, matter: MatterId) -> Result<Vec<BreakGlass>, StoreError> {
    let rows = Entity::find().filter(Column::MatterId.eq(matter.0)).order_by_asc(Column::AskedAt).all(on).await?;
    rows.into_iter().map(read).collect()
}

/// Questions not yet decided and asked since, and access that is open at `now`; newest first.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn open(
    on: &impl ConnectionTrait,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<BreakGlass>, StoreError> {
    let asked = Condition::all().add(Column::State.eq(word(&BreakGlassState::Asked))).add(Column::AskedAt.gt(since));
    let granted = Condition::all().add(Column::State.eq(word(&BreakGlassState::Granted))).add(Column::UntilAt.gt(now));
    let rows = Entity::find()
        .filter(Condition::any().add(asked).add(granted))
        .order_by_desc(Column::AskedAt)
        .limit(limit)
        .all(on)
        .await?;
    rows.into_iter().map(read).collect()
}

/// Erases the reasons of the requests for these matters.
pub(crate) async fn erase_texts(change: &Change<'_>, matters: &[MatterId], mark: &str) -> Result<(), StoreError> {
    let of = Column::MatterId.is_in(matters.iter().map(|matter| matter.0));
    Entity::update_many().col_expr(Column::Reason, Expr::value(mark)).filter(of).exec(change.tx()).await?;
    Ok(())
}
