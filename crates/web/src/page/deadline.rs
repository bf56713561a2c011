//! What is due, the clocks of one matter, and the register of deadlines to read. Work without script.

mod row;

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, FixedOffset, NaiveDateTime, Utc};
use kaimen_app::deadline::{Standing, Which};
use kaimen_app::session::Open;
use kaimen_app::{Caller, Error};
use kaimen_domain::access::{Subject, may};
use kaimen_domain::act::Act;
use kaimen_domain::deadline::clock;
use kaimen_domain::deadline::rule::{PauseReason, Runs};
use kaimen_domain::id::{DeadlineId, MatterId};
use kaimen_domain::matter::Matter;
use serde::Deserialize;

use super::staff::session;
use super::{Frame, Lang, refused, render};
use crate::Web;
use crate::asked::same;
use crate::headers::from_our_page;
use row::{Row, length_text, measure_text, own_text, rule_words};

/// Which list is shown, by its word in the address.
const LISTS: [(&str, Which); 5] = [
    ("open", Which::Open),
    ("overdue", Which::Overdue),
    ("paused", Which::Paused),
    ("missed", Which::Missed),
    ("met", Which::Met),
];

#[derive(Template)]
#[template(path = "deadlines.html")]
struct List {
    frame: Frame,
    list: &'static str,
    lists: Vec<&'static str>,
    rows: Vec<Row>,
    count: u64,
    /// Whether there are more than are shown.
    more: bool,
    now: String,
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    list: String,
}

/// `GET /{lang}/deadlines`.
pub(crate) async fn list(
    frame: Frame,
    State(web): State<Web>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let open = match session(&web, &headers).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    let (list, which) = LISTS.into_iter().find(|(word, _)| *word == asked.list).unwrap_or(LISTS[0]);
    let caller = Caller::staff(open.staff);
    let now = web.app.now();
    match web.app.deadlines(&caller, which).await {
        Ok((lines, count)) => {
            let row = |line| Row::new(&frame.t, &caller, line, now);
            let rows: Vec<Row> = lines.iter().filter_map(row).collect();
            let more = (rows.len() as u64) < count;
            let lists = LISTS.iter().map(|(word, _)| *word).collect();
            let now = row::moment_text(&frame.t, now);
            render(&List { list, lists, rows, count, more, now, frame })
        }
        Err(error) => refused(frame, error),
    }
}

/// A step of the register as it is read.
struct StepRow {
    name: String,
    duty: &'static str,
    trigger: &'static str,
    measure: String,
    more: Vec<String>,
}

/// A rule of the register as it is read.
struct RuleRow {
    id: &'static str,
    title: &'static str,
    basis: Option<&'static str>,
    evidence: String,
    from: String,
    steps: Vec<StepRow>,
}

#[derive(Template)]
#[template(path = "deadline_rules.html")]
struct Rules {
    frame: Frame,
    rules: Vec<RuleRow>,
    years: String,
}

/// `GET /{lang}/deadlines/rules`.
pub(crate) async fn rules(frame: Frame, State(web): State<Web>, headers: HeaderMap) -> Response {
    match read_rules(&frame, &web, &headers).await {
        Ok((rules, years)) => render(&Rules { frame, rules, years }),
        Err(error) => refused(frame, error),
    }
}

async fn read_rules(frame: &Frame, web: &Web, headers: &HeaderMap) -> Result<(Vec<RuleRow>, String), Error> {
    session(web, headers).await?;
    let calendar = web.app.calendar().await?;
    let years: Vec<i32> = calendar.years().collect();
    let years = match (years.first(), years.last()) {
        (Some(first), Some(last)) => format!("{first}–{last}"),
        _ => String::new(),
    };
    Ok((web.app.register().await?.iter().map(|standing| rule_row(frame, standing)).collect(), years))
}

fn rule_row(frame: &Frame, standing: &Standing) -> RuleRow {
    let (t, rule) = (&frame.t, &standing.rule);
    let step = |step: &kaimen_app::deadline::Step| StepRow {
        name: format!("{}.{}", rule.id, step.step.name),
        duty: t.words(step.step.duty),
        trigger: t.words(step.step.trigger),
        measure: measure_text(t, step),
        more: own_text(t, step).into_iter().chain(rule_words(t, step.step)).collect(),
    };
    RuleRow {
        id: rule.id,
        title: t.words(rule.title),
        basis: standing.edition.map(|edition| t.words(edition.basis)),
        evidence: standing.edition.map_or("none", |edition| edition.evidence.word()).to_owned(),
        from: standing.edition.map(|edition| edition.from.to_string()).unwrap_or_default(),
        steps: standing.steps.iter().map(step).collect(),
    }
}

/// The clocks of one matter with what the reader may do; a page shows them with `part/clocks.html`.
pub(crate) struct Clocks {
    /// Where the forms go.
    pub(crate) action: String,
    /// Page token.
    pub(crate) csrf: String,
    /// The clocks.
    pub(crate) rows: Vec<Row>,
    /// Steps that the reader may start, with their words; empty where none may be.
    pub(crate) startable: Vec<(String, String)>,
}

/// Gathers the clocks of a matter for a page.
pub(crate) async fn clocks(frame: &Frame, web: &Web, open: &Open, matter: &Matter) -> Result<Clocks, Error> {
    let caller = Caller::staff(open.staff.clone());
    let found = web.app.clocks(&caller, matter).await?;
    let now = web.app.now();
    let line = |deadline| kaimen_app::deadline::Line { deadline, matter: matter.clone() };
    let rows = found.into_iter().filter_map(|deadline| Row::new(&frame.t, &caller, &line(deadline), now)).collect();
    let may_start = may(&caller.actor, Act::StartClock, Subject::Matter(matter), now).is_allowed();
    let startable = if may_start { startable(frame, &web.app.register().await?) } else { Vec::new() };
    let action = format!("{}/matters/{}/clocks", frame.home(), matter.id);
    Ok(Clocks { action, csrf: open.csrf.clone(), rows, startable })
}

fn startable(frame: &Frame, register: &[Standing]) -> Vec<(String, String)> {
    let (t, mut steps) = (&frame.t, Vec::new());
    for standing in register {
        for one in standing.steps.iter().filter(|one| one.step.period().is_some()) {
            let name = format!("{}.{}", standing.rule.id, one.step.name);
            let words = format!("{} {} · {}", standing.rule.id, t.words(one.step.duty), length_text(t, one));
            steps.push((name, words));
        }
    }
    steps
}

#[derive(Template)]
#[template(path = "matter_clocks.html")]
struct OfMatter {
    frame: Frame,
    number: String,
    clocks: Clocks,
    /// What is wrong with what was just tried.
    wrong: Option<String>,
}

/// `GET /{lang}/matters/{id}/clocks`.
pub(crate) async fn of_matter(
    frame: Frame,
    State(web): State<Web>,
    Path((_, matter)): Lang<MatterId>,
    headers: HeaderMap,
) -> Response {
    let open = match session(&web, &headers).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    draw(frame, &web, &open, matter, None).await
}

async fn draw(frame: Frame, web: &Web, open: &Open, id: MatterId, wrong: Option<String>) -> Response {
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let caller = Caller::staff(open.staff.clone());
    let shown = async {
        let matter = web.app.read_matter(&caller, id).await?;
        let clocks = clocks(&frame, web, open, &matter).await?;
        Ok::<_, Error>((matter.number, clocks))
    };
    match shown.await {
        Ok((number, clocks)) => (status, render(&OfMatter { frame, number, clocks, wrong })).into_response(),
        Err(error) => refused(frame, error),
    }
}

#[derive(Deserialize)]
pub(crate) struct Start {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    deadline: String,
    /// In Beijing, as a form sends it; empty for now.
    #[serde(default)]
    at: String,
}

/// `POST /{lang}/matters/{id}/clocks`.
pub(crate) async fn start(
    frame: Frame,
    State(web): State<Web>,
    Path((_, matter)): Lang<MatterId>,
    headers: HeaderMap,
    Form(typed): Form<Start>,
) -> Response {
    let open = match checked(&web, &headers, &typed.csrf).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    let caller = Caller::staff(open.staff.clone());
    let done = match (typed.deadline.parse(), trigger(&typed.at)) {
        (Ok(name), Ok(at)) => web.app.start_clock(&caller, matter, name, at).await.map(|_| ()),
        (Err(_), _) => Err(Error::invalid("deadline", "rule and step")),
        (_, Err(error)) => Err(error),
    };
    answer(frame, &web, &open, matter, done).await
}

#[derive(Deserialize)]
pub(crate) struct Change {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    act: String,
    #[serde(default)]
    version: u32,
    #[serde(default)]
    reason: String,
}

/// `POST /{lang}/matters/{id}/clocks/{clock}`.
pub(crate) async fn change(
    frame: Frame,
    State(web): State<Web>,
    Path((_, matter, clock)): Path<(String, MatterId, DeadlineId)>,
    headers: HeaderMap,
    Form(typed): Form<Change>,
) -> Response {
    let open = match checked(&web, &headers, &typed.csrf).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    let done = act(&web, &Caller::staff(open.staff.clone()), matter, clock, &typed).await;
    answer(frame, &web, &open, matter, done).await
}

async fn act(web: &Web, caller: &Caller, matter: MatterId, clock: DeadlineId, typed: &Change) -> Result<(), Error> {
    let (app, version) = (&web.app, typed.version);
    let reason = || PauseReason::ALL.into_iter().find(|reason| reason.word() == typed.reason);
    let changed = match typed.act.as_str() {
        "meet" => app.meet_clock(caller, matter, clock, version).await,
        "pause" => match reason() {
            Some(reason) => app.pause_clock(caller, matter, clock, version, reason).await,
            None => Err(Error::invalid("reason", "choose a reason")),
        },
        "resume" => app.resume_clock(caller, matter, clock, version).await,
        "ask-extension" => app.ask_extension(caller, matter, clock, version, &typed.reason).await,
        "approve" => app.decide_extension(caller, matter, clock, version, true).await,
        "refuse" => app.decide_extension(caller, matter, clock, version, false).await,
        _ => Err(Error::invalid("act", "unknown act")),
    };
    changed.map(|_| ())
}

async fn checked(web: &Web, headers: &HeaderMap, csrf: &str) -> Result<Open, Error> {
    let open = session(web, headers).await?;
    if from_our_page(headers) && same(csrf, &open.csrf) { Ok(open) } else { Err(Error::Csrf) }
}

/// The moment that a form names, in Beijing.
fn trigger(typed: &str) -> Result<Option<DateTime<Utc>>, Error> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let wrong = || Error::invalid("at", "a day and a time");
    let read = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(typed, format).ok())
        .ok_or_else(wrong)?;
    let zone = FixedOffset::east_opt(8 * 3600).ok_or_else(wrong)?;
    Ok(Some(read.and_local_timezone(zone).single().ok_or_else(wrong)?.to_utc()))
}

/// Back to the clocks, or the page again with what is wrong.
async fn answer(frame: Frame, web: &Web, open: &Open, matter: MatterId, done: Result<(), Error>) -> Response {
    let mut year = 0;
    let code = match done {
        Ok(()) => return Redirect::to(&format!("{}/matters/{matter}/clocks", frame.home())).into_response(),
        Err(Error::Clock(refused)) => {
            if let clock::Refused::UnknownYear(unknown) = &refused {
                year = unknown.year;
            }
            refused.word()
        }
        Err(Error::Register(_)) => "not_in_register",
        Err(Error::Conflict | Error::StaleVersion { .. }) => "stale",
        Err(Error::Invalid { field: "at", .. }) => "at",
        Err(Error::Invalid { field: "reason", .. }) => "reason",
        Err(Error::Invalid { .. }) => "step",
        Err(error) => return refused(frame, error),
    };
    let frame = Frame { path: format!("/matters/{matter}/clocks"), ..frame };
    let wrong = frame.t.with(&format!("clock-wrong-{}", code.replace('_', "-")), "year", year.to_string());
    draw(frame, web, open, matter, Some(wrong)).await
}

/// For whom a period runs, where it is not the police.
pub(crate) fn runs_for(runs: Runs) -> Option<&'static str> {
    match runs {
        Runs::Police => None,
        Runs::Person => Some("clock-runs-person"),
        Runs::Other => Some("clock-runs-other"),
    }
}
