//! What every kind of matter has in common moves out of the call into a table of its own; stations form a tree; single
//! people are given access to single matters.

use kaimen_domain::kind::{Class, KINDS};
use sea_orm::Statement;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    boolean, double, integer, pk_uuid, string, string_null, string_uniq, text, text_null,
    timestamp_with_time_zone as time, timestamp_with_time_zone_null as time_null, uuid, uuid_null,
};
use uuid::Uuid;

use super::{index, table};

/// The matters.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Columns of a call that every matter has.
const SHARED: &str = "id, number, receipt, version, state, place, lon, lat, coord_system, summary, station_id, \
                      received_at, state_since, closed_at";
/// Columns that only a call has.
const OWN: &str = "id, kind, grade, first_kind, first_grade, channel, officers_needed, backup_requested, reopened, \
                   merged_into, diverted_to, diversion_mode, outcome, feedback, rated";

fn matter() -> TableCreateStatement {
    table(
        "matter",
        vec![
            pk_uuid("id"),
            string("kind"),
            string_uniq("number"),
            string_uniq("receipt"),
            integer("version"),
            string("state"),
            boolean("ended"),
            boolean("complaint"),
            text("place"),
            double("lon"),
            double("lat"),
            string("coord_system"),
            text("summary"),
            uuid_null("station_id"),
            uuid_null("owner_id"),
            time("received_at"),
            time("state_since"),
            time_null("closed_at"),
        ],
    )
}

fn call() -> TableCreateStatement {
    table(
        "call_next",
        vec![
            pk_uuid("id"),
            string("kind"),
            integer("grade"),
            string("first_kind"),
            integer("first_grade"),
            string("channel"),
            integer("officers_needed"),
            boolean("backup_requested"),
            boolean("reopened"),
            uuid_null("merged_into"),
            string_null("diverted_to"),
            string_null("diversion_mode"),
            string_null("outcome"),
            text_null("feedback"),
            boolean("rated"),
        ],
    )
}

fn around() -> Vec<TableCreateStatement> {
    let mut recusal = table("recusal", vec![uuid("matter_id"), uuid("account_id")]);
    recusal.primary_key(Index::create().col("matter_id").col("account_id"));
    vec![
        recusal,
        table(
            "access_grant",
            vec![
                pk_uuid("id"),
                uuid("matter_id"),
                uuid("account_id"),
                string("kind"),
                time("from_at"),
                time_null("until_at"),
            ],
        ),
        table(
            "alert",
            vec![
                pk_uuid("id"),
                string_null("role"),
                uuid_null("account_id"),
                uuid_null("station_id"),
                string("code"),
                uuid_null("matter_id"),
                time("at"),
                time_null("seen_at"),
                uuid_null("seen_by"),
            ],
        ),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("matter_received", "matter", &["received_at"]),
        index("matter_station", "matter", &["station_id", "received_at"]),
        index("matter_state", "matter", &["ended", "state_since"]),
        index("matter_owner", "matter", &["owner_id"]),
        index("call_part_of", "call", &["merged_into"]),
        index("recusal_account", "recusal", &["account_id"]),
        index("access_grant_matter", "access_grant", &["matter_id"]),
        index("access_grant_account", "access_grant", &["account_id"]),
        index("alert_account", "alert", &["account_id", "at"]),
        index("alert_role", "alert", &["role", "at"]),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let on = manager.get_connection();
        manager.create_table(matter()).await?;
        manager.create_table(call()).await?;
        for table in around() {
            manager.create_table(table).await?;
        }
        let complaints: Vec<String> =
            KINDS.iter().filter(|kind| kind.class == Class::Complaint).map(|kind| format!("'{}'", kind.code)).collect();
        on.execute_unprepared(&format!(
            "INSERT INTO matter ({SHARED}, kind, ended, complaint) SELECT {SHARED}, 'call', \
             state IN ('closed', 'accepted', 'merged'), kind IN ({}) FROM call",
            complaints.join(", ")
        ))
        .await?;
        on.execute_unprepared(&format!("INSERT INTO call_next ({OWN}) SELECT {OWN} FROM call")).await?;
        keep_recused(manager).await?;
        on.execute_unprepared("DROP TABLE call").await?;
        on.execute_unprepared("ALTER TABLE call_next RENAME TO call").await?;
        on.execute_unprepared("DROP INDEX IF EXISTS call_merged").await?;
        manager.alter_table(Table::alter().table("station").add_column(uuid_null("parent_id")).to_owned()).await?;
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

/// The lists of complained-of officers become rows.
async fn keep_recused(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let on = manager.get_connection();
    let lists = Statement::from_string(on.get_database_backend(), "SELECT id, recused FROM call");
    for row in on.query_all_raw(lists).await? {
        let id: Uuid = row.try_get("", "id")?;
        let recused: serde_json::Value = row.try_get("", "recused")?;
        let recused: Vec<Uuid> = serde_json::from_value(recused).map_err(|error| DbErr::Custom(error.to_string()))?;
        for account in recused {
            let row = Query::insert()
                .into_table("recusal")
                .columns(["matter_id", "account_id"])
                .values_panic([id.into(), account.into()])
                .to_owned();
            on.execute(&row).await?;
        }
    }
    Ok(())
}
