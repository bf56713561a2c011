//! What kaimen must know again when somebody comes back: sealed into a cookie, so that only the browser that set out
//! can return, and only once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Trouble;
use crate::error::Error;
use crate::ids::{Ids, hex, token_hash};

/// How long somebody may stay at the provider.
pub const LONGEST: Duration = Duration::from_secs(600);
/// Returns remembered at most.
const MOST: usize = 10_000;

/// One way to the provider and back.
#[derive(Serialize, Deserialize)]
pub(crate) struct Flow {
    pub(crate) state: String,
    pub(crate) nonce: String,
    /// PKCE (RFC 7636).
    pub(crate) verifier: String,
    /// Language of the page on which it began.
    pub(crate) language: String,
    at: DateTime<Utc>,
}

/// Seals flows under a key that lives as long as the process, and so does the memory of those used.
pub(crate) struct Flows {
    key: [u8; 32],
    used: Mutex<HashMap<[u8; 32], DateTime<Utc>>>,
}

impl Flows {
    pub(crate) fn new(ids: &Ids) -> Self {
        Self { key: ids.bytes(), used: Mutex::default() }
    }

    /// A new flow and how it is carried.
    pub(crate) fn begin(&self, ids: &Ids, language: &str, now: DateTime<Utc>) -> Result<(Flow, String), Error> {
        let token = || hex(&ids.bytes::<32>());
        let flow = Flow { state: token(), nonce: token(), verifier: token(), language: language.to_owned(), at: now };
        let text = serde_json::to_vec(&flow).map_err(Error::internal)?;
        let nonce = ids.bytes::<24>();
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), text.as_slice());
        let sealed = sealed.map_err(|_| Error::internal("a flow could not be sealed"))?;
        Ok((flow, hex(&[nonce.as_slice(), &sealed].concat())))
    }

    /// The flow that came back; once.
    pub(crate) fn end(&self, sealed: &str, now: DateTime<Utc>) -> Result<Flow, Trouble> {
        let flow = self.open(sealed).filter(|flow| flow.at <= now && now < flow.at + LONGEST).ok_or(Trouble::Stale)?;
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if used.len() >= MOST {
            used.retain(|_, at| now < *at + LONGEST);
            if used.len() >= MOST {
                return Err(Error::Busy.into());
            }
        }
        match used.insert(token_hash(&flow.state), flow.at) {
            None => Ok(flow),
            Some(_) => Err(Trouble::Stale),
        }
    }

    /// The language of a flow, whatever else became of it.
    pub(crate) fn language(&self, sealed: &str) -> Option<String> {
        self.open(sealed).map(|flow| flow.language)
    }

    fn open(&self, sealed: &str) -> Option<Flow> {
        let sealed = unhex(sealed)?;
        let (nonce, sealed) = sealed.split_first_chunk::<24>()?;
        let text = self.cipher().decrypt(&XNonce::from(*nonce), sealed).ok()?;
        serde_json::from_slice(&text).ok()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        <XChaCha20Poly1305 as KeyInit>::new((&self.key).into())
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flow_comes_back_once_unchanged_and_in_time() {
        let ids = Ids::seeded([1; 32]);
        let flows = Flows::new(&ids);
        let now = DateTime::UNIX_EPOCH;
        let (flow, sealed) = flows.begin(&ids, "en", now).unwrap();
        assert!(!sealed.contains(&flow.state), "what is carried tells nothing");
        let mut changed = sealed.clone().into_bytes();
        changed[60] = if changed[60] == b'0' { b'1' } else { b'0' };
        assert!(matches!(flows.end(&String::from_utf8(changed).unwrap(), now), Err(Trouble::Stale)));
        assert!(matches!(Flows::new(&ids).end(&sealed, now), Err(Trouble::Stale)), "of another process");
        assert!(matches!(flows.end(&sealed, now + LONGEST), Err(Trouble::Stale)), "too late");
        assert_eq!(flows.language(&sealed).as_deref(), Some("en"));
        assert_eq!(flows.end(&sealed, now).unwrap().state, flow.state);
        assert!(matches!(flows.end(&sealed, now), Err(Trouble::Stale)), "used");
        for garbage in ["", "0", "zz", "é", &"ab".repeat(40)] {
            assert!(matches!(flows.end(garbage, now), Err(Trouble::Stale)), "{garbage}");
        }
    }

    #[test]
    fn used_flows_do_not_fill_the_memory() {
        let ids = Ids::seeded([1; 32]);
        let flows = Flows::new(&ids);
        let now = DateTime::UNIX_EPOCH;
        let one = |now| flows.end(&flows.begin(&ids, "zh", now).unwrap().1, now);
        for _ in 0..MOST {
            assert!(one(now).is_ok());
        }
        assert!(matches!(one(now), Err(Trouble::Broken(Error::Busy))));
        assert!(one(now + LONGEST).is_ok(), "old ones are forgotten");
        assert_eq!(flows.used.lock().unwrap().len(), 1);
    }
}
