//! Hashes of the tree: those of rows stand in the rows, those of whole tiles in a table of their own.

use kaimen_domain::audit::Hash;
use kaimen_domain::audit::tile::{TileId, WIDTH};
use kaimen_domain::audit::tree::{Completed, Question, Tiles};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{QueryOrder, QuerySelect};

use super::hash;
use crate::error::StoreError;

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_tile")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub level: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub place: i64,
        pub hash: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use super::row as leaves;
use row::{ActiveModel, Column, Entity};

/// Keeps the hashes of tiles that an append has filled. Where rows were cut off by hand a hash of them is there still;
/// it must not keep anybody from writing, and gives way.
pub(super) async fn insert(on: &impl ConnectionTrait, completed: &[Completed]) -> Result<(), DbErr> {
    if completed.is_empty() {
        return Ok(());
    }
    let rows = completed.iter().map(|Completed { level, index, hash }| ActiveModel {
        level: Set(i32::from(*level)),
        place: Set(i64::try_from(*index).unwrap_or(i64::MAX)),
        hash: Set(hash.0.to_vec()),
    });
    let gives_way = OnConflict::columns([Column::Level, Column::Place]).update_column(Column::Hash).to_owned();
    Entity::insert_many(rows).on_conflict(gives_way).exec_without_returning(on).await?;
    Ok(())
}

/// The hashes of one tile that are there, each with its place in the level.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn read(on: &impl ConnectionTrait, tile: TileId) -> Result<Vec<(u64, Hash)>, StoreError> {
    let (from, to) = (tile.index.saturating_mul(WIDTH), tile.index.saturating_add(1).saturating_mul(WIDTH));
    let (from, to) = (i64::try_from(from).unwrap_or(i64::MAX), i64::try_from(to).unwrap_or(i64::MAX));
    let rows: Vec<(i64, Vec<u8>)> = if tile.level == 0 {
        // Row 1 is leaf 0.
        let rows = leaves::Entity::find()
            .select_only()
            .column_as(Expr::col(leaves::Column::Seq).sub(1), "place")
            .column(leaves::Column::Leaf)
            .filter(leaves::Column::Seq.gt(from))
            .filter(leaves::Column::Seq.lte(to))
            .order_by_asc(leaves::Column::Seq);
        rows.into_tuple().all(on).await?
    } else {
        let rows = Entity::find()
            .select_only()
            .columns([Column::Place, Column::Hash])
            .filter(Column::Level.eq(i32::from(tile.level)))
            .filter(Column::Place.gte(from))
            .filter(Column::Place.lt(to))
            .order_by_asc(Column::Place);
        rows.into_tuple().all(on).await?
    };
    // A hash of a wrong length is as good as none.
    Ok(rows.into_iter().filter_map(|(place, bytes)| Some((u64::try_from(place).ok()?, hash(bytes)?))).collect())
}

/// Reads the tiles that a question needs: a few, whatever the size of the log.
pub(super) async fn fetch(on: &impl ConnectionTrait, question: Question) -> Result<Tiles, StoreError> {
    let mut tiles = Tiles::default();
    for tile in question.tiles().map_err(|_| StoreError::OutsideLog)? {
        for (place, hash) in read(on, tile).await? {
            tiles.insert(tile.level, place, hash);
        }
    }
    Ok(tiles)
}

/// Answers a question about the tree.
///
/// # Errors
/// [`StoreError::OutsideLog`] where the log is not that long, [`StoreError::Corrupt`] where a hash is missing.
pub async fn answer(on: &impl ConnectionTrait, question: Question) -> Result<Vec<Hash>, StoreError> {
    let tiles = fetch(on, question).await?;
    question.answer(&tiles).map_err(|gap| StoreError::Corrupt(format!("the audit log: {gap}")))
}

/// Root of the first `size` rows.
///
/// # Errors
/// As [`answer`].
pub async fn root(on: &impl ConnectionTrait, size: u64) -> Result<Hash, StoreError> {
    Ok(answer(on, Question::Root { size }).await?.first().copied().unwrap_or_default())
}
