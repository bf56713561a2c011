//! Sessions by device, and what somebody signs in with besides a password.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, binary, binary_null, boolean, pk_uuid, string, text, timestamp_with_time_zone as time,
    timestamp_with_time_zone_null as time_null, uuid, uuid_null,
};

use super::{index, table};

/// Devices and second factors.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn tables() -> Vec<TableCreateStatement> {
    vec![
        table(
            "session",
            vec![
                pk_uuid("id"),
                binary("token_hash").unique_key().take(),
                uuid("account_id"),
                string("csrf"),
                string("device"),
                string("how"),
                boolean("strong"),
                boolean("asked"),
                binary_null("device_key"),
                uuid_null("device_key_id"),
                time("created_at"),
                time("seen_at"),
                time("expires_at"),
                time_null("revoked_at"),
            ],
        ),
        table(
            "passkey",
            vec![
                pk_uuid("id"),
                uuid("account_id"),
                string("name"),
                binary("credential_id").unique_key().take(),
                text("credential"),
                time("created_at"),
                time_null("used_at"),
                time_null("suspected_at"),
            ],
        ),
        table(
            "authenticator",
            vec![
                uuid("account_id").primary_key().take(),
                binary("secret"),
                uuid("secret_key_id"),
                big_integer("last_step"),
                time("created_at"),
                time_null("confirmed_at"),
            ],
        ),
        table("recovery_code", vec![binary("hash").primary_key().take(), uuid("account_id")]),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Sessions last a day at most and know no device yet: everybody signs in once more.
        manager.drop_table(Table::drop().table("session").to_owned()).await?;
        for table in tables() {
            manager.create_table(table).await?;
        }
        manager.create_index(index("session_account", "session", &["account_id"])).await?;
        manager.create_index(index("passkey_account", "passkey", &["account_id"])).await?;
        manager.create_index(index("recovery_code_account", "recovery_code", &["account_id"])).await
    }
}
