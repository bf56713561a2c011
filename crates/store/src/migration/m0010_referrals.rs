//! Referrals and break-glass.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    integer, pk_uuid, string, text, text_null, timestamp_with_time_zone as time,
    timestamp_with_time_zone_null as time_null, uuid, uuid_null,
};

use super::{index, table};

/// The tables.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let referral = table(
            "referral",
            vec![
                pk_uuid("id"),
                uuid("matter_id"),
                uuid("from_id"),
                uuid("to_id"),
                text("reason"),
                string("state"),
                text_null("answer"),
                time("offered_at"),
                time_null("answered_at"),
                time_null("ended_at"),
            ],
        );
        let break_glass = table(
            "break_glass",
            vec![
                pk_uuid("id"),
                uuid("matter_id"),
                uuid("asked_by"),
                text("reason"),
                integer("hours"),
                time("asked_at"),
                string("state"),
                uuid_null("decided_by"),
                time_null("decided_at"),
                time_null("until_at"),
            ],
        );
        manager.create_table(referral).await?;
        manager.create_table(break_glass).await?;
        for index in [
            index("referral_matter", "referral", &["matter_id"]),
            index("referral_to", "referral", &["to_id", "state"]),
            index("break_glass_matter", "break_glass", &["matter_id"]),
            index("break_glass_state", "break_glass", &["state", "asked_at"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
