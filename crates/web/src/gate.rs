//! Who is let in first: whoever is signed in is never held up by the public pages.
//!
//! Requests of signed-in staff, emergency calls among them, have limits of their own for each session. All others share
//! what is set aside for the public: so many at the same time, so many from one network, and so many a second from it.
//! When that is full, pages are refused and calls still go through.

mod rate;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Duration, Utc};
use kaimen_app::{Error, token_hash};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use self::rate::{Rate, Rates};
use crate::Web;
use crate::page::{Frame, is_for_programs, language, message};
use crate::problem::Problem;
use crate::visit::network_of;

/// Sessions looked up at the same time; others wait their turn.
const LOOKUPS: usize = 16;
/// Public requests worked on at the same time.
const PUBLIC: usize = 256;
/// The same from one network, which many people may share.
const OF_NETWORK: u32 = 32;
/// Receipts that are told at once when something is new. The page works without it.
const LIVE_RECEIPTS: usize = 1_000;
/// Public requests of one network.
const PUBLIC_RATE: Rate = Rate { burst: 600, per_second: 60 };
/// Requests of one session: far more than a person or a screen makes, so only what runs wild is held up.
const STAFF_RATE: Rate = Rate { burst: 5_000, per_second: 1_000 };
/// For how long a session once looked at counts as one.
const KNOWN: Duration = Duration::minutes(1);

/// The gate of a server.
pub(crate) struct Gate {
    web: Web,
    memory: Mutex<Memory>,
    lookups: Semaphore,
    public: Arc<Semaphore>,
    live_receipts: Arc<Semaphore>,
}

#[derive(Default)]
struct Memory {
    /// Sessions that were good a moment ago, and until when that counts.
    known: HashMap<[u8; 32], DateTime<Utc>>,
    sessions: Rates<[u8; 32]>,
    networks: Rates<String>,
    /// Sessions that were none.
    forged: Rates<String>,
    /// Requests of each network that are worked on now.
    open: HashMap<String, u32>,
}

/// A public request that is worked on.
struct Guest {
    gate: Arc<Gate>,
    network: String,
    _place: OwnedSemaphorePermit,
}

impl Drop for Guest {
    fn drop(&mut self) {
        let mut memory = self.gate.memory();
        if let Some(open) = memory.open.get_mut(&self.network) {
            *open -= 1;
            if *open == 0 {
                memory.open.remove(&self.network);
            }
        }
    }
}

impl Gate {
    pub(crate) fn new(web: Web) -> Arc<Self> {
        Arc::new(Self {
            web,
            memory: Mutex::default(),
            lookups: Semaphore::new(LOOKUPS),
            public: Arc::new(Semaphore::new(PUBLIC)),
            live_receipts: Arc::new(Semaphore::new(LIVE_RECEIPTS)),
        })
    }

    /// A place among the receipts that are told at once, for as long as it is held.
    pub(crate) fn live_receipt(&self) -> Result<OwnedSemaphorePermit, Error> {
        Arc::clone(&self.live_receipts).try_acquire_owned().map_err(|_| Error::Busy)
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether this is a session of staff that was good a moment ago; or how many seconds it has to wait.
    fn is_staff(&self, token: [u8; 32], now: DateTime<Utc>) -> Result<bool, u64> {
        let mut memory = self.memory();
        if memory.known.get(&token).is_none_or(|until| *until <= now) {
            return Ok(false);
        }
        memory.sessions.take(token, STAFF_RATE, now).map(|()| true)
    }

    /// Looks a session up that is not known yet: after a start of the server that is everybody's, all at once and perhaps
    /// from one network, so only those that turn out to be none are held against the network.
    async fn is_session(&self, token: &str, hash: [u8; 32], network: &str, now: DateTime<Utc>) -> Result<bool, u64> {
        if !self.memory().forged.has_room(network, PUBLIC_RATE, now) {
            return Err(1);
        }
        let _turn = self.lookups.acquire().await.map_err(|_| 0_u64)?;
        let is_session = self.web.app.session_so_far(token).await.is_ok();
        let mut memory = self.memory();
        if is_session {
            memory.known.retain(|_, until| *until > now);
            memory.known.insert(hash, now + KNOWN);
        } else {
            memory.forged.take(network.to_owned(), PUBLIC_RATE, now)?;
        }
        Ok(is_session)
    }

    /// Lets a public request in; or says how many seconds it has to wait.
    fn guest(self: &Arc<Self>, network: String, now: DateTime<Utc>) -> Result<Guest, u64> {
        let mut memory = self.memory();
        memory.networks.take(network.clone(), PUBLIC_RATE, now)?;
        let open = memory.open.get(&network).copied().unwrap_or(0);
        if open >= OF_NETWORK {
            return Err(1);
        }
        let place = Arc::clone(&self.public).try_acquire_owned().map_err(|_| 0_u64)?;
        memory.open.insert(network.clone(), open + 1);
        drop(memory);
        Ok(Guest { gate: Arc::clone(self), network, _place: place })
    }
}

/// Lets a request in, or refuses it in words.
pub(crate) async fn admit(State(gate): State<Arc<Gate>>, request: Request, next: Next) -> Response {
    // Whoever watches the server must not find it ill because it is busy.
    if request.uri().path() == "/health" {
        return next.run(request).await;
    }
    let now = gate.web.app.now();
    let token = gate.web.session_token(request.headers());
    let hash = token.as_deref().map(token_hash);
    match hash.map_or(Ok(false), |hash| gate.is_staff(hash, now)) {
        Ok(true) => return next.run(request).await,
        Ok(false) => {}
        Err(seconds) => return refused(&request, seconds),
    }
    let network = network_of(request.extensions(), request.headers(), gate.web.secure);
    if let (Some(token), Some(hash)) = (token, hash) {
        match gate.is_session(&token, hash, &network, now).await {
            Ok(true) => return next.run(request).await,
            Ok(false) => {}
            Err(seconds) => return refused(&request, seconds),
        }
    }
    let guest = match gate.guest(network, now) {
        Ok(guest) => guest,
        Err(seconds) => return refused(&request, seconds),
    };
    let answer = next.run(request).await;
    drop(guest);
    answer
}

/// The refusal of a request for which there is no room: for `seconds`, or because everything is busy.
fn refused(request: &Request, seconds: u64) -> Response {
    let (status, code, problem) = match seconds {
        0 => (StatusCode::SERVICE_UNAVAILABLE, "busy", Problem::from(Error::Busy)),
        _ => (StatusCode::TOO_MANY_REQUESTS, "too-many", Problem::too_many_requests(seconds)),
    };
    if is_for_programs(request.uri()) {
        return problem.into_response();
    }
    let frame = Frame::plain(language(request.uri(), request.headers()), "");
    let wait = [(header::RETRY_AFTER, seconds.max(1).to_string())];
    (wait, message(frame, status, code)).into_response()
}
