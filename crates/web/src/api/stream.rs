//! The live stream: committed changes in order, positions, and a beat by which a screen knows that it is not stale.

use std::collections::{HashMap, VecDeque};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event, Sse};
use futures::Stream;
use kaimen_app::stream::Missed;
use kaimen_app::{App, Caller, Moved, Notice};
use kaimen_app::{Committed, Unit};
use kaimen_domain::access::Subject;
use kaimen_domain::act::Act;
use kaimen_domain::call::Call;
use kaimen_domain::id::UnitId;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::time::{Interval, MissedTickBehavior, interval};
use utoipa::IntoParams;

use crate::Web;
use crate::asked::Seen;
use crate::problem::Answer;
use crate::view::call::CallView;
use crate::view::unit::UnitView;

const BEAT: Duration = Duration::from_secs(5);

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct From {
    /// Audit number after which the stream goes on; the header `last-event-id` says the same.
    after: Option<i64>,
}

/// One open stream.
struct Line {
    app: App,
    token: String,
    caller: Caller,
    notices: broadcast::Receiver<Notice>,
    beats: Interval,
    /// Place of each unit in the viewer's list.
    places: HashMap<UnitId, usize>,
    waiting: VecDeque<Event>,
    /// Number of the last change sent.
    sent: i64,
    open: bool,
}

/// Server-sent events: each change of a call or unit as it is committed, places of units, and a beat every five seconds.
/// `docs/api.md` names the events and says what is sent after a break.
#[utoipa::path(
    get,
    path = "/api/stream",
    params(From),
    responses((status = 200, body = String, content_type = "text/event-stream"))
)]
pub(crate) async fn handler(
    seen: Seen,
    State(web): State<Web>,
    Query(from): Query<From>,
    headers: HeaderMap,
) -> Answer<Sse<impl Stream<Item = Result<Event, Infallible>>>> {
    let resumed = headers.get("last-event-id").and_then(|id| id.to_str().ok()).and_then(|id| id.parse().ok());
    let after = resumed.or(from.after);
    // Listens first and looks back second, so that nothing falls between.
    let notices = web.app.live().listen();
    let token = web.session_token(&headers).unwrap_or_default();
    let mut beats = interval(BEAT);
    beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut line = Line {
        app: web.app,
        token,
        caller: seen.caller,
        notices,
        beats,
        places: HashMap::new(),
        waiting: VecDeque::new(),
        sent: 0,
        open: true,
    };
    line.begin(after).await?;
    let events = futures::stream::unfold(line, |mut line| async {
        let event = line.next().await?;
        Some((Ok(event), line))
    });
    Ok(Sse::new(events))
}

fn event(name: &str, data: &impl Serialize) -> Event {
    // Views are plain data, which always has a JSON form.
    Event::default().event(name).json_data(data).unwrap_or_default()
}

impl Line {
    async fn begin(&mut self, after: Option<i64>) -> Result<(), kaimen_app::Error> {
        self.waiting.push_back(event("hello", &json!({ "now": self.app.now() })));
        let last = self.app.last_seq().await?;
        let missed = match after.filter(|after| *after != last) {
            Some(after) => Some(self.app.missed(&self.caller, after).await?),
            None => None,
        };
        // Units are read last: they are then no older than any number that is sent with a call.
        let units = self.app.units(&self.caller).await?;
        self.places = units.iter().enumerate().map(|(place, unit)| (unit.id, place)).collect();
        if let Some(missed) = missed {
            match missed {
                Missed::TooMuch => self.waiting.push_back(event("reset", &json!({}))),
                Missed::Calls(calls) => {
                    for unit in &units {
                        self.unit(unit, None);
                    }
                    for (seq, call) in calls {
                        self.call(&call, seq);
                    }
                }
            }
        }
        self.sent = self.sent.max(last);
        Ok(())
    }

    async fn next(&mut self) -> Option<Event> {
        while self.open || !self.waiting.is_empty() {
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            tokio::select! {
                notice = self.notices.recv() => match notice {
                    Ok(Notice::Changed(committed)) => {
                        let own = self.caller.actor.staff().map(|staff| staff.account);
                        if committed.signed_out.is_some() && committed.signed_out == own {
                            self.look_at_session().await;
                        }
                        self.changed(&committed);
                    }
                    Ok(Notice::Moved(moved)) => self.moved(&moved),
                    Ok(Notice::Reset) | Err(RecvError::Lagged(_)) => self.start_anew().await,
                    Err(RecvError::Closed) => self.open = false,
                },
                _ = self.beats.tick() => self.beat().await,
            }
        }
        None
    }

    /// The screen reads everything anew, and the places of units in its list are counted anew.
    async fn start_anew(&mut self) {
        if let Ok(units) = self.app.units(&self.caller).await {
            self.places = units.iter().enumerate().map(|(place, unit)| (unit.id, place)).collect();
        }
        self.waiting.push_back(event("reset", &json!({})));
    }

    fn changed(&mut self, committed: &Committed) {
        if committed.seq <= self.sent {
            return;
        }
        self.sent = committed.seq;
        let alone = committed.call.is_none();
        for unit in &committed.units {
            self.unit(unit, alone.then_some(committed.seq));
        }
        if let Some(call) = &committed.call {
            self.call(call, committed.seq);
        }
    }

    fn call(&mut self, call: &Arc<Call>, seq: i64) {
        if self.app.may(&self.caller, Act::ReadCall, Subject::Call(call)) {
            let view = CallView::new(&self.caller, call, seq, self.app.now());
            self.waiting.push_back(event("call", &view).id(seq.to_string()));
        }
    }

    fn unit(&mut self, unit: &Unit, seq: Option<i64>) {
        if !self.app.may(&self.caller, Act::ReadUnit, Subject::Unit(unit.id, unit.station)) {
            return;
        }
        let view = UnitView::new(unit, self.app.live().fixes().get(&unit.id));
        let event = event("unit", &view);
        self.waiting.push_back(match seq {
            Some(seq) => event.id(seq.to_string()),
            None => event,
        });
    }

    fn moved(&mut self, moved: &[Moved]) {
        let now = self.app.now();
        let rows: Vec<[i64; 4]> = moved
            .iter()
            .filter_map(|moved| {
                let place = i64::try_from(*self.places.get(&moved.unit)?).ok()?;
                let age = (now - moved.time).num_seconds().max(0);
                Some([place, micro(moved.at.lon), micro(moved.at.lat), age])
            })
            .collect();
        if !rows.is_empty() {
            self.waiting.push_back(event("positions", &json!({ "now": now, "units": rows })));
        }
    }

    async fn beat(&mut self) {
        // A session may run out, or be ended by a command beside the server.
        self.look_at_session().await;
        if self.open {
            self.waiting.push_back(event("beat", &json!({ "now": self.app.now() })));
        }
    }

    /// Closes the stream of a session that has ended: the page asks again and is told so.
    async fn look_at_session(&mut self) {
        use kaimen_app::Error::{CodeAsked, FactorNeeded, Revoked, SignedOut};
        let session = self.app.session(&self.token).await;
        if matches!(session, Err(SignedOut | Revoked | CodeAsked | FactorNeeded)) {
            self.waiting.push_back(event("ended", &json!({})));
            self.open = false;
        }
    }
}

/// Degrees in millionths.
fn micro(degrees: f64) -> i64 {
    (degrees * 1e6).round() as i64
}
