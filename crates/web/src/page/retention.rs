//! What is due to be erased, what a legal hold keeps, and the rules. Looking is the dry run.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use kaimen_app::retention::Line;
use kaimen_app::session::Open;
use kaimen_app::{Caller, Error};
use kaimen_domain::access::Subject;
use kaimen_domain::act::Act;
use kaimen_domain::retention::{By, RULES};
use serde::Deserialize;
use uuid::Uuid;

use super::staff::{checked, session};
use super::{Frame, Lang, again, refused, render};
use crate::Web;
use crate::view::kept::{keep, words};
use crate::view::rights::{day, time};

struct DueRow {
    rule: &'static str,
    what: String,
    ended_by: String,
    due: u64,
    oldest: Option<String>,
    held: u64,
    in_case: u64,
}

struct HoldRow {
    id: Uuid,
    number: String,
    reason: String,
    since: String,
    review: String,
    overdue: bool,
}

struct RuleRow {
    id: &'static str,
    what: String,
    keep: String,
    counted: &'static str,
    basis: &'static str,
    ground: String,
    by: String,
}

#[derive(Template)]
#[template(path = "retention.html")]
struct Page {
    frame: Frame,
    csrf: String,
    at: String,
    due: Vec<DueRow>,
    total: u64,
    holds: Vec<HoldRow>,
    rules: Vec<RuleRow>,
    can_run: bool,
    can_hold: bool,
    wrong: Option<String>,
    typed: Typed,
}

/// One of the forms.
#[derive(Deserialize, Default)]
pub(crate) struct Typed {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    number: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    review: String,
}

/// `GET /{lang}/retention`.
pub(crate) async fn show(frame: Frame, State(web): State<Web>, headers: HeaderMap) -> Response {
    match session(&web, &headers).await {
        Ok(open) => draw(frame, &web, &open, None, Typed::default()).await,
        Err(error) => refused(frame, error),
    }
}

async fn draw(frame: Frame, web: &Web, open: &Open, wrong: Option<String>, typed: Typed) -> Response {
    let caller = Caller::staff(open.staff.clone());
    let (plan, holds) = match (web.app.retention_plan(&caller).await, web.app.holds(&caller).await) {
        (Ok(plan), Ok(holds)) => (plan, holds),
        (Err(error), _) | (_, Err(error)) => return refused(frame, error),
    };
    let (t, now) = (frame.t, plan.at);
    let due = |line: &Line| DueRow {
        rule: line.rule.id,
        what: t.coded("category", line.category.word()),
        ended_by: day(line.ended_by),
        due: line.due.matters,
        oldest: line.due.oldest.map(day),
        held: line.held,
        in_case: line.in_case,
    };
    let hold = |held: kaimen_app::retention::Held| HoldRow {
        id: held.hold.id,
        number: held.number,
        reason: held.hold.reason,
        since: day(held.hold.at),
        review: day(held.hold.review_at),
        overdue: held.hold.review_at <= now,
    };
    let rule = |rule: &'static kaimen_domain::retention::Rule| {
        let edition = rule.on(now.date_naive())?;
        let by = match rule.by {
            By::Purge => "purge",
            By::Nobody => "nobody",
            By::Elsewhere => "elsewhere",
        };
        Some(RuleRow {
            id: rule.id,
            what: t.coded("category", rule.category.word()),
            keep: keep(t, edition.keep),
            counted: words(t, rule.counted),
            basis: words(t, edition.basis),
            ground: t.coded("evidence", edition.evidence.word()),
            by: t.coded("erased-by", by),
        })
    };
    let bad = wrong.is_some();
    let page = Page {
        csrf: open.csrf.clone(),
        at: time(now),
        total: plan.lines.iter().map(|line| line.due.matters).sum(),
        due: plan.lines.iter().map(due).collect(),
        holds: holds.into_iter().map(hold).collect(),
        rules: RULES.iter().filter_map(rule).collect(),
        can_run: web.app.may(&caller, Act::RunPurge, Subject::District),
        can_hold: web.app.may(&caller, Act::SetLegalHold, Subject::District),
        wrong,
        typed,
        frame,
    };
    if bad { again(&page, 0) } else { render(&page) }
}

fn done(frame: &Frame) -> Response {
    Redirect::to(&format!("{}/retention", frame.home())).into_response()
}

/// `POST /{lang}/retention/run`.
pub(crate) async fn run(
    frame: Frame,
    State(web): State<Web>,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Response {
    let open = match checked(&web, &headers, &typed.csrf).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    match web.app.run_purge(&Caller::staff(open.staff)).await {
        Ok(_) => done(&frame),
        Err(error) => refused(frame, error),
    }
}

/// `POST /{lang}/retention/hold`.
pub(crate) async fn hold(
    frame: Frame,
    State(web): State<Web>,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Response {
    let open = match checked(&web, &headers, &typed.csrf).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    let caller = Caller::staff(open.staff.clone());
    let held = match typed.review.parse() {
        Ok(review) => web.app.set_hold(&caller, &typed.number, &typed.reason, review).await,
        Err(_) => Err(Error::invalid("review", "a day")),
    };
    answered(frame, &web, &open, held.map(|_| ()), typed).await
}

/// `POST /{lang}/retention/hold/{hold}/lift`.
pub(crate) async fn lift(
    frame: Frame,
    State(web): State<Web>,
    Path((_, id)): Lang<Uuid>,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Response {
    let open = match checked(&web, &headers, &typed.csrf).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    let lifted = web.app.lift_hold(&Caller::staff(open.staff.clone()), id, &typed.reason).await;
    answered(frame, &web, &open, lifted, Typed::default()).await
}

/// Whoever may hold matters is told on the page what is wrong with the form; others are refused.
async fn answered(frame: Frame, web: &Web, open: &Open, result: Result<(), Error>, typed: Typed) -> Response {
    let wrong = match result {
        Ok(()) => return done(&frame),
        Err(Error::Invalid { field, .. }) => frame.t.coded("hold-wrong", field),
        Err(Error::NotFound) => frame.t.of("hold-wrong-number"),
        Err(Error::Conflict) => frame.t.of("hold-wrong-held"),
        Err(error) => return refused(frame, error),
    };
    if !web.app.may(&Caller::staff(open.staff.clone()), Act::SetLegalHold, Subject::District) {
        return refused(frame, Error::Forbidden);
    }
    let frame = Frame { path: "/retention".to_owned(), ..frame };
    draw(frame, web, open, Some(wrong), typed).await
}
