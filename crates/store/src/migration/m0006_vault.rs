//! Keys of records in a table of their own, and files attached to matters.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, binary, integer, pk_uuid, string, timestamp_with_time_zone as time,
    timestamp_with_time_zone_null as time_null, uuid, uuid_null,
};

use super::{index, table};

/// Moves the keys of contacts into the new table as generation 1.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn tables() -> Vec<TableCreateStatement> {
    vec![
        table("record_key", vec![pk_uuid("id"), uuid("owner"), integer("generation"), binary("wrapped")]),
        table(
            "blob",
            vec![
                pk_uuid("id"),
                binary("hash"),
                string("media"),
                big_integer("size"),
                integer("width"),
                integer("height"),
                uuid("key_id"),
                binary("sealed"),
            ],
        ),
        table(
            "attachment",
            vec![
                pk_uuid("id"),
                uuid("matter_id"),
                uuid("blob_id"),
                uuid("name_key_id"),
                binary("name"),
                uuid_null("added_by"),
                time("added_at"),
                time_null("removed_at"),
            ],
        ),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    let mut once = index("blob_hash", "blob", &["hash"]);
    once.unique();
    vec![
        once,
        index("record_key_owner", "record_key", &["owner"]),
        index("record_key_generation", "record_key", &["generation"]),
        index("attachment_matter", "attachment", &["matter_id"]),
        index("attachment_blob", "attachment", &["blob_id"]),
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
        // A contact had one key and a call one contact: the id of the call names both.
        let before = "contact_before";
        manager.rename_table(Table::rename().table("contact", before).to_owned()).await?;
        let contact = vec![uuid("call_id").primary_key().take(), uuid("key_id"), binary("sealed")];
        manager.create_table(table("contact", contact)).await?;
        let on = manager.get_connection();
        on.execute_unprepared(
            "INSERT INTO record_key (id, owner, generation, wrapped) SELECT call_id, call_id, 1, record_key FROM \
             contact_before",
        )
        .await?;
        on.execute_unprepared(
            "INSERT INTO contact (call_id, key_id, sealed) SELECT call_id, call_id, sealed FROM contact_before",
        )
        .await?;
        manager.drop_table(Table::drop().table(before).to_owned()).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("keys cannot go back into the contacts: restore the backup".to_owned()))
    }
}
