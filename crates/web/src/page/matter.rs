//! One matter of any kind: what it is, who is in charge, what happened, what belongs to it. Works without script.

mod change;

pub(crate) use change::{link, owner, recuse, unlink};

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use kaimen_app::matter::{Colleague, Linked, MatterDetail, ReferralLine};
use kaimen_app::session::Open;
use kaimen_app::{Caller, Error};
use kaimen_domain::access::{Subject, may};
use kaimen_domain::act::Act;
use kaimen_domain::assignment::AssignmentState;
use kaimen_domain::id::{LinkId, MatterId};
use kaimen_domain::link::LinkKind;
use kaimen_domain::matter::Matter;
use kaimen_domain::referral::ReferralState;
use kaimen_domain::role::Actor;
use serde::Deserialize;

use super::attachment::Attachments;
use super::deadline::{Clocks, clocks};
use super::sign_in::page_of;
use super::staff::session;
use super::{Frame, Lang, refused, render};
use crate::Web;
use crate::view::matter::{moment, state_text, station_name};
use crate::view::timeline::Line;

/// What the page says first: what was done, with the way back, or why nothing was.
#[derive(Default)]
struct Notice {
    status: StatusCode,
    /// Id of the text; empty where there is nothing to say.
    text: &'static str,
    /// What happened after this row of the log was not yet on the page of whoever sent the form.
    after: Option<i64>,
    undo: Option<Undo>,
    /// The number as it was typed into the form that was refused.
    typed: String,
}

/// A form that takes the last act back.
struct Undo {
    /// What comes after the address of the matter.
    action: String,
    fields: Vec<(&'static str, String)>,
}

/// A matter at the other end of a link.
struct LinkRow {
    id: String,
    kind: &'static str,
    /// Id and number; none where the reader may not see it.
    other: Option<(String, String)>,
    state: String,
    place: String,
    by: String,
    at: String,
}

/// Somebody who could be in charge.
struct Candidate {
    id: String,
    name: String,
    role: String,
    station: String,
    is_owner: bool,
}

/// Somebody else who was asked to work on it.
struct ReferralRow {
    from: String,
    to: String,
    state: &'static str,
    reason: String,
    answer: String,
    at: String,
}

#[derive(Template)]
#[template(path = "matter.html")]
struct Page {
    frame: Frame,
    csrf: String,
    matter: Matter,
    state: String,
    /// Label and words.
    facts: Vec<(&'static str, String)>,
    /// The screen of the role on which it is worked.
    screen: Option<String>,
    owner: String,
    candidates: Option<Vec<Candidate>>,
    /// Who can be complained of.
    recusable: Option<Vec<Candidate>>,
    links: Vec<LinkRow>,
    link_kinds: [&'static str; 2],
    can_link: bool,
    can_unlink: bool,
    referrals: Vec<ReferralRow>,
    colleagues: Option<Vec<Candidate>>,
    clocks: Clocks,
    /// Files, for whoever may see them.
    attachments: Option<Attachments>,
    timeline: Vec<Line>,
    /// Of the timeline: what whoever sent a form had not seen.
    news: Vec<Line>,
    seq: i64,
    notice: Notice,
}

/// What was done before the page is drawn again.
#[derive(Deserialize, Default)]
pub(crate) struct Done {
    #[serde(default)]
    done: String,
    #[serde(default)]
    was: String,
}

/// `GET /{lang}/matters/{matter}`.
pub(crate) async fn show(
    frame: Frame,
    State(web): State<Web>,
    Path((_, id)): Lang<String>,
    Query(done): Query<Done>,
    headers: HeaderMap,
) -> Response {
    let open = match session(&web, &headers).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    // What is no id is no matter either.
    let Ok(id) = id.parse() else { return refused(frame, Error::NotFound) };
    match notice(&web, &open, id, done).await {
        Ok(notice) => draw(frame, &web, &open, id, notice).await,
        Err(error) => refused(frame, error),
    }
}

async fn notice(web: &Web, open: &Open, id: MatterId, done: Done) -> Result<Notice, Error> {
    let caller = Caller::staff(open.staff.clone());
    let undo = |action: &str, fields| Some(Undo { action: action.to_owned(), fields });
    let (text, undo) = match done.done.as_str() {
        "owner" => ("matter-owner-done", undo("owner", vec![("owner", done.was)])),
        "recused" => ("recuse-done", None),
        "linked" => ("link-done", undo(&format!("links/{}/remove", done.was), Vec::new())),
        "unlinked" => {
            let link: Option<LinkId> = done.was.parse().ok();
            let taken_off = match link {
                Some(link) => web.app.link_taken_off(&caller, id, link).await?,
                None => None,
            };
            let fields =
                |(number, kind): (String, LinkKind)| vec![("number", number), ("kind", kind.word().to_owned())];
            ("unlink-done", taken_off.and_then(|link| undo("links", fields(link))))
        }
        _ => ("", None),
    };
    Ok(Notice { text, undo, ..Notice::default() })
}

/// The page with what is to be said on it.
async fn draw(frame: Frame, web: &Web, open: &Open, id: MatterId, notice: Notice) -> Response {
    match gather(frame, web, open, id, notice).await {
        Ok(page) => (page.notice.status, render(&page)).into_response(),
        Err((frame, error)) => refused(frame, error),
    }
}

async fn gather(frame: Frame, web: &Web, open: &Open, id: MatterId, notice: Notice) -> Result<Page, (Frame, Error)> {
    match read(&frame, web, open, id).await {
        Ok(read) => Ok(page(frame, web, open, read, notice)),
        Err(error) => Err((frame, error)),
    }
}

/// What the page is made of.
struct Read {
    detail: MatterDetail,
    referrals: Vec<ReferralLine>,
    candidates: Option<Vec<Candidate>>,
    colleagues: Option<Vec<Candidate>>,
    recusable: Option<Vec<Candidate>>,
    clocks: Clocks,
    attachments: Option<Attachments>,
}

async fn read(frame: &Frame, web: &Web, open: &Open, id: MatterId) -> Result<Read, Error> {
    let caller = &Caller::staff(open.staff.clone());
    let detail = web.app.matter_detail(caller, id).await?;
    let can = |act| may(&caller.actor, act, Subject::Matter(&detail.matter), web.app.now()).is_allowed();
    let rows =
        |people: Vec<Colleague>| people.into_iter().map(|one| candidate(frame, web, &detail.matter, one)).collect();
    let candidates = if can(Act::AssignOwner) { Some(rows(web.app.owners_for(caller, id).await?)) } else { None };
    let colleagues = if can(Act::Refer) { Some(rows(web.app.colleagues_for(caller, id).await?)) } else { None };
    // Only calls are changed by this act so far.
    let can_recuse = can(Act::Recuse) && detail.call.is_some();
    let recusable = if can_recuse { Some(rows(web.app.recusable_for(caller, id).await?)) } else { None };
    let referrals = web.app.referrals_of(caller, id).await?;
    let clocks = clocks(frame, web, open, &detail.matter).await?;
    let files = if can(Act::ReadAttachment) { Some(web.app.attachments(caller, id).await?) } else { None };
    let attachments = files.map(|files| Attachments::new(frame, open, &files));
    Ok(Read { attachments, clocks, recusable, referrals, candidates, colleagues, detail })
}

fn page(frame: Frame, web: &Web, open: &Open, read: Read, notice: Notice) -> Page {
    let Read { detail, referrals, candidates, recusable, colleagues, clocks, attachments } = read;
    let (now, actor) = (web.app.now(), Actor::Staff(open.staff.clone()));
    let can = |act| may(&actor, act, Subject::Matter(&detail.matter), now).is_allowed();
    let lines = || {
        let line = |entry| Line::new(&frame.t, entry, moment(entry.at, now), &detail.names);
        detail.timeline.iter().map(line)
    };
    Page {
        csrf: open.csrf.clone(),
        state: state_text(&frame.t, &detail.matter),
        facts: facts(&frame, web, &detail),
        screen: screen(&frame, open, &detail),
        owner: detail.matter.owner.and_then(|id| detail.names.get(&id).cloned()).unwrap_or_default(),
        links: detail.linked.iter().map(|linked| link_row(&frame, web, &detail, linked)).collect(),
        link_kinds: LinkKind::ALL.map(LinkKind::word),
        can_link: can(Act::Link),
        can_unlink: can(Act::Unlink),
        referrals: referrals.into_iter().map(|line| referral_row(line, now)).collect(),
        timeline: lines().collect(),
        news: lines().filter(|line| notice.after.is_some_and(|after| line.seq > after)).collect(),
        seq: detail.timeline.last().map_or(0, |entry| entry.seq),
        candidates,
        colleagues,
        recusable,
        clocks,
        attachments,
        notice,
        matter: detail.matter,
        frame,
    }
}

fn referral_row(line: ReferralLine, now: DateTime<Utc>) -> ReferralRow {
    let state = match line.referral.state {
        ReferralState::Offered => "offered",
        ReferralState::Accepted => "accepted",
        ReferralState::Declined => "declined",
        ReferralState::Completed => "completed",
        ReferralState::Withdrawn => "withdrawn",
    };
    let at = moment(line.referral.ended_at.or(line.referral.answered_at).unwrap_or(line.referral.offered_at), now);
    let answer = line.referral.answer.unwrap_or_default();
    ReferralRow { from: line.from, to: line.to, state, reason: line.referral.reason, answer, at }
}

fn candidate(frame: &Frame, web: &Web, matter: &Matter, person: Colleague) -> Candidate {
    Candidate {
        id: person.id.to_string(),
        name: person.name,
        role: frame.t.coded("role", person.role.word()),
        station: station_name(&web.app, person.station),
        is_owner: matter.owner == Some(person.id),
    }
}

/// Where officers and desks work on a call.
fn screen(frame: &Frame, open: &Open, detail: &MatterDetail) -> Option<String> {
    let call = detail.call.as_ref()?;
    match page_of(open.staff.role) {
        "console" => Some(format!("{}/console#call-{}", frame.home(), call.id)),
        "duty" => Some(format!("{}/duty", frame.home())),
        _ => None,
    }
}

fn facts(frame: &Frame, web: &Web, detail: &MatterDetail) -> Vec<(&'static str, String)> {
    let (t, matter, now) = (&frame.t, &detail.matter, web.app.now());
    let mut facts = vec![
        ("matter-kind", t.coded("matter-kind", matter.kind.word())),
        ("matter-place", matter.place.text.clone()),
        ("matter-summary", matter.summary.clone()),
        ("matter-station", station_name(&web.app, matter.station)),
        ("matter-received", moment(matter.received_at, now)),
        ("matter-since", moment(matter.state_since, now)),
    ];
    if let Some(call) = &detail.call {
        let kind = format!("{} · {}", t.coded("kind", &call.kind), t.coded("grade", &call.grade.number().to_string()));
        let on = call.assignments.iter().filter(|a| a.state != AssignmentState::Recalled);
        let units: Vec<&str> = on.map(|a| a.call_sign.as_str()).collect();
        facts.insert(1, ("matter-call-kind", kind));
        facts.push(("matter-units", units.join(&t.of("list-comma"))));
        let outcome = call.outcome.and_then(|outcome| serde_json::to_value(outcome).ok());
        let outcome = outcome.as_ref().and_then(|word| word.as_str()).map(|word| t.coded("result", word));
        facts.push(("matter-outcome", outcome.unwrap_or_default()));
        facts.push(("matter-feedback", call.feedback.clone().unwrap_or_default()));
    }
    facts.push(("matter-closed", matter.closed_at.map(|at| moment(at, now)).unwrap_or_default()));
    facts.retain(|(_, words)| !words.is_empty());
    facts
}

fn link_row(frame: &Frame, web: &Web, detail: &MatterDetail, linked: &Linked) -> LinkRow {
    let other = linked.other.as_ref();
    LinkRow {
        id: linked.link.id.to_string(),
        kind: linked.link.kind.word(),
        other: other.map(|other| (other.id.to_string(), other.number.clone())),
        state: other.map(|other| state_text(&frame.t, other)).unwrap_or_default(),
        place: other.map(|other| other.place.text.clone()).unwrap_or_default(),
        by: detail.names.get(&linked.link.by).cloned().unwrap_or_default(),
        at: moment(linked.link.at, web.app.now()),
    }
}
