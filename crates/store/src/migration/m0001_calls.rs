//! Stations, units, accounts, calls, and the record of what was done.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, binary, boolean, double, double_null, integer, integer_null, json_binary, pk_uuid, string,
    string_null, string_uniq, text, text_null, timestamp_with_time_zone as time,
    timestamp_with_time_zone_null as time_null, uuid, uuid_null,
};

use super::{index, table};

/// The first tables.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn tables() -> Vec<TableCreateStatement> {
    vec![
        table("station", vec![pk_uuid("id"), string("name"), double("lon"), double("lat")]),
        table(
            "account",
            vec![
                pk_uuid("id"),
                string_uniq("username"),
                string("name"),
                string("role"),
                string_null("password_hash"),
                uuid_null("station_id"),
                uuid_null("unit_id"),
                boolean("active"),
                integer("version"),
                time("created_at"),
            ],
        ),
        table(
            "session",
            vec![
                binary("token_hash").primary_key().take(),
                uuid("account_id"),
                string("csrf"),
                time("created_at"),
                time("seen_at"),
                time("expires_at"),
            ],
        ),
        table(
            "unit",
            vec![
                pk_uuid("id"),
                string_uniq("call_sign"),
                string("name"),
                uuid("station_id"),
                uuid_null("area_id"),
                string("profile"),
                integer("crew"),
                json_binary("skills"),
                string("status"),
                integer("version"),
                uuid_null("call_id"),
                double_null("lon"),
                double_null("lat"),
                time_null("fix_at"),
                time_null("last_call_ended_at"),
                integer("calls_this_shift"),
                time_null("on_duty_since"),
            ],
        ),
        table(
            "call",
            vec![
                pk_uuid("id"),
                string_uniq("number"),
                string_uniq("receipt"),
                integer("version"),
                string("state"),
                string("kind"),
                integer("grade"),
                string("first_kind"),
                integer("first_grade"),
                string("channel"),
                text("place"),
                double("lon"),
                double("lat"),
                string("coord_system"),
                text("summary"),
                uuid_null("station_id"),
                time("received_at"),
                time("state_since"),
                time_null("closed_at"),
                integer("officers_needed"),
                json_binary("recused"),
                boolean("backup_requested"),
                boolean("reopened"),
                uuid_null("merged_into"),
                string_null("diverted_to"),
                string_null("diversion_mode"),
                string_null("outcome"),
                text_null("feedback"),
                boolean("rated"),
            ],
        ),
        table(
            "assignment",
            vec![
                pk_uuid("id"),
                uuid("call_id"),
                uuid("unit_id"),
                string("call_sign"),
                string("state"),
                integer_null("eta_ms"),
                text_null("override_reason"),
                time("dispatched_at"),
                time_null("acknowledged_at"),
                time_null("en_route_at"),
                time_null("on_scene_at"),
                time_null("cleared_at"),
            ],
        ),
        table(
            "medical",
            vec![
                uuid("call_id").primary_key().take(),
                string("state"),
                string("condition"),
                time("requested_at"),
                integer_null("eta_told_minutes"),
                time_null("delayed_at"),
                time_null("ambulance_arrived_at"),
                time_null("decided_at"),
                boolean("advice_sought"),
                text_null("facility"),
                time_null("departed_at"),
                time_null("handed_over_at"),
                text_null("handover_to"),
            ],
        ),
        table("contact", vec![uuid("call_id").primary_key().take(), binary("record_key"), binary("sealed")]),
        table("rating", vec![pk_uuid("id"), uuid_null("station_id"), string("month"), integer("stars")]),
        table(
            "audit",
            vec![
                big_integer("seq").primary_key().take(),
                time("at"),
                string("actor"),
                string("act"),
                string("subject"),
                text("detail"),
                binary("hash"),
            ],
        ),
        table(
            "request",
            vec![pk_uuid("id"), uuid("account_id"), string("key"), binary("digest"), json_binary("answer"), time("at")],
        ),
        table("receipt_session", vec![binary("token_hash").primary_key().take(), uuid("call_id"), time("expires_at")]),
        table("setting", vec![string("name").primary_key().take(), binary("value")]),
        table(
            "job",
            vec![
                pk_uuid("id"),
                string("kind"),
                uuid("subject"),
                time("due_at"),
                integer("attempts"),
                time_null("done_at"),
                text_null("error"),
            ],
        ),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    let mut one_call_a_unit = index("assignment_open_unit", "assignment", &["unit_id"]);
    // What no race can get round: a unit has at most one open assignment.
    one_call_a_unit.unique().cond_where(Expr::col("cleared_at").is_null());
    let mut once = index("request_account_key", "request", &["account_id", "key"]);
    once.unique();
    vec![
        one_call_a_unit,
        once,
        index("assignment_call", "assignment", &["call_id"]),
        index("assignment_unit", "assignment", &["unit_id"]),
        index("call_state", "call", &["state", "state_since"]),
        index("call_merged", "call", &["merged_into"]),
        index("call_received", "call", &["received_at"]),
        index("audit_subject", "audit", &["subject"]),
        index("session_account", "session", &["account_id"]),
        index("job_due", "job", &["done_at", "due_at"]),
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

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in tables().iter().rev() {
            if let Some(name) = table.get_table_name() {
                manager.drop_table(Table::drop().table(name.clone()).to_owned()).await?;
            }
        }
        Ok(())
    }
}
