//! The audit log in its tables: rows, hashes of the higher tiles, checkpoints.

mod append;
pub mod checkpoint;
pub mod export;
pub mod tile;
pub mod verify;

use kaimen_domain::audit::leaf::{Covered, Salt};
use kaimen_domain::audit::{Entry, Hash};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{QueryOrder, QuerySelect};

use crate::change::Change;
use crate::error::StoreError;

pub(crate) use append::Log;
pub use append::Salts;

pub(crate) mod row {
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
        pub why: String,
        pub detail: String,
        pub salt: Option<Vec<u8>>,
        pub content: Vec<u8>,
        pub leaf: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

/// One row of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Number, from 1.
    pub seq: i64,
    /// What is written; the detail is empty where it was erased.
    pub entry: Entry,
    /// What the detail was salted with; `None` where it was erased.
    pub salt: Option<Salt>,
    /// Hash of salt and detail.
    pub content: Hash,
    /// Leaf hash as kept.
    pub leaf: Hash,
}

impl Row {
    /// What the leaf must cover.
    #[must_use]
    pub fn covered(&self) -> Covered<'_> {
        Covered::of(self.seq, &self.entry, self.content)
    }
}

/// A stored hash.
fn hash(bytes: Vec<u8>) -> Option<Hash> {
    bytes.try_into().ok().map(Hash)
}

/// A row; the error is the number of one whose bytes have a wrong length.
fn read(model: row::Model) -> Result<Row, i64> {
    let row::Model { seq, at, actor, act, subject, why, detail, salt, content, leaf } = model;
    let salt = salt.map(|salt| salt.try_into().map_err(|_| seq)).transpose()?;
    let (Some(content), Some(leaf)) = (hash(content), hash(leaf)) else { return Err(seq) };
    Ok(Row { seq, entry: Entry { at, actor, act, subject, why, detail }, salt, content, leaf })
}

fn read_all(models: Vec<row::Model>) -> Result<Vec<Row>, StoreError> {
    let corrupt = |seq| StoreError::Corrupt(format!("a hash of audit row {seq}"));
    models.into_iter().map(|model| read(model).map_err(corrupt)).collect()
}

/// Number of the last row; 0 where there is none.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn last_seq(on: &impl ConnectionTrait) -> Result<i64, StoreError> {
    let last = Entity::find().select_only().column(Column::Seq).order_by_desc(Column::Seq).limit(1);
    Ok(last.into_tuple().one(on).await?.unwrap_or(0))
}

/// Rows after `seq` in order, `limit` at most.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn after(on: &impl ConnectionTrait, seq: i64, limit: u64) -> Result<Vec<Row>, StoreError> {
    read_all(models_after(on, seq, limit).await?)
}

async fn models_after(on: &impl ConnectionTrait, seq: i64, limit: u64) -> Result<Vec<row::Model>, StoreError> {
    Ok(Entity::find().filter(Column::Seq.gt(seq)).order_by_asc(Column::Seq).limit(limit).all(on).await?)
}

/// Rows about one record in order.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn about(on: &impl ConnectionTrait, subject: &str) -> Result<Vec<Row>, StoreError> {
    read_all(Entity::find().filter(Column::Subject.eq(subject)).order_by_asc(Column::Seq).all(on).await?)
}

/// Erases what the rows about these records say beyond who did what and when; the tree covers only its hash, and without
/// the salt the hash tells nothing. `acts`: only rows of acts that begin so. Answers how many rows had something to
/// erase.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn erase_details(change: &Change<'_>, subjects: &[String], acts: Option<&str>) -> Result<u64, StoreError> {
    let mut rows = Entity::update_many()
        .col_expr(Column::Detail, Expr::value(""))
        .col_expr(Column::Salt, Expr::value(Option::<Vec<u8>>::None))
        .filter(Column::Subject.is_in(subjects.iter().map(String::as_str)))
        .filter(Column::Salt.is_not_null());
    if let Some(acts) = acts {
        rows = rows.filter(Column::Act.starts_with(acts));
    }
    Ok(rows.exec(change.tx()).await?.rows_affected)
}
