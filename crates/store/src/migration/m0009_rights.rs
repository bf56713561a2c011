//! Requests of persons about what is kept of them, corrections with what stood before, legal holds, and proofs of
//! deletion.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, binary, binary_null, integer, pk_uuid, string, string_null, text, text_null,
    timestamp_with_time_zone as time, timestamp_with_time_zone_null as time_null, uuid, uuid_null,
};

use super::{index, table};

/// The rights.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn tables() -> Vec<TableCreateStatement> {
    vec![
        table(
            "rights_request",
            vec![
                pk_uuid("id"),
                uuid("about_id"),
                string("wish"),
                string_null("field"),
                string_null("categories"),
                uuid_null("key_id"),
                binary_null("sealed"),
                string_null("answered"),
                text_null("reasons"),
                uuid_null("answered_by"),
                string_null("answered_role"),
                uuid_null("answered_station"),
                time_null("answered_at"),
                text_null("contest"),
                time_null("contested_at"),
                string_null("outcome"),
                text_null("review_reasons"),
                uuid_null("reviewed_by"),
                string_null("reviewed_role"),
                time_null("reviewed_at"),
                time_null("erased_at"),
            ],
        ),
        table(
            "correction",
            vec![pk_uuid("id"), uuid("matter_id"), uuid("request_id"), string("field"), text("original"), time("at")],
        ),
        table(
            "legal_hold",
            vec![
                pk_uuid("id"),
                uuid("matter_id"),
                text("reason"),
                uuid("set_by"),
                time("set_at"),
                time("review_at"),
                uuid_null("lifted_by"),
                time_null("lifted_at"),
                text_null("lift_reason"),
            ],
        ),
        table(
            "purge_proof",
            vec![
                pk_uuid("id"),
                binary("matter_hash"),
                string("category"),
                string("rule"),
                time("at"),
                integer("count"),
                big_integer("audit_seq"),
            ],
        ),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    let mut one_hold = index("legal_hold_live", "legal_hold", &["matter_id"]);
    // A matter is held once at a time, whatever the race.
    one_hold.unique().cond_where(Expr::col("lifted_at").is_null());
    vec![
        one_hold,
        index("rights_request_about", "rights_request", &["about_id"]),
        index("correction_matter", "correction", &["matter_id"]),
        index("purge_proof_matter", "purge_proof", &["matter_hash"]),
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
