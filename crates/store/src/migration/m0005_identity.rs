//! Which account belongs to whom at the bureau's identity provider.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{string_null, timestamp_with_time_zone_null as time_null, uuid};

/// The table of identities.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = Table::create();
        table
            .table("identity")
            .col(uuid("account_id").primary_key())
            .col(string_null("issuer"))
            .col(string_null("subject"))
            .col(time_null("linked_at"));
        manager.create_table(table).await?;
        // What no race can get round: one person at the provider has one account here. Empty pairs do not clash.
        let mut once = Index::create();
        once.name("identity_subject").table("identity").col("issuer").col("subject").unique();
        manager.create_index(once).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("identity").to_owned()).await
    }
}
