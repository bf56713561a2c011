//! Full-text search over matters, in Chinese and English: one column of words for each matter, indexed by FTS5 on
//! SQLite and by GIN on PostgreSQL. Both take the words as they are, so that both find the same.
//!
//! What is indexed is what every reader of the matter sees: never a receipt, never a contact, never a note.

mod words;

use kaimen_domain::id::MatterId;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::DatabaseBackend;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};

use crate::change::Change;
use crate::error::StoreError;

pub(crate) use words::Question;

/// From so many matters on a word is common: then the newest matters are looked through for it, which soon finds a page
/// of them; the matters of a rarer one are taken from the index.
const COMMON: u64 = 1000;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "matter_words")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub seq: i32,
        #[sea_orm(unique)]
        pub matter_id: Uuid,
        pub words: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

/// Texts of one matter.
pub(crate) type Texts<'t> = (Uuid, Vec<&'t str>);

/// Adds matters to the index.
pub(crate) async fn insert(on: &impl ConnectionTrait, matters: &[Texts<'_>]) -> Result<(), DbErr> {
    let row = |(id, texts): &Texts<'_>| row::ActiveModel {
        seq: NotSet,
        matter_id: Set(*id),
        words: Set(words::of_texts(texts)),
    };
    Entity::insert_many(matters.iter().map(row)).exec_without_returning(on).await?;
    Ok(())
}

/// Brings the words of a matter up to date; the index is written only where they changed.
pub(crate) async fn update(change: &Change<'_>, matter: MatterId, texts: &[&str]) -> Result<(), StoreError> {
    let words = words::of_texts(texts);
    Entity::update_many()
        .col_expr(Column::Words, Expr::value(words.clone()))
        .filter(Column::MatterId.eq(matter.0))
        .filter(Column::Words.ne(words))
        .exec(change.tx())
        .await?;
    Ok(())
}

/// Takes matters out of the index for good.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn forget(change: &Change<'_>, matters: &[MatterId]) -> Result<(), StoreError> {
    let keys = matters.iter().map(|matter| matter.0);
    Entity::delete_many().filter(Column::MatterId.is_in(keys)).exec(change.tx()).await?;
    Ok(())
}

impl Question {
    /// Where every word stands: rows of the index on SQLite, of the table on PostgreSQL.
    fn rows(&self, backend: DatabaseBackend) -> SelectStatement {
        let mut rows = Query::select();
        if backend == DatabaseBackend::Sqlite {
            let whole = self.whole.iter().map(|word| format!("\"{word}\""));
            let begun = self.begun.iter().map(|word| format!("\"{word}\"*"));
            let asked = whole.chain(begun).collect::<Vec<_>>().join(" AND ");
            rows.from("matter_index").and_where(Expr::cust_with_values("matter_index MATCH ?", [asked]));
        } else {
            let whole = self.whole.iter().map(|word| format!("'{word}'"));
            let begun = self.begun.iter().map(|word| format!("'{word}':*"));
            let asked = whole.chain(begun).collect::<Vec<_>>().join(" & ");
            let holds = "array_to_tsvector(string_to_array(words, ' ')) @@ CAST($1 AS tsquery)";
            rows.from(Entity).and_where(Expr::cust_with_values(holds, [asked]));
        }
        rows
    }

    /// Ids of the matters that hold every word.
    pub(crate) fn matters(&self, backend: DatabaseBackend) -> SelectStatement {
        let mut rows = self.rows(backend);
        if backend != DatabaseBackend::Sqlite {
            return rows.column(Column::MatterId).to_owned();
        }
        let rows = rows.column("rowid").to_owned();
        Query::select().column(Column::MatterId).from(Entity).and_where(Column::Seq.in_subquery(rows)).to_owned()
    }

    /// Whether so many matters hold every word that looking through the newest is quicker.
    pub(crate) async fn is_common(&self, on: &impl ConnectionTrait) -> Result<bool, StoreError> {
        let some = self.rows(on.get_database_backend()).expr_as(Expr::val(1), "one").limit(COMMON).to_owned();
        let count =
            Query::select().expr_as(Expr::cust("COUNT(*)"), "found").from_subquery(some, "some_rows").to_owned();
        let found = on.query_one(&count).await?.map(|row| row.try_get::<i64>("", "found")).transpose()?;
        Ok(found.is_some_and(|found| found.unsigned_abs() >= COMMON))
    }

    /// The same as a condition on a matter, decided by its words alone.
    pub(crate) fn holds(&self) -> Expr {
        let whole = self.whole.iter().map(|word| format!("% {word} %"));
        let begun = self.begun.iter().map(|word| format!("% {word}%"));
        let mut words = Query::select();
        // Counted, so that no planner joins the whole table for it.
        words.expr(Expr::cust("COUNT(*)")).from(Entity).and_where(
            Expr::col((Entity, Column::MatterId)).equals((crate::matter::Entity, crate::matter::Column::Id)),
        );
        for pattern in whole.chain(begun) {
            words.and_where(Expr::cust("' ' || words || ' '").like(pattern));
        }
        Expr::expr(words).eq(1)
    }
}
