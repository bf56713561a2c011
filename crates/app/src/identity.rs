//! Signing in with the bureau's own identity provider: OpenID Connect, authorization code with PKCE.
//!
//! kaimen asks the provider who somebody is, never what somebody may do: accounts and roles stay with the bureau's
//! administrator. Where the provider is down, passwords and passkeys go on.

mod flow;
mod link;
mod provider;
mod settings;
mod token;
mod transport;

use kaimen_domain::sign_in::How;
use openidconnect::core::CoreResponseType;
use openidconnect::{
    AuthenticationFlow, CsrfToken, LanguageTag, LogoutRequest, Nonce, PkceCodeChallenge, PkceCodeVerifier,
    PostLogoutRedirectUrl, Scope,
};
use tokio::sync::Semaphore;

use crate::App;
use crate::error::Error;
use crate::ids::{Ids, token_hash};
use crate::session::{SignedIn, Visit};
use flow::{Flow, Flows};
use provider::{FRESH, KNOWN};

pub use flow::LONGEST;
pub use link::Link;
pub use provider::Provider;
pub use settings::{Settings, Wrong};

/// Exchanges with the provider at the same time.
const EXCHANGES: usize = 8;
/// Longest code that is passed on, in bytes.
const LONG: usize = 4096;

/// The provider and who is on the way to it.
pub(crate) struct Identity {
    provider: Provider,
    flows: Flows,
    exchanges: Semaphore,
}

impl Identity {
    pub(crate) fn new(provider: Provider, ids: &Ids) -> Self {
        Self { provider, flows: Flows::new(ids), exchanges: Semaphore::new(EXCHANGES) }
    }
}

/// Where a browser is sent, and what it must bring back.
#[derive(Debug)]
pub struct Begun {
    /// Address at the provider.
    pub address: String,
    /// For a cookie of at most [`LONGEST`].
    pub sealed: String,
}

/// What a browser brought back in the address.
#[derive(Debug, Default, Clone, serde::Deserialize)]
pub struct Returned {
    /// As it was sent out.
    #[serde(default)]
    pub state: String,
    /// What the provider exchanges for a token.
    pub code: Option<String>,
    /// Which provider it comes from (RFC 9207).
    pub iss: Option<String>,
    /// What went wrong there.
    pub error: Option<String>,
}

/// Why somebody was not signed in.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// This bureau has no identity provider.
    #[error("there is no identity provider")]
    Off,
    /// The provider cannot be reached or used.
    #[error("the identity provider is down")]
    Down,
    /// Not begun in this browser, too long ago, or used before.
    #[error("this sign-in was not begun here, took too long, or was used before")]
    Stale,
    /// The provider did not want to, or the person.
    #[error("the identity provider declined")]
    Declined,
    /// What the provider answered does not hold.
    #[error("the answer of the identity provider does not hold")]
    Untrusted,
    /// No account has this name.
    #[error("there is no account for this person")]
    Unknown,
    /// The account is closed.
    #[error("the account is closed")]
    Closed,
    /// The administrator has unlinked the account.
    #[error("the account was unlinked")]
    Unlinked,
    /// The account belongs to somebody else at the provider.
    #[error("the account belongs to somebody else")]
    Taken,
    /// Something of kaimen itself.
    #[error(transparent)]
    Broken(#[from] Error),
}

impl Trouble {
    /// Every word that a page may be asked to explain.
    pub const WORDS: [&str; 8] = ["down", "stale", "declined", "untrusted", "unknown", "closed", "unlinked", "taken"];

    /// The stable word.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Down => "down",
            Self::Stale => "stale",
            Self::Declined => "declined",
            Self::Untrusted => "untrusted",
            Self::Unknown => "unknown",
            Self::Closed => "closed",
            Self::Unlinked => "unlinked",
            Self::Taken => "taken",
            Self::Broken(_) => "broken",
        }
    }
}

impl From<kaimen_store::StoreError> for Trouble {
    fn from(error: kaimen_store::StoreError) -> Self {
        Self::Broken(error.into())
    }
}

/// An error with its causes.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text
}

impl App {
    fn identity(&self) -> Result<&Identity, Trouble> {
        self.0.identity.as_ref().ok_or(Trouble::Off)
    }

    /// Whether there is an identity provider, and its name if the bureau gave one.
    #[must_use]
    pub fn identity_name(&self) -> Option<Option<&str>> {
        self.0.identity.as_ref().map(|identity| identity.provider.settings.name.as_deref())
    }

    /// The language in which a way to the provider began.
    #[must_use]
    pub fn identity_language(&self, sealed: &str) -> Option<String> {
        self.0.identity.as_ref().and_then(|identity| identity.flows.language(sealed))
    }

    /// Begins a sign-in with the identity provider.
    ///
    /// # Errors
    /// [`Trouble::Off`], [`Trouble::Down`].
    pub async fn begin_identity(&self, language: &str) -> Result<Begun, Trouble> {
        let identity = self.identity()?;
        let metadata = identity.provider.metadata(self.now(), FRESH).await?;
        let (flow, sealed) = identity.flows.begin(&self.0.ids, language, self.now())?;
        let Flow { state, nonce, verifier, .. } = flow;
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(verifier));
        let (address, ..) = identity
            .provider
            .client(&metadata)
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .add_scope(Scope::new("profile".to_owned()))
            .add_ui_locale(LanguageTag::new(language.to_owned()))
            .set_pkce_challenge(challenge)
            .url();
        Ok(Begun { address: address.into(), sealed })
    }

    /// Ends a sign-in with the identity provider.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn finish_identity(&self, sealed: &str, returned: Returned, visit: &Visit) -> Result<SignedIn, Trouble> {
        let identity = self.identity()?;
        let now = self.now();
        let flow = identity.flows.end(sealed, now)?;
        // Hashes, so that the time taken tells nothing of what was expected.
        if token_hash(&flow.state) != token_hash(&returned.state) {
            return Err(Trouble::Stale);
        }
        let metadata = identity.provider.metadata(now, KNOWN).await?;
        if !identity.provider.is_issuer(&metadata, returned.iss.as_deref()) {
            tracing::warn!("an answer came from another identity provider than asked");
            return Err(Trouble::Untrusted);
        }
        if let Some(error) = returned.error {
            return Err(declined(&error));
        }
        let code = returned.code.filter(|code| !code.is_empty() && code.len() <= LONG).ok_or(Trouble::Stale)?;
        let _turn = identity.exchanges.try_acquire().map_err(|_| Error::Busy)?;
        let proof = identity.provider.prove(&flow, code, now).await?;
        let issuer = identity.provider.settings.issuer.as_str();
        let username = async || identity.provider.username(&proof, now).await;
        let account = self.account_of(issuer, &proof.subject, username).await?;
        Ok(self.open_session(&account, How::Identity, proof.strong, visit).await?)
    }

    /// Where a browser ends its session at the provider, to come back to the page for signing in; `None` where the
    /// provider does not offer it.
    pub async fn end_identity(&self, language: &str) -> Option<String> {
        let provider = &self.0.identity.as_ref()?.provider;
        let metadata = provider.metadata(self.now(), FRESH).await.ok()?;
        let end = metadata.additional_metadata().end_session_endpoint.clone()?;
        let back = PostLogoutRedirectUrl::new(format!("{}/{language}/sign-in", provider.settings.address)).ok()?;
        let request = LogoutRequest::from(end).set_client_id(provider.settings.client.clone());
        Some(request.set_post_logout_redirect_uri(back).http_get_url().into())
    }
}

/// What the provider says went wrong there (RFC 6749, 4.1.2.1; Core 1.0, 3.1.2.6).
fn declined(error: &str) -> Trouble {
    match error {
        "access_denied"
        | "login_required"
        | "interaction_required"
        | "consent_required"
        | "account_selection_required" => Trouble::Declined,
        "temporarily_unavailable" | "server_error" => Trouble::Down,
        other => {
            let other: String = other.chars().filter(|c| c.is_ascii_lowercase() || *c == '_').take(40).collect();
            tracing::warn!(error = other, "the identity provider refused the request: {other}");
            Trouble::Untrusted
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Trouble::{self, Closed, Declined, Down, Stale, Taken, Unknown, Unlinked, Untrusted};

    #[test]
    fn whatever_a_person_is_told_has_a_word() {
        let told = [Down, Stale, Declined, Untrusted, Unknown, Closed, Unlinked, Taken];
        assert_eq!(told.map(|trouble| trouble.word()), Trouble::WORDS);
    }
}
