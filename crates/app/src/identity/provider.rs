//! The provider's description of itself and its keys: read when first needed, and again when old.

use std::sync::Arc;
use std::time::Duration as Wait;

use chrono::{DateTime, Duration, Utc};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreErrorResponseType,
    CoreGenderClaim, CoreGrantType, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm,
    CoreJwsSigningAlgorithm, CoreResponseMode, CoreResponseType, CoreRevocableToken, CoreRevocationErrorResponse,
    CoreSubjectIdentifierType, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AdditionalClaims, AdditionalProviderMetadata, AuthType, EmptyExtraTokenFields, EndSessionUrl, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, IdTokenFields, ProviderMetadata, StandardErrorResponse, StandardTokenResponse,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tokio::sync::Mutex;

use super::settings::{Checked, Settings, Wrong, is_secure};
use super::transport::Transport;
use super::{Trouble, chain};

/// How old the description may be when somebody is sent to the provider: one that is down is noticed before.
pub(crate) const FRESH: Duration = Duration::seconds(10);
/// How old it may be when somebody comes back.
pub(crate) const KNOWN: Duration = Duration::hours(1);
/// For how long a provider that could not be reached is not asked again.
const PAUSE: Duration = Duration::seconds(5);
/// How often it is asked before it counts as down.
const TRIES: u32 = 2;
/// Time between those.
const BETWEEN: Wait = Wait::from_millis(200);

/// Claims beyond the standard ones.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Others {
    #[serde(flatten)]
    all: Map<String, Value>,
}

impl AdditionalClaims for Others {}

/// What the description says beyond the discovery standard.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Announced {
    /// RP-Initiated Logout 1.0.
    pub(crate) end_session_endpoint: Option<EndSessionUrl>,
    /// RFC 9207.
    authorization_response_iss_parameter_supported: Option<bool>,
}

impl AdditionalProviderMetadata for Announced {}

pub(crate) type Metadata = ProviderMetadata<
    Announced,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

pub(crate) type Response = StandardTokenResponse<Fields, CoreTokenType>;

type Fields = IdTokenFields<
    Others,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;

pub(crate) type Client = openidconnect::Client<
    Others,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Response,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// The bureau's identity provider.
pub struct Provider {
    pub(crate) settings: Checked,
    pub(crate) transport: Transport,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    metadata: Option<(Arc<Metadata>, DateTime<Utc>)>,
    failed: Option<DateTime<Utc>>,
}

impl Provider {
    /// From its settings; nothing is asked of the provider yet.
    ///
    /// # Errors
    /// [`Wrong`], in words for whoever wrote the settings.
    pub fn new(settings: Settings) -> Result<Self, Wrong> {
        let mut settings = settings.check()?;
        let authorities = std::mem::take(&mut settings.authorities);
        let transport =
            Transport::new(settings.issuer.url(), authorities).map_err(|error| Wrong::Certificates(chain(&error)))?;
        Ok(Self { settings, transport, known: Mutex::default() })
    }

    /// The description, read anew where it is older than `oldest`. Whoever asks meanwhile waits for the same answer.
    pub(crate) async fn metadata(&self, now: DateTime<Utc>, oldest: Duration) -> Result<Arc<Metadata>, Trouble> {
        let mut known = self.known.lock().await;
        if let Some((metadata, at)) = &known.metadata
            && now - *at < oldest
        {
            return Ok(Arc::clone(metadata));
        }
        if known.failed.is_some_and(|at| now - at < PAUSE) {
            return Err(Trouble::Down);
        }
        match self.discover().await {
            Ok(metadata) => {
                let metadata = Arc::new(metadata);
                *known = Known { metadata: Some((Arc::clone(&metadata), now)), failed: None };
                Ok(metadata)
            }
            Err(why) => {
                tracing::warn!(why, "the identity provider cannot be used: {why}");
                known.failed = Some(now);
                Err(Trouble::Down)
            }
        }
    }

    async fn discover(&self) -> Result<Metadata, String> {
        let mut tried = 1;
        loop {
            match Metadata::discover_async(self.settings.issuer.clone(), &self.transport).await {
                Ok(metadata) => return self.sensible(metadata),
                Err(error) if tried == TRIES => return Err(chain(&error)),
                Err(_) => tried += 1,
            }
            tokio::time::sleep(BETWEEN).await;
        }
    }

    /// A description may send browsers over secure lines only, and kaimen itself to no other host.
    fn sensible(&self, mut metadata: Metadata) -> Result<Metadata, String> {
        if !is_secure(metadata.authorization_endpoint().url()) {
            return Err("its page for signing in is not reached by https://".to_owned());
        }
        match metadata.token_endpoint() {
            Some(token) if self.transport.is_home(token.url()) => {}
            Some(_) => return Err("its token endpoint is on another host".to_owned()),
            None => return Err("it names no token endpoint".to_owned()),
        }
        let announced = metadata.additional_metadata_mut();
        announced.end_session_endpoint = announced.end_session_endpoint.take().filter(|end| is_secure(end.url()));
        Ok(metadata)
    }

    pub(crate) fn client(&self, metadata: &Metadata) -> Client {
        let (id, secret) = (self.settings.client.clone(), self.settings.secret.clone());
        let client = Client::from_provider_metadata(metadata.clone(), id, Some(secret))
            .set_redirect_uri(self.settings.back.clone());
        // Basic is what holds where nothing is said (Discovery 1.0, 3).
        let methods = metadata.token_endpoint_auth_methods_supported();
        let basic = methods.is_none_or(|methods| methods.contains(&CoreClientAuthMethod::ClientSecretBasic));
        client.set_auth_type(if basic { AuthType::BasicAuth } else { AuthType::RequestBody })
    }

    /// Whether the issuer that came with an answer is the right one (RFC 9207): mixing up two providers is no way in.
    pub(crate) fn is_issuer(&self, metadata: &Metadata, said: Option<&str>) -> bool {
        match said {
            Some(said) => said == self.settings.issuer.as_str(),
            None => metadata.additional_metadata().authorization_response_iss_parameter_supported != Some(true),
        }
    }
}
