//! The authenticator app (TOTP, RFC 6238): six digits, a new one every thirty seconds, each good once.

use kaimen_domain::id::AccountId;
use kaimen_store::authenticator::Authenticator;
use kaimen_store::{Change, StoreError};
use totp_rs::{Builder, Secret, Totp};

use crate::App;
use crate::error::Error;
use crate::factor::Added;
use crate::session::Open;

/// What the app must be told, once.
pub struct Enrolment {
    /// Secret in base 32, for typing.
    pub secret: String,
    /// `otpauth://` address, for the QR code.
    pub address: String,
}

impl App {
    /// Draws the secret of an authenticator app. It counts for nothing until its first code was right.
    ///
    /// # Errors
    /// [`Error::Conflict`] where there is one already.
    pub async fn begin_authenticator(&self, open: &Open) -> Result<Enrolment, Error> {
        let staff = self.require_own(open)?;
        let username = self.own_account(open).await?.username;
        let (app, now) = (self.clone(), self.now());
        let bytes = self.ids().bytes::<20>();
        self.database()
            .write(move |context| {
                Box::pin(async move {
                    let secret = app.0.vault.seal(context, app.ids(), staff.account.0, &bytes).await?;
                    let authenticator =
                        Authenticator { account: staff.account, secret, created_at: now, confirmed_at: None };
                    kaimen_store::authenticator::begin(context, &authenticator).await?;
                    Ok::<(), Error>(())
                })
            })
            .await?;
        Ok(enrolment(&bytes, &username))
    }

    /// What a begun authenticator app must be told; none where none was begun, or it is confirmed.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn begun_authenticator(&self, open: &Open) -> Result<Option<Enrolment>, Error> {
        let staff = self.require_own(open)?;
        let on = self.database().read();
        let found = kaimen_store::authenticator::find(on, staff.account).await?;
        let Some(begun) = found.filter(|found| found.confirmed_at.is_none()) else { return Ok(None) };
        let bytes = self.0.vault.unseal(on, &begun.secret).await?.ok_or(Error::NotFound)?;
        Ok(Some(enrolment(&bytes, &self.own_account(open).await?.username)))
    }

    /// Confirms an authenticator app by its first code. Other sessions that passed no second factor are asked for it;
    /// this one has passed it.
    ///
    /// # Errors
    /// [`Error::BadCredentials`], [`Error::TooManyTries`], [`Error::NotFound`] where none was begun.
    pub async fn confirm_authenticator(&self, open: &Open, typed: &str) -> Result<Added, Error> {
        let staff = self.require_own(open)?;
        let key = code_key(staff.account);
        let now = self.now();
        self.0.throttle.begin(&key, now)?;
        let (app, open, code) = (self.clone(), open.clone(), digits(typed));
        let added = self
            .database()
            .write(move |context| {
                Box::pin(async move {
                    let found = kaimen_store::authenticator::find(context.tx(), staff.account).await?;
                    let begun = found.filter(|found| found.confirmed_at.is_none()).ok_or(Error::NotFound)?;
                    app.use_code(context, &begun, &code).await?;
                    kaimen_store::authenticator::confirm(context, staff.account, now).await?;
                    app.factor_added(context, &open, "add-authenticator").await
                })
            })
            .await?;
        self.0.throttle.right(&key);
        Ok(added)
    }

    /// Removes the own authenticator app and ends the other sessions.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn remove_authenticator(&self, open: &Open) -> Result<(), Error> {
        let staff = self.require_own(open)?;
        let (app, open) = (self.clone(), open.clone());
        self.database()
            .write(move |context| {
                Box::pin(async move {
                    let found = kaimen_store::authenticator::find(context.tx(), staff.account).await?;
                    found.filter(|found| found.confirmed_at.is_some()).ok_or(Error::NotFound)?;
                    kaimen_store::authenticator::remove(context, staff.account).await?;
                    app.factor_removed(context, &open, "remove-authenticator").await
                })
            })
            .await
    }

    /// Takes the code of an app; of two who send the same one, one is refused.
    pub(crate) async fn use_code(
        &self,
        context: &Change<'_>,
        authenticator: &Authenticator,
        code: &str,
    ) -> Result<(), Error> {
        let account = authenticator.account;
        let bytes = self.0.vault.unseal(context.tx(), &authenticator.secret).await?.ok_or(Error::NotFound)?;
        let time = u64::try_from(self.now().timestamp()).unwrap_or(0);
        let step = totp(&bytes)?.check(code, time).and_then(|step| i64::try_from(step).ok());
        let step = step.ok_or(Error::BadCredentials)?;
        let used: Result<bool, StoreError> = kaimen_store::authenticator::use_step(context, account, step).await;
        if used? { Ok(()) } else { Err(Error::BadCredentials) }
    }
}

/// Wrong codes of an account are counted apart from wrong passwords.
pub(crate) fn code_key(account: AccountId) -> String {
    format!("code/{account}")
}

/// What was typed, without the gaps that apps show.
fn digits(typed: &str) -> String {
    typed.chars().filter(|c| !c.is_whitespace()).take(16).collect()
}

fn totp(secret: &[u8]) -> Result<Totp, Error> {
    Builder::new().with_secret(secret.to_vec()).build().map_err(|error| Error::internal(error.to_string()))
}

fn enrolment(secret: &[u8], username: &str) -> Enrolment {
    let secret = Secret::from(secret.to_vec()).to_base32();
    // Usernames are small letters, digits and - _ . alone, which an address takes as they are.
    let address = format!("otpauth://totp/kaimen:{username}?secret={secret}&issuer=kaimen");
    Enrolment { secret, address }
}
