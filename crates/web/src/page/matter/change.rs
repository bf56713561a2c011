//! Forms of the page of a matter: who is in charge, who is complained of, links.

use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use kaimen_app::session::Open;
use kaimen_app::{Caller, Error};
use kaimen_domain::id::{AccountId, CallId, LinkId, MatterId};
use kaimen_domain::link::LinkKind;
use serde::Deserialize;

use super::{Notice, draw};
use crate::Web;
use crate::page::staff::checked;
use crate::page::{Frame, Lang, refused};

/// What every form of the page sends.
#[derive(Deserialize, Default)]
pub(crate) struct Sent {
    #[serde(default)]
    csrf: String,
    /// Version of the matter on the page.
    #[serde(default)]
    version: u32,
    /// Last row of the log on the page.
    #[serde(default)]
    seq: i64,
    #[serde(default)]
    owner: String,
    #[serde(default)]
    number: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    account: String,
    #[serde(default)]
    reason: String,
}

/// `POST /{lang}/matters/{matter}/owner`.
pub(crate) async fn owner(
    frame: Frame,
    State(web): State<Web>,
    Path((_, id)): Lang<MatterId>,
    headers: HeaderMap,
    Form(sent): Form<Sent>,
) -> Response {
    let open = match checked(&web, &headers, &sent.csrf).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    let caller = Caller::staff(open.staff.clone());
    let owner: Result<Option<AccountId>, Error> = match sent.owner.as_str() {
        "" => Ok(None),
        typed => typed.parse().map(Some).map_err(|_| Error::invalid("owner", "no account")),
    };
    let done = match owner {
        Ok(owner) => web.app.assign_owner(&caller, id, owner, sent.version).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(before) => back(&frame, id, "owner", &before.map(|account| account.to_string()).unwrap_or_default()),
        Err(error) => not_done(frame, &web, &open, id, sent, error).await,
    }
}

/// `POST /{lang}/matters/{matter}/recuse`.
pub(crate) async fn recuse(
    frame: Frame,
    State(web): State<Web>,
    Path((_, id)): Lang<MatterId>,
    headers: HeaderMap,
    Form(sent): Form<Sent>,
) -> Response {
    let open = match checked(&web, &headers, &sent.csrf).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    let caller = Caller::staff(open.staff.clone());
    // What is no account is nobody, which is refused after it was asked who may.
    let people: Vec<AccountId> = sent.account.parse().into_iter().collect();
    match web.app.recuse(&caller, CallId(id.0), sent.version, Vec::new(), people, &sent.reason).await {
        Ok(_) => back(&frame, id, "recused", ""),
        Err(error) => not_done(frame, &web, &open, id, sent, error).await,
    }
}

/// `POST /{lang}/matters/{matter}/links`.
pub(crate) async fn link(
    frame: Frame,
    State(web): State<Web>,
    Path((_, id)): Lang<MatterId>,
    headers: HeaderMap,
    Form(sent): Form<Sent>,
) -> Response {
    let open = match checked(&web, &headers, &sent.csrf).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    let caller = Caller::staff(open.staff.clone());
    let kind = LinkKind::ALL.into_iter().find(|kind| kind.word() == sent.kind).unwrap_or(LinkKind::Related);
    match web.app.link(&caller, id, &sent.number, kind).await {
        Ok(link) => back(&frame, id, "linked", &link.to_string()),
        Err(error) => not_done(frame, &web, &open, id, sent, error).await,
    }
}

/// `POST /{lang}/matters/{matter}/links/{link}/remove`.
pub(crate) async fn unlink(
    frame: Frame,
    State(web): State<Web>,
    Path((_, id, link)): Path<(String, MatterId, LinkId)>,
    headers: HeaderMap,
    Form(sent): Form<Sent>,
) -> Response {
    let open = match checked(&web, &headers, &sent.csrf).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    match web.app.unlink(&Caller::staff(open.staff.clone()), id, link).await {
        Ok(()) => back(&frame, id, "unlinked", &link.to_string()),
        Err(error) => not_done(frame, &web, &open, id, sent, error).await,
    }
}

/// Back to the page, which says what was done and how to take it back.
fn back(frame: &Frame, id: MatterId, done: &str, was: &str) -> Response {
    Redirect::to(&format!("{}/matters/{id}?done={done}&was={was}", frame.home())).into_response()
}

/// The page as it is now, with why nothing was done and what had changed.
async fn not_done(frame: Frame, web: &Web, open: &Open, id: MatterId, sent: Sent, error: Error) -> Response {
    let (status, text) = match &error {
        Error::StaleVersion { .. } | Error::Conflict => (StatusCode::CONFLICT, "matter-stale"),
        Error::WrongState(_) if !sent.account.is_empty() => (StatusCode::CONFLICT, "recuse-on-call"),
        Error::WrongState(_) => (StatusCode::CONFLICT, "link-wrong-units"),
        Error::Invalid { field: "reason" | "units" | "accounts", .. } => {
            (StatusCode::UNPROCESSABLE_ENTITY, "recuse-wrong")
        }
        Error::Invalid { field: "owner", .. } => (StatusCode::UNPROCESSABLE_ENTITY, "matter-owner-wrong"),
        Error::Invalid { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "link-wrong-number"),
        _ => return refused(frame, error),
    };
    let after = (status == StatusCode::CONFLICT).then_some(sent.seq);
    let typed = sent.number.chars().take(40).collect();
    let frame = Frame { path: format!("/matters/{id}"), ..frame };
    draw(frame, web, open, id, Notice { status, text, after, typed, undo: None }).await
}
