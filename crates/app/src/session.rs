//! Signing in and out.

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use chrono::Duration;
use kaimen_domain::audit::Entry;
use kaimen_domain::id::AccountId;
use kaimen_domain::role::{Actor, Staff};
use kaimen_store::account::Account;
use kaimen_store::session::Session;
use kaimen_store::{Effect, StoreError};
use serde_json::json;
use tokio::sync::Semaphore;

use crate::App;
use crate::error::Error;
use crate::ids::token_hash;

/// A session ends after this much time without use.
const IDLE: Duration = Duration::hours(12);
/// A session ends after this much time at the latest: a shift and its handover.
const LONGEST: Duration = Duration::hours(24);
/// Password checks at the same time: each takes 19 MiB and tens of milliseconds of a core.
static CHECKS: Semaphore = Semaphore::const_new(2);
/// How long a sign-in waits for its turn at most.
const WAIT: std::time::Duration = std::time::Duration::from_secs(10);
/// Longest password that is looked at, in bytes.
const PASSWORD: usize = 256;

/// A fresh session.
pub struct SignedIn {
    /// Token for the cookie; kept nowhere.
    pub token: String,
    /// Who signed in.
    pub staff: Staff,
}

/// A session in use.
#[derive(Debug, Clone)]
pub struct Open {
    /// Who.
    pub staff: Staff,
    /// Token that every changing request must repeat.
    pub csrf: String,
}

/// Hashes a password with Argon2id.
///
/// # Errors
/// [`Error::Internal`].
pub async fn hash_password(password: String) -> Result<String, Error> {
    let _turn = CHECKS.acquire().await.map_err(Error::internal)?;
    tokio::task::spawn_blocking(move || {
        Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(|e| e.to_string())
    })
    .await
    .map_err(Error::internal)?
    .map_err(Error::internal)
}

async fn verify(password: String, hash: Option<String>) -> Result<bool, Error> {
    // An unknown name costs as much time as a wrong password, so that names cannot be found out.
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let turn = tokio::time::timeout(WAIT, CHECKS.acquire()).await.map_err(|_| Error::Busy)?;
    let _turn = turn.map_err(Error::internal)?;
    tokio::task::spawn_blocking(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
        Argon2::default().verify_password(password.as_bytes(), hash.as_str()).is_ok() && known
    })
    .await
    .map_err(Error::internal)
}

/// The member of staff behind an account.
#[must_use]
pub fn staff_of(account: &Account) -> Staff {
    Staff {
        account: account.id,
        name: account.name.clone(),
        role: account.role,
        station: account.station,
        unit: account.unit,
    }
}

impl App {
    /// Signs in with a password.
    ///
    /// # Errors
    /// [`Error::BadCredentials`], and [`Error::TooManyTries`] after some of them.
    pub async fn sign_in(&self, username: &str, password: &str) -> Result<SignedIn, Error> {
        let username: String = username.trim().chars().take(64).collect();
        let key = format!("account/{username}");
        self.0.throttle.begin(&key, self.now())?;
        let account = kaimen_store::account::find_by_username(self.database().read(), &username).await?;
        let account = account.filter(|account| account.active);
        let hash = account.as_ref().and_then(|account| account.password_hash.clone());
        let good = password.len() <= PASSWORD && verify(password.to_owned(), hash).await?;
        let Some(account) = account.filter(|_| good) else {
            return Err(Error::BadCredentials);
        };
        self.0.throttle.right(&key);
        self.open_session(&account).await
    }

    async fn open_session(&self, account: &Account) -> Result<SignedIn, Error> {
        let now = self.now();
        let (token, hash) = self.0.ids.token();
        let (csrf, _) = self.0.ids.token();
        let session = Session {
            token_hash: hash,
            account: account.id,
            csrf,
            created_at: now,
            seen_at: now,
            expires_at: now + LONGEST,
        };
        let staff = staff_of(account);
        let entry = session_entry(&staff, "sign-in", now);
        self.database()
            .write(move |context| {
                Box::pin(async move {
                    kaimen_store::session::insert(context, &session).await?;
                    context.audit(entry, Effect::default()).await?;
                    Ok::<(), StoreError>(())
                })
            })
            .await?;
        Ok(SignedIn { token, staff })
    }

    /// The session of a token.
    ///
    /// # Errors
    /// [`Error::SignedOut`] where there is none, it has ended, or the account is closed.
    pub async fn session(&self, token: &str) -> Result<Open, Error> {
        let hash = token_hash(token);
        let now = self.now();
        let session = kaimen_store::session::find(self.database().read(), hash).await?.ok_or(Error::SignedOut)?;
        if session.expires_at <= now || session.seen_at + IDLE <= now {
            return Err(Error::SignedOut);
        }
        let account = kaimen_store::account::find(self.database().read(), session.account).await?;
        let account = account.filter(|account| account.active).ok_or(Error::SignedOut)?;
        if now - session.seen_at >= Duration::minutes(1) {
            // Reading never waits for writing: with a full disk the desk still sees where everybody is.
            let database = self.database().clone();
            tokio::spawn(async move {
                let touched: Result<(), StoreError> = database
                    .write(move |context| {
                        Box::pin(async move { kaimen_store::session::touch(context, hash, now).await })
                    })
                    .await;
                if let Err(error) = touched {
                    tracing::warn!(%error, "the use of a session could not be noted: {error}");
                }
            });
        }
        Ok(Open { staff: staff_of(&account), csrf: session.csrf })
    }

    /// Whether somebody is signed in with this account.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn is_signed_in(&self, account: AccountId) -> Result<bool, Error> {
        Ok(kaimen_store::session::is_open(self.database().read(), account, self.now()).await?)
    }

    /// Ends a session.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn sign_out(&self, token: &str) -> Result<(), Error> {
        let hash = token_hash(token);
        let Ok(open) = self.session(token).await else { return Ok(()) };
        let entry = session_entry(&open.staff, "sign-out", self.now());
        self.database()
            .write(move |context| {
                Box::pin(async move {
                    kaimen_store::session::end(context, hash).await?;
                    context.audit(entry, Effect::default()).await?;
                    Ok::<(), StoreError>(())
                })
            })
            .await?;
        Ok(())
    }
}

fn session_entry(staff: &Staff, act: &str, at: chrono::DateTime<chrono::Utc>) -> Entry {
    Entry {
        at,
        actor: Actor::Staff(staff.clone()).reference(),
        act: act.to_owned(),
        subject: format!("account/{}", staff.account),
        detail: json!({}).to_string(),
    }
}
