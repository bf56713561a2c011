//! Signing in and out: one session for each browser.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use kaimen_domain::audit::Entry;
use kaimen_domain::id::{AccountId, SessionId};
use kaimen_domain::role::{Actor, Role, Staff};
use kaimen_domain::sign_in::How;
use kaimen_store::account::Account;
use kaimen_store::record_key::Sealed;
use kaimen_store::session::Session;
use kaimen_store::{Change, Effect, StoreError};
use serde_json::json;

use crate::App;
use crate::error::Error;
use crate::factor::has_factor;
use crate::ids::token_hash;
pub use crate::password::hash_password;
use crate::password::verify;

/// A session ends after this much time without use.
pub(crate) const IDLE: Duration = Duration::hours(12);
/// A session ends after this much time at the latest: a shift and its handover.
pub(crate) const LONGEST: Duration = Duration::hours(24);
/// Half a session ends after this much time: the second step is taken at once or not at all.
const HALF: Duration = Duration::minutes(10);

/// From where somebody signs in.
#[derive(Debug, Clone, Default)]
pub struct Visit {
    /// Browser and system in short, see [`crate::device::label`].
    pub device: String,
    /// Network address, as far as tries are counted together; empty where it is not known.
    pub network: String,
    /// Token of the session that this browser had before: what waits on the device can be opened in the new one.
    pub former: Option<String>,
}

/// A fresh session.
pub struct SignedIn {
    /// Token for the cookie; kept nowhere.
    pub token: String,
    /// Who signed in.
    pub staff: Staff,
    /// What the session can do.
    pub standing: Standing,
}

/// What a session can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Whatever the role may.
    Full,
    /// Nothing but pass the second factor.
    CodeAsked,
    /// Nothing but look after the own sign-in: the installation requires a second factor and the account has none.
    FactorNeeded,
}

/// A session in use.
#[derive(Debug, Clone)]
pub struct Open {
    /// Session.
    pub id: SessionId,
    /// Who.
    pub staff: Staff,
    /// Token that every changing request must repeat.
    pub csrf: String,
    /// By what it was opened.
    pub how: How,
    /// Whether a second factor was passed.
    pub strong: bool,
    /// What it can do.
    pub standing: Standing,
}

impl App {
    /// The member of staff behind an account, with the stations that are below the own one.
    #[must_use]
    pub fn staff_of(&self, account: &Account) -> Staff {
        Staff {
            account: account.id,
            name: account.name.clone(),
            role: account.role,
            station: account.station,
            below: account.station.map_or_else(|| Arc::new([]) as Arc<[_]>, |station| self.below(station)),
            unit: account.unit,
        }
    }

    /// Signs in with a password.
    ///
    /// # Errors
    /// [`Error::BadCredentials`], and [`Error::TooManyTries`] after some of them.
    pub async fn sign_in(&self, username: &str, password: &str, visit: &Visit) -> Result<SignedIn, Error> {
        let username: String = username.trim().chars().take(64).collect();
        self.0.throttle.begin_sign_in(&username, &visit.network, self.now())?;
        let account = kaimen_store::account::find_by_username(self.database().read(), &username).await?;
        let account = account.filter(|account| account.active);
        let hash = account.as_ref().and_then(|account| account.password_hash.clone());
        let good = verify(password, hash).await?;
        let Some(account) = account.filter(|_| good) else {
            return Err(Error::BadCredentials);
        };
        self.0.throttle.right_sign_in(&username, &visit.network, self.now());
        self.open_session(&account, How::Password, false, visit).await
    }

    /// Opens a session for somebody who has proved to be the owner of an account, by a password, a passkey or the
    /// bureau's identity provider. `strong` says whether two factors were proved; where not, and the account has one,
    /// the session can do nothing until it has passed it.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn open_session(
        &self,
        account: &Account,
        how: How,
        strong: bool,
        visit: &Visit,
    ) -> Result<SignedIn, Error> {
        let now = self.now();
        let (token, hash) = self.0.ids.token();
        let (csrf, _) = self.0.ids.token();
        let mut session = Session {
            id: SessionId(self.0.ids.ordered(now)),
            token_hash: hash,
            account: account.id,
            csrf,
            device: visit.device.clone(),
            how,
            strong,
            asked: false,
            device_key: None,
            created_at: now,
            seen_at: now,
            expires_at: now + LONGEST,
            revoked_at: None,
        };
        let staff = self.staff_of(account);
        let mut entry = session_entry(&staff, "sign-in", now);
        entry.detail = json!({ "how": how.word() }).to_string();
        let former = visit.former.as_deref().map(token_hash);
        let keeps = account.role == Role::CommunityOfficer;
        let app = self.clone();
        let standing = self
            .database()
            .write(move |context| {
                Box::pin(async move {
                    let former = app.take_over(context, former, session.account).await?;
                    session.device_key = match former {
                        Some(key) => Some(key),
                        None if keeps => Some(
                            app.0.vault.seal(context, app.ids(), session.account.0, &app.ids().bytes::<32>()).await?,
                        ),
                        None => None,
                    };
                    session.asked = !strong && has_factor(context.tx(), session.account).await?;
                    if session.asked {
                        session.expires_at = now + HALF;
                    }
                    kaimen_store::session::insert(context, &session).await?;
                    context.audit(entry, Effect::default()).await?;
                    Ok::<Standing, Error>(app.standing(&session))
                })
            })
            .await?;
        Ok(SignedIn { token, staff, standing })
    }

    /// Puts a new session in the place of the one that the browser had; answers the key of what the device keeps, where
    /// the same person signs in again and nobody has revoked it.
    async fn take_over(
        &self,
        context: &Change<'_>,
        former: Option<[u8; 32]>,
        account: AccountId,
    ) -> Result<Option<Sealed>, Error> {
        let Some(former) = former else { return Ok(None) };
        let former = kaimen_store::session::find(context.tx(), former).await?;
        let Some(former) = former.filter(|former| former.account == account) else { return Ok(None) };
        kaimen_store::session::take_over(context, former.id).await?;
        Ok(former.device_key)
    }

    fn standing(&self, session: &Session) -> Standing {
        match session {
            Session { strong: true, .. } => Standing::Full,
            Session { asked: true, .. } => Standing::CodeAsked,
            _ if self.0.sign_in.require_second_factor => Standing::FactorNeeded,
            _ => Standing::Full,
        }
    }

    /// The session of a token, once it can do whatever the role may.
    ///
    /// # Errors
    /// [`Error::SignedOut`] where there is none, it has ended, or the account is closed; [`Error::Revoked`] where
    /// somebody ended it; [`Error::CodeAsked`] and [`Error::FactorNeeded`] where sign-in is not complete.
    pub async fn session(&self, token: &str) -> Result<Open, Error> {
        let open = self.session_so_far(token).await?;
        match open.standing {
            Standing::Full => Ok(open),
            Standing::CodeAsked => Err(Error::CodeAsked),
            Standing::FactorNeeded => Err(Error::FactorNeeded),
        }
    }

    /// The session of a token, whatever it can do.
    ///
    /// # Errors
    /// [`Error::SignedOut`], [`Error::Revoked`].
    pub async fn session_so_far(&self, token: &str) -> Result<Open, Error> {
        let hash = token_hash(token);
        let now = self.now();
        let session = kaimen_store::session::find(self.database().read(), hash).await?.ok_or(Error::SignedOut)?;
        if session.revoked_at.is_some() {
            return Err(Error::Revoked);
        }
        if session.expires_at <= now || session.seen_at + IDLE <= now {
            return Err(Error::SignedOut);
        }
        let account = kaimen_store::account::find(self.database().read(), session.account).await?;
        let account = account.filter(|account| account.active).ok_or(Error::SignedOut)?;
        if now - session.seen_at >= Duration::minutes(1) {
            self.touch(hash, now);
        }
        let standing = self.standing(&session);
        let Session { id, csrf, how, strong, .. } = session;
        Ok(Open { id, staff: self.staff_of(&account), csrf, how, strong, standing })
    }

    /// Notes the use of a session. Reading never waits for writing: with a full disk the desk still sees where
    /// everybody is.
    fn touch(&self, hash: [u8; 32], now: DateTime<Utc>) {
        let database = self.database().clone();
        tokio::spawn(async move {
            let touched: Result<(), StoreError> = database
                .write(move |context| Box::pin(async move { kaimen_store::session::touch(context, hash, now).await }))
                .await;
            if let Err(error) = touched {
                tracing::warn!(%error, "the use of a session could not be noted: {error}");
            }
        });
    }

    /// Whether somebody is signed in with this account.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn is_signed_in(&self, account: AccountId) -> Result<bool, Error> {
        Ok(kaimen_store::session::is_open(self.database().read(), account, self.now()).await?)
    }

    /// Ends a session by the hand of its owner.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn sign_out(&self, token: &str) -> Result<(), Error> {
        let Ok(open) = self.session_so_far(token).await else { return Ok(()) };
        let entry = session_entry(&open.staff, "sign-out", self.now());
        self.database()
            .write(move |context| {
                Box::pin(async move {
                    kaimen_store::session::remove(context, open.id).await?;
                    let effect = Effect { signed_out: Some(open.staff.account), ..Effect::default() };
                    context.audit(entry, effect).await?;
                    Ok::<(), StoreError>(())
                })
            })
            .await?;
        Ok(())
    }
}

/// The audit row of an act that somebody does to the own sign-in.
pub(crate) fn session_entry(staff: &Staff, act: &str, at: DateTime<Utc>) -> Entry {
    Entry {
        at,
        actor: Actor::Staff(staff.clone()).reference(),
        act: act.to_owned(),
        subject: format!("account/{}", staff.account),
        why: String::new(),
        detail: json!({}).to_string(),
    }
}
