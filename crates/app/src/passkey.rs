//! Passkeys (WebAuthn Level 3): added, used to sign in without a password or as second factor, removed.
//!
//! A device proves its owner by finger, face or PIN each time (user verification is required), so a passkey is two
//! factors in one. Its counter must grow where it has one: one that goes back may have been copied, and opens nothing
//! any more.

mod ceremony;

use kaimen_domain::id::PasskeyId;
use kaimen_domain::sign_in::How;
use kaimen_store::Effect;
pub use kaimen_store::passkey::Passkey;
use serde_json::Value;
use uuid::Uuid;
use webauthn_rs::prelude::{
    AuthenticationResult, DiscoverableKey, Passkey as Key, PublicKeyCredential, RegisterPublicKeyCredential,
    WebauthnError,
};

pub(crate) use ceremony::Passkeys;
use ceremony::Waiting;

use crate::App;
use crate::alert::To;
use crate::call::text;
use crate::error::Error;
use crate::factor::Added;
use crate::session::{Open, SignedIn, Standing, Visit, session_entry};

/// A ceremony that the browser is to carry out.
pub struct Ceremony {
    /// Sent back with the result.
    pub id: Uuid,
    /// What `navigator.credentials` is called with.
    pub options: Value,
}

impl App {
    /// Address under which passkeys work; none where the installation has none.
    #[must_use]
    pub fn passkey_origin(&self) -> Option<&str> {
        self.0.passkeys.as_ref().map(Passkeys::origin)
    }

    fn passkeys(&self) -> Result<&Passkeys, Error> {
        self.0.passkeys.as_ref().ok_or(Error::invalid("origin", "passkeys need the address of the installation"))
    }

    /// Begins to add a passkey to the own account.
    ///
    /// # Errors
    /// [`Error::Invalid`] where the installation has no address for passkeys.
    pub async fn begin_passkey(&self, open: &Open) -> Result<Ceremony, Error> {
        let staff = self.require_own(open)?;
        let account = self.own_account(open).await?;
        let known = kaimen_store::passkey::of_account(self.database().read(), staff.account).await?;
        let known = known.into_iter().map(|passkey| passkey.credential_id).collect();
        self.passkeys()?.register(self, open.id, &account, known)
    }

    /// Adds the passkey that the browser has made.
    ///
    /// # Errors
    /// [`Error::BadCredentials`] where the ceremony ran out or does not fit; [`Error::Conflict`] where the passkey is
    /// there already.
    pub async fn finish_passkey(&self, open: &Open, id: Uuid, name: &str, credential: Value) -> Result<Added, Error> {
        let staff = self.require_own(open)?;
        let name = text("name", name, 40)?;
        let credential: RegisterPublicKeyCredential = read(credential)?;
        let now = self.now();
        let key = match self.passkeys()?.take(id, now) {
            Some(Waiting::Register(session, state)) if session == open.id => {
                self.passkeys()?.webauthn.finish_passkey_registration(&credential, &state).map_err(refused)?
            }
            _ => return Err(Error::BadCredentials),
        };
        let passkey = Passkey {
            id: PasskeyId(self.ids().ordered(now)),
            account: staff.account,
            name,
            credential_id: key.cred_id().clone(),
            credential: write(&key)?,
            created_at: now,
            used_at: None,
            suspected_at: None,
        };
        let (app, open) = (self.clone(), open.clone());
        self.database()
            .write(move |context| {
                Box::pin(async move {
                    kaimen_store::passkey::insert(context, &passkey).await?;
                    app.factor_added(context, &open, "add-passkey").await
                })
            })
            .await
    }

    /// Removes an own passkey and ends the other sessions.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn remove_passkey(&self, open: &Open, id: PasskeyId) -> Result<(), Error> {
        let staff = self.require_own(open)?;
        let (app, open) = (self.clone(), open.clone());
        self.database()
            .write(move |context| {
                Box::pin(async move {
                    if !kaimen_store::passkey::remove(context, staff.account, id).await? {
                        return Err(Error::NotFound);
                    }
                    app.factor_removed(context, &open, "remove-passkey").await
                })
            })
            .await
    }

    /// Begins a sign-in by passkey, without a name: the device knows whose it is.
    ///
    /// # Errors
    /// [`Error::Invalid`] where the installation has no address for passkeys.
    pub fn begin_passkey_sign_in(&self) -> Result<Ceremony, Error> {
        self.passkeys()?.discover(self)
    }

    /// Signs in by passkey.
    ///
    /// # Errors
    /// [`Error::BadCredentials`].
    pub async fn sign_in_by_passkey(&self, id: Uuid, credential: Value, visit: &Visit) -> Result<SignedIn, Error> {
        let credential: PublicKeyCredential = read(credential)?;
        let passkeys = self.passkeys()?;
        let Some(Waiting::SignIn(state)) = passkeys.take(id, self.now()) else { return Err(Error::BadCredentials) };
        let whose = passkeys.webauthn.identify_discoverable_authentication(&credential);
        let (account, credential_id) = whose.map_err(refused)?;
        let on = self.database().read();
        let account = kaimen_store::account::find(on, account.into()).await?.filter(|account| account.active);
        let account = account.ok_or(Error::BadCredentials)?;
        let passkey = kaimen_store::passkey::of_account(on, account.id).await?;
        let passkey = passkey.into_iter().find(|passkey| passkey.credential_id == credential_id);
        let passkey = passkey.filter(|passkey| passkey.suspected_at.is_none()).ok_or(Error::BadCredentials)?;
        let key = key(&passkey)?;
        let discovered = DiscoverableKey::from(&key);
        let result = passkeys.webauthn.finish_discoverable_authentication_v2(&credential, state, &discovered);
        self.used(&self.staff_of(&account), passkey, key, result).await?;
        self.open_session(&account, How::Passkey, true, visit).await
    }

    /// Begins to pass the second factor by passkey.
    ///
    /// # Errors
    /// [`Error::Invalid`] where none is asked for; [`Error::NotFound`] where the account has no passkey.
    pub async fn begin_second_factor(&self, token: &str) -> Result<Ceremony, Error> {
        let open = self.session_so_far(token).await?;
        if open.standing != Standing::CodeAsked {
            return Err(Error::invalid("session", "no second step is asked for"));
        }
        let passkeys = kaimen_store::passkey::of_account(self.database().read(), open.staff.account).await?;
        let good = passkeys.iter().filter(|passkey| passkey.suspected_at.is_none());
        let keys = good.map(key).collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() {
            return Err(Error::NotFound);
        }
        self.passkeys()?.authenticate(self, open.id, &keys)
    }

    /// Passes the second factor by passkey; the session gets a new token.
    ///
    /// # Errors
    /// [`Error::BadCredentials`].
    pub async fn pass_passkey(&self, token: &str, id: Uuid, credential: Value) -> Result<SignedIn, Error> {
        let open = self.session_so_far(token).await?;
        let credential: PublicKeyCredential = read(credential)?;
        let passkeys = self.passkeys()?;
        let state = match passkeys.take(id, self.now()) {
            Some(Waiting::SecondFactor(session, state)) if session == open.id => state,
            _ => return Err(Error::BadCredentials),
        };
        let known = kaimen_store::passkey::of_account(self.database().read(), open.staff.account).await?;
        let passkey = known.into_iter().find(|passkey| passkey.credential_id == credential.get_credential_id());
        let passkey = passkey.filter(|passkey| passkey.suspected_at.is_none()).ok_or(Error::BadCredentials)?;
        let key = key(&passkey)?;
        let result = passkeys.webauthn.finish_passkey_authentication(&credential, &state);
        self.used(&open.staff, passkey, key, result).await?;
        let app = self.clone();
        self.database()
            .write(move |context| {
                Box::pin(async move { app.strengthen(context, &open, How::PasswordAndCode, "pass-passkey").await })
            })
            .await
    }

    /// Keeps the counter of a passkey that was right; closes one whose counter went back.
    async fn used(
        &self,
        staff: &kaimen_domain::role::Staff,
        passkey: Passkey,
        mut key: Key,
        result: Result<AuthenticationResult, WebauthnError>,
    ) -> Result<(), Error> {
        let now = self.now();
        match result {
            Ok(result) => {
                key.update_credential(&result);
                let credential = write(&key)?;
                self.database()
                    .write(move |context| {
                        Box::pin(
                            async move { Ok(kaimen_store::passkey::used(context, &passkey, credential, now).await?) },
                        )
                    })
                    .await
            }
            Err(WebauthnError::CredentialPossibleCompromise) => {
                let entry = session_entry(staff, "suspect-passkey", now);
                let app = self.clone();
                self.database()
                    .write(move |context| {
                        Box::pin(async move {
                            kaimen_store::passkey::suspect(context, passkey.id, now).await?;
                            context.audit(entry, Effect::default()).await?;
                            app.alert(context, To::Account(passkey.account), "passkey_suspected", None).await?;
                            Ok::<(), Error>(())
                        })
                    })
                    .await?;
                Err(Error::BadCredentials)
            }
            Err(error) => Err(refused(error)),
        }
    }
}

fn key(passkey: &Passkey) -> Result<Key, Error> {
    serde_json::from_str(&passkey.credential).map_err(Error::internal)
}

fn write(key: &Key) -> Result<String, Error> {
    serde_json::to_string(key).map_err(Error::internal)
}

fn read<T: serde::de::DeserializeOwned>(credential: Value) -> Result<T, Error> {
    serde_json::from_value(credential).map_err(|_| Error::invalid("credential", "not what a browser answers"))
}

fn refused(error: WebauthnError) -> Error {
    tracing::info!(%error, "a passkey was refused: {error}");
    Error::BadCredentials
}
