//! Finding requests. A list costs four statements, however long it is.

use std::collections::HashMap;

use kaimen_domain::access::Reach;
use kaimen_domain::id::MatterId;
use kaimen_domain::rights::{RightsRequest, RightsState};
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, QueryOrder, QuerySelect, Select};

use super::row::{self, Column, Entity};
use crate::error::StoreError;
use crate::matter::{self, of_reach, people_of};

async fn load(on: &impl ConnectionTrait, select: Select<matter::Entity>) -> Result<Vec<RightsRequest>, StoreError> {
    let matters = select.all(on).await?;
    if matters.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = matters.iter().map(|matter| matter.id).collect();
    let own = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(on).await?;
    // Who is complained of in the matter is kept from the requests about it, from whenever that was noted.
    let both: Vec<Uuid> = ids.iter().copied().chain(own.iter().map(|row| row.about_id)).collect();
    let people = people_of(on, &both).await?;
    let mut own: HashMap<Uuid, row::Model> = own.into_iter().map(|row| (row.id, row)).collect();
    let whole = |matter: matter::Model| {
        let id = matter.id;
        let row = own.remove(&id).ok_or_else(|| StoreError::Corrupt(format!("matter {id} has no request")))?;
        let mut request = row::read(row, matter)?;
        for of in [id, request.about.0] {
            if let Some((recused, grants)) = people.get(&of) {
                request.recused.extend(recused);
                // Whoever was let into the matter itself was not let into what its person asks.
                if of == id {
                    request.grants.clone_from(grants);
                }
            }
        }
        request.recused.sort_unstable();
        request.recused.dedup();
        Ok(request)
    };
    matters.into_iter().map(whole).collect()
}

/// One request.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn find(on: &impl ConnectionTrait, id: MatterId) -> Result<Option<RightsRequest>, StoreError> {
    let kind = kaimen_domain::matter::MatterKind::RightsRequest;
    let select = matter::Entity::find_by_id(id.0).filter(matter::Column::Kind.eq(kind.word()));
    Ok(load(on, select).await?.pop())
}

/// Requests about one matter, newest first.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn about(on: &impl ConnectionTrait, matter: MatterId) -> Result<Vec<RightsRequest>, StoreError> {
    let ids: Vec<Uuid> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::AboutId.eq(matter.0))
        .into_tuple()
        .all(on)
        .await?;
    let select = matter::Entity::find().filter(matter::Column::Id.is_in(ids));
    load(on, select.order_by_desc(matter::Column::ReceivedAt).order_by_desc(matter::Column::Id)).await
}

/// Requests that are reached for reading, and those under review that are reached for reviewing; open ones first, the
/// oldest of them first.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn list(
    on: &impl ConnectionTrait,
    read: Option<&Reach>,
    review: Option<&Reach>,
    limit: u64,
) -> Result<Vec<RightsRequest>, StoreError> {
    let kind = kaimen_domain::matter::MatterKind::RightsRequest;
    let mut reached = Condition::any();
    if let Some(read) = read {
        reached = reached.add(of_reach(read));
    }
    if let Some(review) = review {
        let under = [RightsState::ReviewRequested, RightsState::Reviewed].map(RightsState::word);
        reached = reached.add(Condition::all().add(of_reach(review)).add(matter::Column::State.is_in(under)));
    }
    if reached.is_empty() {
        return Ok(Vec::new());
    }
    let select = matter::Entity::find()
        .filter(matter::Column::Kind.eq(kind.word()))
        .filter(reached)
        .order_by_asc(matter::Column::Ended)
        .order_by_asc(matter::Column::ReceivedAt)
        .order_by_asc(matter::Column::Id)
        .limit(limit);
    load(on, select).await
}
