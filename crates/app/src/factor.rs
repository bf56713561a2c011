//! The second factor: what an account has, passing it, and its reset by the administrator.

use kaimen_domain::access::Subject;
use kaimen_domain::act::Act;
use kaimen_domain::id::AccountId;
use kaimen_domain::role::Staff;
use kaimen_domain::sign_in::How;
use kaimen_store::account::Account;
use kaimen_store::passkey::Passkey;
use kaimen_store::session::Which;
use kaimen_store::{Change, ConnectionTrait, Effect};

use crate::App;
use crate::alert::To;
use crate::authenticator::code_key;
use crate::caller::Caller;
use crate::error::Error;
use crate::session::{Open, SignedIn, Standing, session_entry};

/// What an account has besides its password.
#[derive(Debug, Clone)]
pub struct Factors {
    /// Passkeys.
    pub passkeys: Vec<Passkey>,
    /// Whether an authenticator app is confirmed.
    pub authenticator: bool,
    /// Recovery codes left.
    pub recovery_codes: u64,
}

impl Factors {
    /// Whether there is any that can be asked for.
    #[must_use]
    pub fn any(&self) -> bool {
        self.authenticator || self.passkeys.iter().any(|passkey| passkey.suspected_at.is_none())
    }
}

/// A factor was added.
pub struct Added {
    /// New token of the session, where adding it made the session strong.
    pub token: Option<String>,
}

async fn factors_of(on: &impl ConnectionTrait, account: AccountId) -> Result<Factors, Error> {
    let app = kaimen_store::authenticator::find(on, account).await?;
    Ok(Factors {
        passkeys: kaimen_store::passkey::of_account(on, account).await?,
        authenticator: app.is_some_and(|app| app.confirmed_at.is_some()),
        recovery_codes: kaimen_store::recovery_code::count(on, account).await?,
    })
}

/// Whether an account has a second factor.
pub(crate) async fn has_factor(on: &impl ConnectionTrait, account: AccountId) -> Result<bool, Error> {
    Ok(factors_of(on, account).await?.any())
}

impl App {
    /// Who looks after the own sign-in; half a session may not.
    pub(crate) fn require_own(&self, open: &Open) -> Result<Staff, Error> {
        if open.standing == Standing::CodeAsked {
            return Err(Error::CodeAsked);
        }
        let subject = Subject::Account(open.staff.account, open.staff.station);
        Caller::staff(open.staff.clone()).require(Act::ManageOwnSignIn, subject, self.now())?;
        Ok(open.staff.clone())
    }

    /// The own account.
    pub(crate) async fn own_account(&self, open: &Open) -> Result<Account, Error> {
        let account = kaimen_store::account::find(self.database().read(), open.staff.account).await?;
        account.ok_or(Error::SignedOut)
    }

    /// What the own account has besides its password. Half a session may ask: it must know what it can pass.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn factors(&self, open: &Open) -> Result<Factors, Error> {
        factors_of(self.database().read(), open.staff.account).await
    }

    /// Passes the second factor with a code of the authenticator app or a recovery code; the session gets a new token.
    ///
    /// # Errors
    /// [`Error::BadCredentials`], [`Error::TooManyTries`]; [`Error::Conflict`] where none is asked for.
    pub async fn pass_code(&self, token: &str, typed: &str) -> Result<SignedIn, Error> {
        let open = self.session_so_far(token).await?;
        if open.standing != Standing::CodeAsked {
            return Err(Error::Conflict);
        }
        let key = code_key(open.staff.account);
        self.0.throttle.begin(&key, self.now())?;
        let (app, typed) = (self.clone(), typed.chars().filter(|c| !c.is_whitespace()).take(32).collect::<String>());
        let signed_in = self
            .database()
            .write(move |context| {
                Box::pin(async move {
                    let what = app.spend(context, open.staff.account, &typed).await?;
                    app.strengthen(context, &open, How::PasswordAndCode, what).await
                })
            })
            .await?;
        self.0.throttle.right(&key);
        Ok(signed_in)
    }

    /// Six digits are of the authenticator app; anything else is a recovery code. Answers the name of the act.
    async fn spend(&self, context: &Change<'_>, account: AccountId, typed: &str) -> Result<&'static str, Error> {
        if typed.len() == 6 && typed.bytes().all(|b| b.is_ascii_digit()) {
            let found = kaimen_store::authenticator::find(context.tx(), account).await?;
            let confirmed = found.filter(|found| found.confirmed_at.is_some()).ok_or(Error::BadCredentials)?;
            self.use_code(context, &confirmed, typed).await?;
            return Ok("pass-code");
        }
        let hash = crate::recovery_code::hash(account, typed);
        let spent = kaimen_store::recovery_code::spend(context, account, hash).await?;
        if spent { Ok("pass-recovery-code") } else { Err(Error::BadCredentials) }
    }

    /// Makes a session strong under a new token: whoever knew the old one knows nothing.
    pub(crate) async fn strengthen(
        &self,
        context: &Change<'_>,
        open: &Open,
        how: How,
        act: &str,
    ) -> Result<SignedIn, Error> {
        let (token, hash) = self.ids().token();
        let (csrf, _) = self.ids().token();
        let ends = self.now() + crate::session::LONGEST;
        if !kaimen_store::session::strengthen(context, open.id, hash, &csrf, how, ends).await? {
            return Err(Error::Revoked);
        }
        context.audit(session_entry(&open.staff, act, self.now()), Effect::default()).await?;
        Ok(SignedIn { token, staff: open.staff.clone(), standing: Standing::Full })
    }

    /// What follows when a factor is added: this session has just passed it, others that passed none are asked.
    pub(crate) async fn factor_added(&self, context: &Change<'_>, open: &Open, act: &str) -> Result<Added, Error> {
        kaimen_store::session::ask(context, open.staff.account, open.id).await?;
        if open.strong {
            context.audit(session_entry(&open.staff, act, self.now()), Effect::default()).await?;
            return Ok(Added { token: None });
        }
        let how = if open.how == How::Password { How::PasswordAndCode } else { open.how };
        let effect = Effect { signed_out: Some(open.staff.account), ..Effect::default() };
        context.audit(session_entry(&open.staff, act, self.now()), effect).await?;
        Ok(Added { token: Some(self.strengthen(context, open, how, "second-factor").await?.token) })
    }

    /// What follows when a factor is removed: the other sessions end, and codes that stand in for nothing go.
    pub(crate) async fn factor_removed(&self, context: &Change<'_>, open: &Open, act: &str) -> Result<(), Error> {
        let account = open.staff.account;
        if !has_factor(context.tx(), account).await? {
            kaimen_store::recovery_code::replace(context, account, &[]).await?;
        }
        self.end_others(context, open, act).await
    }

    /// Ends the other sessions of whoever changed the own sign-in.
    pub(crate) async fn end_others(&self, context: &Change<'_>, open: &Open, act: &str) -> Result<(), Error> {
        let account = open.staff.account;
        kaimen_store::session::revoke(context, account, Which::AllBut(open.id), self.now()).await?;
        let effect = Effect { signed_out: Some(account), ..Effect::default() };
        context.audit(session_entry(&open.staff, act, self.now()), effect).await?;
        Ok(())
    }

    /// Takes every second factor from an account whose owner has lost them, and ends its sessions. Whoever signs in next
    /// with the password sets up new ones.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Forbidden`].
    pub async fn reset_factors(&self, caller: &Caller, id: AccountId) -> Result<Account, Error> {
        caller.require(Act::ManageAccounts, Subject::District, self.now())?;
        let (app, caller) = (self.clone(), caller.clone());
        self.database()
            .write(move |context| {
                Box::pin(async move {
                    let account = kaimen_store::account::find(context.tx(), id).await?.ok_or(Error::NotFound)?;
                    kaimen_store::passkey::remove_all(context, id).await?;
                    kaimen_store::authenticator::remove(context, id).await?;
                    kaimen_store::recovery_code::replace(context, id, &[]).await?;
                    kaimen_store::session::revoke(context, id, Which::All, app.now()).await?;
                    app.audit_account(context, &caller, "reset-factors", &account).await?;
                    app.alert(context, To::Account(id), "factors_reset", None).await?;
                    Ok(account)
                })
            })
            .await
    }
}
