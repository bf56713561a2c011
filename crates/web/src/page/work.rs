//! What waits for somebody, and the matters that they may see: for every role, without script.

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use kaimen_app::search::{PAGE, Page, Question};
use kaimen_app::session::Open;
use kaimen_app::{App, Caller, Error};
use kaimen_domain::access::has;
use kaimen_domain::act::Act;
use kaimen_domain::matter::{Matter, MatterKind};
use kaimen_domain::role::Role;
use serde::Deserialize;
use uuid::Uuid;

use super::staff::{checked, session};
use super::{Frame, Lang, refused, render};
use crate::Web;
use crate::view::matter::{moment, state_text, station_name};

/// A matter in a list.
struct Row {
    id: String,
    number: String,
    kind: String,
    complaint: bool,
    state: String,
    ended: bool,
    place: String,
    station: String,
    since: String,
    due: Option<String>,
    overdue: bool,
}

impl Row {
    fn new(frame: &Frame, app: &App, matter: &Matter, due: Option<DateTime<Utc>>) -> Self {
        let now = app.now();
        Self {
            id: matter.id.to_string(),
            number: matter.number.clone(),
            kind: frame.t.coded("matter-kind", matter.kind.word()),
            complaint: matter.complaint,
            state: state_text(&frame.t, matter),
            ended: matter.ended,
            place: matter.place.text.clone(),
            station: station_name(app, matter.station),
            since: moment(matter.state_since, now),
            due: due.map(|due| moment(due, now)),
            overdue: due.is_some_and(|due| due < now),
        }
    }
}

/// Something that the reader must be told.
struct Line {
    id: Uuid,
    text: String,
    at: String,
    /// Number and id of the matter, where the reader may see it.
    matter: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "work.html")]
struct Work {
    frame: Frame,
    csrf: String,
    alerts: Vec<Line>,
    /// What the reader is in charge of or took; none where the role sees no matters.
    mine: Option<Vec<Row>>,
    rows: Vec<Row>,
    kinds: Vec<(&'static str, String)>,
    asked: Asked,
    is_search: bool,
    newer: Option<String>,
    older: Option<String>,
    role: Role,
}

/// What the form of the search asks.
#[derive(Deserialize, Default, Clone)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    owner: String,
    #[serde(default)]
    offset: u64,
}

impl Asked {
    fn question(&self) -> Question {
        Question {
            words: self.q.clone(),
            kind: self.kind.parse().ok(),
            ended: match self.state.as_str() {
                "open" => Some(false),
                "ended" => Some(true),
                _ => None,
            },
            mine: self.owner == "me",
            offset: self.offset,
        }
    }

    /// The same search from another line on.
    fn from(&self, frame: &Frame, offset: u64) -> String {
        let typed = [("q", &self.q), ("kind", &self.kind), ("state", &self.state), ("owner", &self.owner)];
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(typed.iter().filter(|(_, value)| !value.is_empty()));
        if offset > 0 {
            query.append_pair("offset", &offset.to_string());
        }
        format!("{}/work?{}#list", frame.home(), query.finish())
    }
}

/// `GET /{lang}/work`.
pub(crate) async fn show(
    frame: Frame,
    State(web): State<Web>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let open = match session(&web, &headers).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    match gather(&frame, &web, &open, &asked).await {
        Ok((alerts, mine, page)) => {
            let rows = |page: &Page| {
                let row = |matter: &Matter| Row::new(&frame, &web.app, matter, page.due.get(&matter.id).copied());
                page.matters.iter().map(row).collect()
            };
            let shown = page.matters.len() as u64;
            let work = Work {
                csrf: open.csrf,
                alerts,
                mine: mine.as_ref().map(rows),
                rows: rows(&page),
                kinds: MatterKind::ALL
                    .iter()
                    .map(|kind| (kind.word(), frame.t.coded("matter-kind", kind.word())))
                    .collect(),
                is_search: !asked.question().is_everything(),
                newer: (asked.offset > 0).then(|| asked.from(&frame, asked.offset.saturating_sub(PAGE))),
                older: page.more.then(|| asked.from(&frame, asked.offset + shown)),
                asked,
                role: open.staff.role,
                frame,
            };
            render(&work)
        }
        Err(error) => refused(frame, error),
    }
}

async fn gather(
    frame: &Frame,
    web: &Web,
    open: &Open,
    asked: &Asked,
) -> Result<(Vec<Line>, Option<Page>, Page), Error> {
    let caller = Caller::staff(open.staff.clone());
    let alerts = alerts(frame, web, &caller).await?;
    if !has(open.staff.role, Act::SearchMatters) {
        return Ok((alerts, None, Page::default()));
    }
    let mine = Question { mine: true, ended: Some(false), ..Question::default() };
    let mine = web.app.matters(&caller, &mine).await?;
    Ok((alerts, Some(mine), web.app.matters(&caller, &asked.question()).await?))
}

/// What the reader must be told and has not yet marked as seen.
async fn alerts(frame: &Frame, web: &Web, caller: &Caller) -> Result<Vec<Line>, Error> {
    let alerts: Vec<_> = web.app.alerts(caller).await?.into_iter().filter(|alert| alert.seen_at.is_none()).collect();
    let ids: Vec<_> = alerts.iter().filter_map(|alert| alert.matter).collect();
    let numbers = web.app.numbers_of(caller, &ids).await?;
    let line = |alert: kaimen_app::alert::Alert| Line {
        id: alert.id,
        text: frame.t.coded("alert", &alert.code),
        at: moment(alert.at, web.app.now()),
        matter: alert.matter.and_then(|id| Some((numbers.get(&id)?.clone(), id.to_string()))),
    };
    Ok(alerts.into_iter().map(line).collect())
}

#[derive(Deserialize)]
pub(crate) struct Mark {
    #[serde(default)]
    csrf: String,
}

/// `POST /{lang}/work/alerts/{alert}/seen`.
pub(crate) async fn seen(
    frame: Frame,
    State(web): State<Web>,
    Path((_, alert)): Lang<Uuid>,
    headers: HeaderMap,
    Form(mark): Form<Mark>,
) -> Response {
    let open = match checked(&web, &headers, &mark.csrf).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    match web.app.mark_alert_seen(&Caller::staff(open.staff), alert).await {
        // A colleague was quicker: it is off the list all the same.
        Ok(()) | Err(Error::NotFound) => Redirect::to(&format!("{}/work", frame.home())).into_response(),
        Err(error) => refused(frame, error),
    }
}
