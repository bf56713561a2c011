//! Clocks of matters, the bureau's own lengths, and loaded notices of public holidays.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    date, integer, json_binary, pk_uuid, string, timestamp_with_time_zone as time,
    timestamp_with_time_zone_null as time_null, uuid,
};

use super::{index, table};

/// The deadlines.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn tables() -> Vec<TableCreateStatement> {
    let mut parameter =
        table("deadline_parameter", vec![string("rule"), string("step"), integer("value"), time("set_at")]);
    parameter.primary_key(Index::create().col("rule").col("step"));
    vec![
        table(
            "deadline",
            vec![
                pk_uuid("id"),
                uuid("matter_id"),
                integer("version"),
                string("rule"),
                string("step"),
                date("edition"),
                time("started_at"),
                integer("count"),
                string("unit"),
                time("due_at"),
                string("state"),
                json_binary("pauses"),
                json_binary("extensions"),
                time_null("met_at"),
                time_null("missed_at"),
                string("level"),
            ],
        ),
        parameter,
        table(
            "holiday_notice",
            vec![integer("year").primary_key().take(), string("number"), json_binary("days"), time("loaded_at")],
        ),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    // What no race can get round: one open clock for each step of a matter.
    let mut once = index("deadline_open_step", "deadline", &["matter_id", "rule", "step"]);
    once.unique().cond_where(Expr::col("met_at").is_null());
    vec![
        once,
        index("deadline_matter", "deadline", &["matter_id"]),
        index("deadline_due", "deadline", &["met_at", "due_at"]),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in tables() {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
