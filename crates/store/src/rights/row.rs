//! The columns that only a request has.

use kaimen_domain::id::{AccountId, MatterId, StationId};
use kaimen_domain::retention::Category;
use kaimen_domain::rights::{Answer, Asked, Decided, Review, RightsRequest, Wish};
use kaimen_domain::role::Role;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::entity::prelude::*;

use crate::error::{StoreError, parse};
use crate::matter;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rights_request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub about_id: Uuid,
    pub wish: String,
    pub field: Option<String>,
    pub categories: Option<String>,
    pub key_id: Option<Uuid>,
    pub sealed: Option<Vec<u8>>,
    pub answered: Option<String>,
    pub reasons: Option<String>,
    pub answered_by: Option<Uuid>,
    pub answered_role: Option<String>,
    pub answered_station: Option<Uuid>,
    pub answered_at: Option<DateTimeUtc>,
    pub contest: Option<String>,
    pub contested_at: Option<DateTimeUtc>,
    pub outcome: Option<String>,
    pub review_reasons: Option<String>,
    pub reviewed_by: Option<Uuid>,
    pub reviewed_role: Option<String>,
    pub reviewed_at: Option<DateTimeUtc>,
    pub erased_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Columns of a request, without what the person wrote.
pub(super) fn write(request: &RightsRequest) -> ActiveModel {
    let (field, categories) = match &request.asked {
        Asked::Correction { field, .. } => (Some(field.word().to_owned()), None),
        Asked::Deletion { categories, .. } => {
            let words: Vec<&str> = categories.iter().map(|category| category.word()).collect();
            (None, Some(words.join(" ")))
        }
        Asked::Explanation { .. } => (None, None),
    };
    let (answer, review) = (request.answer.as_ref(), request.review.as_ref());
    let decided = review.and_then(|review| review.decided.as_ref());
    ActiveModel {
        id: Set(request.id.0),
        about_id: Set(request.about.0),
        wish: Set(request.asked.wish().word().to_owned()),
        field: Set(field),
        categories: Set(categories),
        key_id: NotSet,
        sealed: NotSet,
        answered: Set(answer.map(|answer| answer.answered.word().to_owned())),
        reasons: Set(answer.map(|answer| answer.reasons.clone())),
        answered_by: Set(answer.map(|answer| answer.by.0)),
        answered_role: Set(answer.map(|answer| answer.role.word().to_owned())),
        answered_station: Set(answer.and_then(|answer| answer.station).map(|station| station.0)),
        answered_at: Set(answer.map(|answer| answer.at)),
        contest: Set(review.map(|review| review.reason.clone())),
        contested_at: Set(review.map(|review| review.asked_at)),
        outcome: Set(decided.map(|decided| decided.outcome.word().to_owned())),
        review_reasons: Set(decided.map(|decided| decided.reasons.clone())),
        reviewed_by: Set(decided.map(|decided| decided.by.0)),
        reviewed_role: Set(decided.map(|decided| decided.role.word().to_owned())),
        reviewed_at: Set(decided.map(|decided| decided.at)),
        erased_at: NotSet,
    }
}

fn role(word: &str) -> Result<Role, StoreError> {
    word.parse().map_err(|_| StoreError::Corrupt(word.to_owned()))
}

/// A request from its columns; what the person wrote is empty until it is opened.
pub(super) fn read(row: Model, matter: matter::Model) -> Result<RightsRequest, StoreError> {
    let asked = match parse(&row.wish)? {
        Wish::Correction => {
            let field = parse(row.field.as_deref().unwrap_or_default())?;
            Asked::Correction { field, wrong: String::new(), right: String::new() }
        }
        Wish::Deletion => {
            let words = row.categories.as_deref().unwrap_or_default().split_whitespace();
            let categories: Result<Vec<Category>, StoreError> = words.map(parse).collect();
            Asked::Deletion { categories: categories?, reason: String::new() }
        }
        Wish::Explanation => Asked::Explanation { question: String::new() },
    };
    let answer = match (row.answered, row.answered_by, row.answered_role, row.answered_at) {
        (Some(answered), Some(by), Some(as_role), Some(at)) => Some(Answer {
            answered: parse(&answered)?,
            reasons: row.reasons.unwrap_or_default(),
            by: AccountId(by),
            role: role(&as_role)?,
            station: row.answered_station.map(StationId),
            at,
        }),
        _ => None,
    };
    let decided = match (row.outcome, row.reviewed_by, row.reviewed_role, row.reviewed_at) {
        (Some(outcome), Some(by), Some(as_role), Some(at)) => Some(Decided {
            outcome: parse(&outcome)?,
            reasons: row.review_reasons.unwrap_or_default(),
            by: AccountId(by),
            role: role(&as_role)?,
            at,
        }),
        _ => None,
    };
    let reason = row.contest.unwrap_or_default();
    Ok(RightsRequest {
        id: MatterId(row.id),
        about: MatterId(row.about_id),
        number: matter.number,
        receipt: matter.receipt,
        version: u32::try_from(matter.version).unwrap_or(0),
        state: parse(&matter.state)?,
        asked,
        station: matter.station_id.map(StationId),
        lon: matter.lon,
        lat: matter.lat,
        owner: matter.owner_id.map(AccountId),
        received_at: matter.received_at,
        state_since: matter.state_since,
        closed_at: matter.closed_at,
        answer,
        review: row.contested_at.map(|asked_at| Review { reason, asked_at, decided }),
        recused: Vec::new(),
        grants: Vec::new(),
    })
}
