//! Requests of persons: the list, one of them, and the forms to answer and to review it.

use askama::Template;
use axum::extract::{Path, RawForm, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use kaimen_app::rights::{NewAnswer, Seen};
use kaimen_app::session::Open;
use kaimen_app::{Caller, Error};
use kaimen_domain::id::MatterId;
use kaimen_domain::retention::Category;
use kaimen_domain::rights::{Answered, Asked, Outcome};

use super::staff::{checked, session};
use super::{Frame, Lang, again, refused, render};
use crate::Web;
use crate::view::rights::RequestView;

#[derive(Template)]
#[template(path = "rights.html")]
struct List {
    frame: Frame,
    rows: Vec<RequestView>,
}

#[derive(Template)]
#[template(path = "rights_request.html")]
struct One {
    frame: Frame,
    csrf: String,
    version: u32,
    request: RequestView,
    about: String,
    current: Option<String>,
    /// Word, name, whether there is something, why it must stay.
    categories: Vec<(&'static str, String, bool, Option<String>)>,
    is_correction: bool,
    is_explanation: bool,
    can_answer: bool,
    can_review: bool,
    wrong: Option<String>,
    typed: Typed,
}

#[derive(Default)]
struct Typed {
    csrf: String,
    version: u32,
    decision: String,
    reasons: String,
    text: String,
    categories: Vec<Category>,
}

impl Typed {
    fn has(&self, category: &str) -> bool {
        self.categories.iter().any(|one| one.word() == category)
    }

    fn read(form: &[u8]) -> Self {
        let mut typed = Self::default();
        for (name, value) in form_urlencoded::parse(form) {
            match &*name {
                "csrf" => typed.csrf = value.into_owned(),
                "version" => typed.version = value.parse().unwrap_or(0),
                "decision" => typed.decision = value.into_owned(),
                "reasons" => typed.reasons = value.into_owned(),
                "text" => typed.text = value.into_owned(),
                "category" => typed.categories.extend(value.parse::<Category>().ok()),
                _ => {}
            }
        }
        typed
    }
}

/// `GET /{lang}/rights`.
pub(crate) async fn list(frame: Frame, State(web): State<Web>, headers: HeaderMap) -> Response {
    let open = match session(&web, &headers).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    match web.app.rights_list(&Caller::staff(open.staff)).await {
        Ok(list) => {
            let now = web.app.now();
            let row = |one: &kaimen_app::rights::Followed| RequestView::new(frame.t, &one.request, one.due, now);
            let rows = list.iter().map(row).collect();
            render(&List { frame, rows })
        }
        Err(error) => refused(frame, error),
    }
}

/// `GET /{lang}/rights/{request}`.
pub(crate) async fn show(
    frame: Frame,
    State(web): State<Web>,
    Path((_, id)): Lang<MatterId>,
    headers: HeaderMap,
) -> Response {
    match session(&web, &headers).await {
        Ok(open) => draw(frame, &web, &open, id, None, Typed::default()).await,
        Err(error) => refused(frame, error),
    }
}

async fn draw(frame: Frame, web: &Web, open: &Open, id: MatterId, wrong: Option<String>, typed: Typed) -> Response {
    let seen = match web.app.read_rights(&Caller::staff(open.staff.clone()), id).await {
        Ok(seen) => seen,
        Err(error) => return refused(frame, error),
    };
    let t = frame.t;
    let Seen { request, due, about, current, categories, can_answer, can_review } = seen;
    let category = |(category, there, stays): (Category, bool, Option<kaimen_domain::retention::Kept>)| {
        let stays = stays.map(|stays| t.coded("stays", stays.word()));
        (category.word(), t.coded("category", category.word()), there, stays)
    };
    let bad = wrong.is_some();
    let page = One {
        csrf: open.csrf.clone(),
        version: request.version,
        about,
        current,
        categories: categories.into_iter().map(category).collect(),
        is_correction: matches!(request.asked, Asked::Correction { .. }),
        is_explanation: matches!(request.asked, Asked::Explanation { .. }),
        request: RequestView::new(t, &request, due, web.app.now()),
        can_answer,
        can_review,
        wrong,
        typed,
        frame,
    };
    if bad { again(&page, 0) } else { render(&page) }
}

/// What is wrong with a form.
fn wrong(frame: &Frame, error: &Error) -> Option<String> {
    match error {
        Error::Request(_) | Error::Kept(_) | Error::StaleVersion { .. } | Error::Conflict => {
            let code = if matches!(error, Error::Request(_) | Error::Kept(_)) { error.code() } else { "request_state" };
            Some(frame.t.coded("problem", code))
        }
        Error::Invalid { field, .. } => Some(frame.t.coded("rights-invalid", field)),
        _ => None,
    }
}

/// `POST /{lang}/rights/{request}/answer`.
pub(crate) async fn answer(
    frame: Frame,
    State(web): State<Web>,
    Path((_, id)): Lang<MatterId>,
    headers: HeaderMap,
    RawForm(form): RawForm,
) -> Response {
    let typed = Typed::read(&form);
    let step = async |caller: &Caller, typed: &Typed| {
        let answered = Answered::ALL.iter().copied().find(|one| one.word() == typed.decision);
        let answer = NewAnswer {
            answered: answered.ok_or(Error::invalid("decision", "granted, partly or refused"))?,
            reasons: typed.reasons.clone(),
            text: typed.text.clone(),
            categories: typed.categories.clone(),
        };
        web.app.answer_rights(caller, id, typed.version, answer).await
    };
    change(frame, &web, &headers, id, typed, step).await
}

/// `POST /{lang}/rights/{request}/review`.
pub(crate) async fn review(
    frame: Frame,
    State(web): State<Web>,
    Path((_, id)): Lang<MatterId>,
    headers: HeaderMap,
    RawForm(form): RawForm,
) -> Response {
    let typed = Typed::read(&form);
    let step = async |caller: &Caller, typed: &Typed| {
        let outcome = Outcome::ALL.iter().copied().find(|one| one.word() == typed.decision);
        let outcome = outcome.ok_or(Error::invalid("decision", "upheld or overturned"))?;
        web.app.review_rights(caller, id, typed.version, outcome, &typed.reasons).await
    };
    change(frame, &web, &headers, id, typed, step).await
}

async fn change(
    frame: Frame,
    web: &Web,
    headers: &HeaderMap,
    id: MatterId,
    typed: Typed,
    step: impl AsyncFnOnce(&Caller, &Typed) -> Result<kaimen_domain::rights::RightsRequest, Error>,
) -> Response {
    let open = match checked(web, headers, &typed.csrf).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    match step(&Caller::staff(open.staff.clone()), &typed).await {
        Ok(_) => Redirect::to(&format!("{}/rights/{id}", frame.home())).into_response(),
        Err(error) => match wrong(&frame, &error) {
            Some(text) => {
                let frame = Frame { path: format!("/rights/{id}"), ..frame };
                draw(frame, web, &open, id, Some(text), typed).await
            }
            None => refused(frame, error),
        },
    }
}
