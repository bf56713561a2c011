//! The audit chain in its table.

use chrono::{DateTime, Utc};
use kaimen_domain::audit::{Entry, GENESIS, Hash, hash};
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, QueryOrder, QuerySelect};

use crate::error::StoreError;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub seq: i64,
        pub at: DateTimeUtc,
        pub actor: String,
        pub act: String,
        pub subject: String,
        pub detail: String,
        pub hash: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

/// One row of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Place in the chain, from 1.
    pub seq: i64,
    /// What is written.
    pub entry: Entry,
    /// Hash of this row over the one before.
    pub hash: Hash,
}

fn read(model: row::Model) -> Result<Row, StoreError> {
    let seq = model.seq;
    let hash = model.hash.try_into().map_err(|_| StoreError::Corrupt(format!("hash of audit row {seq}")))?;
    let entry =
        Entry { at: model.at, actor: model.actor, act: model.act, subject: model.subject, detail: model.detail };
    Ok(Row { seq, entry, hash })
}

async fn last(tx: &impl ConnectionTrait) -> Result<Option<row::Model>, StoreError> {
    Ok(Entity::find().order_by_desc(Column::Seq).limit(1).one(tx).await?)
}

/// Appends a row. The writer keeps other processes behind this one until the commit ([`crate::writer`]).
pub(crate) async fn append(tx: &DatabaseTransaction, entry: &Entry) -> Result<i64, StoreError> {
    let (seq, previous) = match last(tx).await? {
        None => (1, GENESIS),
        Some(model) => {
            let row = read(model)?;
            (row.seq + 1, row.hash)
        }
    };
    let row = row::ActiveModel {
        seq: Set(seq),
        at: Set(entry.at),
        actor: Set(entry.actor.clone()),
        act: Set(entry.act.clone()),
        subject: Set(entry.subject.clone()),
        detail: Set(entry.detail.clone()),
        hash: Set(hash(seq, &previous, entry).to_vec()),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(seq)
}

/// Number of the last row; 0 where there is none.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn last_seq(on: &impl ConnectionTrait) -> Result<i64, StoreError> {
    Ok(last(on).await?.map_or(0, |row| row.seq))
}

/// Rows after `seq` in order, `limit` at most.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn after(on: &impl ConnectionTrait, seq: i64, limit: u64) -> Result<Vec<Row>, StoreError> {
    let rows = Entity::find().filter(Column::Seq.gt(seq)).order_by_asc(Column::Seq).limit(limit).all(on).await?;
    rows.into_iter().map(read).collect()
}

/// Rows about one record in order.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn about(on: &impl ConnectionTrait, subject: &str) -> Result<Vec<Row>, StoreError> {
    let rows = Entity::find().filter(Column::Subject.eq(subject)).order_by_asc(Column::Seq).all(on).await?;
    rows.into_iter().map(read).collect()
}

/// What a check of the chain found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Rows checked.
    pub rows: i64,
    /// Time of the last row.
    pub last: Option<DateTime<Utc>>,
    /// First row that does not follow from the one before, if any.
    pub broken_at: Option<i64>,
}

/// Checks the whole chain.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn verify(on: &impl ConnectionTrait) -> Result<Verified, StoreError> {
    let mut verified = Verified { rows: 0, last: None, broken_at: None };
    let mut previous = GENESIS;
    loop {
        let page = Entity::find().filter(Column::Seq.gt(verified.rows)).order_by_asc(Column::Seq).limit(1000);
        let rows = page.all(on).await?;
        if rows.is_empty() {
            return Ok(verified);
        }
        for model in rows {
            let expected = verified.rows + 1;
            let whole = read(model).ok().filter(|row| row.seq == expected);
            let Some(row) = whole.filter(|row| hash(row.seq, &previous, &row.entry) == row.hash) else {
                verified.broken_at = Some(expected);
                return Ok(verified);
            };
            verified.rows = row.seq;
            verified.last = Some(row.entry.at);
            previous = row.hash;
        }
    }
}
