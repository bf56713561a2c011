//! Files attached to matters. The same bytes are kept once, however often they are attached.

use chrono::{DateTime, Utc};
use kaimen_domain::id::{AccountId, AttachmentId, MatterId};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{QueryOrder, QuerySelect};

use crate::change::Change;
use crate::error::StoreError;
use crate::record_key::{self, Sealed};

pub mod blob;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "attachment")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub matter_id: Uuid,
        pub blob_id: Uuid,
        pub name_key_id: Uuid,
        pub name: Vec<u8>,
        pub added_by: Option<Uuid>,
        pub added_at: DateTimeUtc,
        pub removed_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) use row::{Column, Entity};

/// A file of a matter, without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Record.
    pub id: AttachmentId,
    /// Of which matter.
    pub matter: MatterId,
    /// What is attached.
    pub blob: Uuid,
    /// Its name; owned by the record.
    pub name: Sealed,
    /// By whom; `None` for the resident.
    pub added_by: Option<AccountId>,
    /// When.
    pub added_at: DateTime<Utc>,
    /// When it was taken away; the content stays for a while.
    pub removed_at: Option<DateTime<Utc>>,
}

fn read(row: row::Model) -> Attachment {
    Attachment {
        id: AttachmentId(row.id),
        matter: MatterId(row.matter_id),
        blob: row.blob_id,
        name: Sealed { owner: row.id, key: row.name_key_id, bytes: row.name },
        added_by: row.added_by.map(AccountId),
        added_at: row.added_at,
        removed_at: row.removed_at,
    }
}

/// Adds an attachment to something kept.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn insert(change: &Change<'_>, attachment: &Attachment) -> Result<(), StoreError> {
    let row = row::ActiveModel {
        id: Set(attachment.id.0),
        matter_id: Set(attachment.matter.0),
        blob_id: Set(attachment.blob),
        name_key_id: Set(attachment.name.key),
        name: Set(attachment.name.bytes.clone()),
        added_by: Set(attachment.added_by.map(|account| account.0)),
        added_at: Set(attachment.added_at),
        removed_at: Set(attachment.removed_at),
    };
    Entity::insert(row).exec_without_returning(change.tx()).await?;
    Ok(())
}

/// Attachments of matters, removed ones too, oldest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn of_matters(on: &impl ConnectionTrait, matters: &[MatterId]) -> Result<Vec<Attachment>, StoreError> {
    let matters = Column::MatterId.is_in(matters.iter().map(|matter| matter.0));
    let rows = Entity::find().filter(matters).order_by_asc(Column::Id).all(on).await?;
    Ok(rows.into_iter().map(read).collect())
}

/// One attachment.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find(on: &impl ConnectionTrait, id: AttachmentId) -> Result<Option<Attachment>, StoreError> {
    Ok(Entity::find_by_id(id.0).one(on).await?.map(read))
}

/// Says when it was taken away, or that it is back.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn set_removed(
    change: &Change<'_>,
    id: AttachmentId,
    removed: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::RemovedAt, Expr::value(removed))
        .filter(Column::Id.eq(id.0))
        .exec(change.tx())
        .await?;
    Ok(())
}

/// Removes attachments for good, with their names; what is then attached nowhere goes with its key. Answers how many
/// contents went.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn erase(change: &Change<'_>, attachments: &[Attachment]) -> Result<usize, StoreError> {
    let ids = attachments.iter().map(|attachment| attachment.id.0);
    Entity::delete_many().filter(Column::Id.is_in(ids)).exec(change.tx()).await?;
    let names: Vec<Uuid> = attachments.iter().map(|attachment| attachment.name.key).collect();
    record_key::erase(change, &names).await?;
    let mut blobs: Vec<Uuid> = attachments.iter().map(|attachment| attachment.blob).collect();
    let still: Vec<Uuid> = Entity::find()
        .select_only()
        .column(Column::BlobId)
        .distinct()
        .filter(Column::BlobId.is_in(blobs.iter().copied()))
        .into_tuple()
        .all(change.tx())
        .await?;
    blobs.sort_unstable();
    blobs.dedup();
    blobs.retain(|blob| !still.contains(blob));
    blob::erase(change, &blobs).await?;
    Ok(blobs.len())
}
