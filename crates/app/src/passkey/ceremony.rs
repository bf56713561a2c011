//! Ceremonies under way: what was asked of a browser, until it answers or five minutes have passed.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};
use kaimen_domain::id::SessionId;
use kaimen_store::account::Account;
use serde_json::{Value, json};
use uuid::Uuid;
use webauthn_rs::prelude::{
    CredentialID, DiscoverableAuthentication, Passkey as Key, PasskeyAuthentication, PasskeyRegistration, Url,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

use super::Ceremony;
use crate::App;
use crate::error::Error;

/// How long a browser may take.
const PATIENCE: Duration = Duration::minutes(5);
/// Ceremonies under way at most; beyond it the oldest is forgotten.
const MOST: usize = 10_000;

/// What a browser was asked for.
pub(super) enum Waiting {
    /// A new passkey.
    Register(SessionId, PasskeyRegistration),
    /// The second factor of a session.
    SecondFactor(SessionId, PasskeyAuthentication),
    /// A sign-in without a name.
    SignIn(DiscoverableAuthentication),
}

/// Passkeys of an installation.
pub(crate) struct Passkeys {
    pub(super) webauthn: Webauthn,
    origin: String,
    waiting: Mutex<HashMap<Uuid, (DateTime<Utc>, Waiting)>>,
}

impl Passkeys {
    /// Passkeys that belong to an address such as `https://kaimen.example.cn`.
    pub(crate) fn new(origin: &str) -> Result<Self, Error> {
        let wrong = || Error::invalid("origin", "write an address such as https://kaimen.example.cn");
        let address = Url::parse(origin).map_err(|_| wrong())?;
        let host = address.domain().ok_or_else(wrong)?.to_owned();
        let is_safe = address.scheme() == "https" || address.scheme() == "http" && host == "localhost";
        if !is_safe || address.path() != "/" {
            return Err(wrong());
        }
        let builder = WebauthnBuilder::new(&host, &address).map_err(|_| wrong())?;
        let webauthn = builder.rp_name("kaimen").build().map_err(|_| wrong())?;
        Ok(Self { webauthn, origin: address.origin().ascii_serialization(), waiting: Mutex::default() })
    }

    pub(super) fn origin(&self) -> &str {
        &self.origin
    }

    pub(super) fn register(
        &self,
        app: &App,
        session: SessionId,
        account: &Account,
        known: Vec<CredentialID>,
    ) -> Result<Ceremony, Error> {
        let (id, username, name) = (account.id.0, &account.username, &account.name);
        let (options, state) =
            self.webauthn.start_passkey_registration(id, username, name, Some(known)).map_err(Error::internal)?;
        let mut options = serde_json::to_value(options).map_err(Error::internal)?;
        // The device keeps the name, so that nobody has to type it.
        let selection = &mut options["publicKey"]["authenticatorSelection"];
        selection["residentKey"] = json!("required");
        selection["requireResidentKey"] = json!(true);
        Ok(self.keep(app, options, Waiting::Register(session, state)))
    }

    pub(super) fn authenticate(&self, app: &App, session: SessionId, keys: &[Key]) -> Result<Ceremony, Error> {
        let (options, state) = self.webauthn.start_passkey_authentication(keys).map_err(Error::internal)?;
        let options = serde_json::to_value(options).map_err(Error::internal)?;
        Ok(self.keep(app, options, Waiting::SecondFactor(session, state)))
    }

    pub(super) fn discover(&self, app: &App) -> Result<Ceremony, Error> {
        let (options, state) = self.webauthn.start_discoverable_authentication().map_err(Error::internal)?;
        let mut options = serde_json::to_value(options).map_err(Error::internal)?;
        // The browser asks at once, for somebody who pressed the button.
        if let Some(options) = options.as_object_mut() {
            options.remove("mediation");
        }
        Ok(self.keep(app, options, Waiting::SignIn(state)))
    }

    fn keep(&self, app: &App, options: Value, waiting: Waiting) -> Ceremony {
        let (id, now) = (app.ids().random(), app.now());
        let mut all = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.retain(|_, (since, _)| *since + PATIENCE > now);
            let oldest = all.iter().min_by_key(|(_, (since, _))| *since).map(|(id, _)| *id);
            oldest.filter(|_| all.len() >= MOST).and_then(|oldest| all.remove(&oldest));
        }
        all.insert(id, (now, waiting));
        Ceremony { id, options }
    }

    /// What was waited for; each answer is taken once.
    pub(super) fn take(&self, id: Uuid, now: DateTime<Utc>) -> Option<Waiting> {
        let mut all = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(&id).filter(|(since, _)| *since + PATIENCE > now).map(|(_, waiting)| waiting)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_belong_to_a_safe_address() {
        for good in ["https://kaimen.example.cn", "http://localhost:8080", "https://kaimen.example.cn:8443/"] {
            assert!(Passkeys::new(good).is_ok(), "{good}");
        }
        let wrong = ["http://kaimen.example.cn", "https://192.0.2.7", "kaimen.example.cn", "https://a.cn/zh", ""];
        for wrong in wrong {
            assert!(Passkeys::new(wrong).is_err(), "{wrong}");
        }
    }
}
