//! Access beyond the usual scope: matters referred to and by somebody, and break-glass.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use kaimen_app::matter::{BreakGlassLine, ReferralLine};
use kaimen_app::session::Open;
use kaimen_app::{Caller, Error};
use kaimen_domain::access::has;
use kaimen_domain::act::Act;
use kaimen_domain::id::{AccountId, GrantId, MatterId, ReferralId};
use kaimen_domain::referral::{ReferralState, ReferralStep};
use serde::Deserialize;

use super::staff::{checked, session};
use super::{Frame, Lang, refused, render};
use crate::Web;

/// A referral as one of its two sides sees it.
struct ReferralRow {
    line: ReferralLine,
    /// Whether it was sent by the reader.
    own: bool,
    offered: bool,
    accepted: bool,
    since: String,
}

/// Break-glass as the reader sees it.
struct GlassRow {
    line: BreakGlassLine,
    own: bool,
    asked: String,
    until: Option<String>,
}

#[derive(Template)]
#[template(path = "access.html")]
struct Access {
    frame: Frame,
    csrf: String,
    referrals: Vec<ReferralRow>,
    glasses: Vec<GlassRow>,
    can_ask: bool,
    typed: Ask,
    wrong: Option<String>,
}

/// What is typed to ask for break-glass.
#[derive(Deserialize, Default)]
pub(crate) struct Ask {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    number: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    hours: String,
}

/// An act with a word or two.
#[derive(Deserialize)]
pub(crate) struct Words {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    words: String,
}

/// Whom a matter is referred to, and why.
#[derive(Deserialize)]
pub(crate) struct Refer {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    reason: String,
}

async fn draw(frame: Frame, web: &Web, open: &Open, typed: Ask, wrong: Option<&'static str>) -> Response {
    match gather(&frame, web, open).await {
        Ok((referrals, glasses)) => {
            let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
            let page = Access {
                csrf: open.csrf.clone(),
                referrals,
                glasses,
                can_ask: has(open.staff.role, Act::AskBreakGlass),
                typed,
                wrong: wrong.map(|field| frame.t.coded("access-wrong", field)),
                frame,
            };
            (status, render(&page)).into_response()
        }
        Err(error) => refused(frame, error),
    }
}

async fn gather(frame: &Frame, web: &Web, open: &Open) -> Result<(Vec<ReferralRow>, Vec<GlassRow>), Error> {
    let caller = Caller::staff(open.staff.clone());
    let own = open.staff.account;
    let referrals = web.app.my_referrals(&caller).await?.into_iter().map(|line| ReferralRow {
        own: line.referral.from == own,
        offered: line.referral.state == ReferralState::Offered,
        accepted: line.referral.state == ReferralState::Accepted,
        since: frame.t.time(line.referral.offered_at),
        line,
    });
    let glasses = web.app.open_break_glass(&caller).await?.into_iter().map(|line| GlassRow {
        own: line.glass.asked_by == own,
        asked: frame.t.time(line.glass.asked_at),
        until: line.glass.until.map(|until| frame.t.time(until)),
        line,
    });
    Ok((referrals.collect(), glasses.collect()))
}

/// `GET /{lang}/access`.
pub(crate) async fn show(frame: Frame, State(web): State<Web>, headers: HeaderMap) -> Response {
    match session(&web, &headers).await {
        Ok(open) => draw(frame, &web, &open, Ask::default(), None).await,
        Err(error) => refused(frame, error),
    }
}

/// Back to the page after an act, or the page with what was wrong.
async fn after(frame: Frame, web: &Web, open: &Open, typed: Ask, done: Result<(), Error>) -> Response {
    match done {
        Ok(()) => Redirect::to(&format!("{}/access", frame.home())).into_response(),
        Err(Error::Invalid { field, .. }) => {
            draw(Frame { path: "/access".to_owned(), ..frame }, web, open, typed, Some(field)).await
        }
        Err(Error::Conflict) => {
            draw(Frame { path: "/access".to_owned(), ..frame }, web, open, typed, Some("conflict")).await
        }
        Err(error) => refused(frame, error),
    }
}

/// `POST /{lang}/access`: asks for break-glass.
pub(crate) async fn ask(frame: Frame, State(web): State<Web>, headers: HeaderMap, Form(typed): Form<Ask>) -> Response {
    let open = match checked(&web, &headers, &typed.csrf).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    let caller = Caller::staff(open.staff.clone());
    let hours = typed.hours.parse().unwrap_or(0);
    let asked = match web.app.ask_break_glass(&caller, &typed.number, &typed.reason, hours).await {
        // There is no such matter, or one that may not even be asked for: the same words for both.
        Err(Error::NotFound) => Err(Error::invalid("number", "no such matter")),
        other => other.map(|_| ()),
    };
    after(frame, &web, &open, typed, asked).await
}

/// `POST /{lang}/access/{id}/{step}`: a second person decides, or somebody ends it.
pub(crate) async fn glass(
    frame: Frame,
    State(web): State<Web>,
    Path((_, id, step)): Path<(String, GrantId, String)>,
    headers: HeaderMap,
    Form(words): Form<Words>,
) -> Response {
    let open = match checked(&web, &headers, &words.csrf).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    let caller = Caller::staff(open.staff.clone());
    let done = match step.as_str() {
        "grant" => web.app.decide_break_glass(&caller, id, true).await,
        "refuse" => web.app.decide_break_glass(&caller, id, false).await,
        "end" => web.app.end_break_glass(&caller, id).await,
        _ => Err(Error::NotFound),
    };
    after(frame, &web, &open, Ask::default(), done).await
}

/// `POST /{lang}/referrals/{id}/{step}`.
pub(crate) async fn referral(
    frame: Frame,
    State(web): State<Web>,
    Path((_, id, step)): Path<(String, ReferralId, String)>,
    headers: HeaderMap,
    Form(words): Form<Words>,
) -> Response {
    let open = match checked(&web, &headers, &words.csrf).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    let step = match step.as_str() {
        "accept" => ReferralStep::Accept,
        "decline" => ReferralStep::Decline,
        "complete" => ReferralStep::Complete,
        "withdraw" => ReferralStep::Withdraw,
        _ => return refused(frame, Error::NotFound),
    };
    let caller = Caller::staff(open.staff.clone());
    let done = web.app.step_referral(&caller, id, step, &words.words).await;
    after(frame, &web, &open, Ask::default(), done).await
}

/// `POST /{lang}/matters/{id}/refer`.
pub(crate) async fn refer(
    frame: Frame,
    State(web): State<Web>,
    Path((_, id)): Lang<MatterId>,
    headers: HeaderMap,
    Form(typed): Form<Refer>,
) -> Response {
    let open = match checked(&web, &headers, &typed.csrf).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    let caller = Caller::staff(open.staff.clone());
    let to = typed.to.parse::<AccountId>().map_err(|_| Error::invalid("to", "choose somebody"));
    let done = match to {
        Ok(to) => web.app.refer(&caller, id, to, &typed.reason).await.map(|_| ()),
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Redirect::to(&format!("{}/matters/{id}", frame.home())).into_response(),
        other => after(frame, &web, &open, Ask::default(), other).await,
    }
}
