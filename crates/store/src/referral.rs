//! Referrals of matters.

use kaimen_domain::id::{AccountId, MatterId, ReferralId};
use kaimen_domain::referral::{Referral, ReferralState};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{Condition, QueryOrder, QuerySelect};

use crate::change::Change;
use crate::error::{StoreError, parse, word};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "referral")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub matter_id: Uuid,
        pub from_id: Uuid,
        pub to_id: Uuid,
        pub reason: String,
        pub state: String,
        pub answer: Option<String>,
        pub offered_at: DateTimeUtc,
        pub answered_at: Option<DateTimeUtc>,
        pub ended_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

fn read(row: row::Model) -> Result<Referral, StoreError> {
    Ok(Referral {
        id: ReferralId(row.id),
        matter: MatterId(row.matter_id),
        from: AccountId(row.from_id),
        to: AccountId(row.to_id),
        reason: row.reason,
        state: parse(&row.state)?,
        answer: row.answer,
        offered_at: row.offered_at,
        answered_at: row.answered_at,
        ended_at: row.ended_at,
    })
}

fn write(referral: &Referral) -> row::ActiveModel {
    row::ActiveModel {
        id: Set(referral.id.0),
        matter_id: Set(referral.matter.0),
        from_id: Set(referral.from.0),
        to_id: Set(referral.to.0),
        reason: Set(referral.reason.clone()),
        state: Set(word(&referral.state)),
        answer: Set(referral.answer.clone()),
        offered_at: Set(referral.offered_at),
        answered_at: Set(referral.answered_at),
        ended_at: Set(referral.ended_at),
    }
}

/// Adds a referral.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn insert(change: &Change<'_>, referral: &Referral) -> Result<(), StoreError> {
    Entity::insert(write(referral)).exec_without_returning(change.tx()).await?;
    Ok(())
}

/// Saves a referral that stood in state `before` when it was read.
///
/// # Errors
/// [`StoreError::Stale`] where somebody else moved it first.
pub async fn save(change: &Change<'_>, referral: &Referral, before: ReferralState) -> Result<(), StoreError> {
    let mut columns = write(referral);
    columns.id = sea_orm::ActiveValue::NotSet;
    let saved = Entity::update_many()
        .set(columns)
        .filter(Column::Id.eq(referral.id.0))
        .filter(Column::State.eq(word(&before)))
        .exec(change.tx())
        .await?;
    if saved.rows_affected == 0 { Err(StoreError::Stale) } else { Ok(()) }
}

/// One referral.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn find(on: &impl ConnectionTrait, id: ReferralId) -> Result<Option<Referral>, StoreError> {
    Entity::find_by_id(id.0).one(on).await?.map(read).transpose()
}

/// Referrals of a matter, oldest first.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn of_matter(on: &impl ConnectionTrait, matter: MatterId) -> Result<Vec<Referral>, StoreError> {
    let rows = Entity::find().filter(Column::MatterId.eq(matter.0)).order_by_asc(Column::OfferedAt).all(on).await?;
    rows.into_iter().map(read).collect()
}

/// Referrals to or by somebody that have not ended, newest first.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn open_of(on: &impl ConnectionTrait, account: AccountId, limit: u64) -> Result<Vec<Referral>, StoreError> {
    let rows = Entity::find()
        .filter(Condition::any().add(Column::ToId.eq(account.0)).add(Column::FromId.eq(account.0)))
        .filter(Column::State.is_in([ReferralState::Offered, ReferralState::Accepted].map(|state| word(&state))))
        .order_by_desc(Column::OfferedAt)
        .limit(limit)
        .all(on)
        .await?;
    rows.into_iter().map(read).collect()
}

/// Erases what was written in the referrals of these matters.
pub(crate) async fn erase_texts(change: &Change<'_>, matters: &[MatterId], mark: &str) -> Result<(), StoreError> {
    let of = || Column::MatterId.is_in(matters.iter().map(|matter| matter.0));
    let marked = || Expr::value(mark);
    Entity::update_many().col_expr(Column::Reason, marked()).filter(of()).exec(change.tx()).await?;
    let answered = Entity::update_many().col_expr(Column::Answer, marked()).filter(of());
    answered.filter(Column::Answer.is_not_null()).exec(change.tx()).await?;
    Ok(())
}
