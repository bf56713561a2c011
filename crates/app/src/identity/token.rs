//! From the code that a browser brings back to a person: exchange and checks (OpenID Connect Core 1.0, 3.1.3.7).

use chrono::{DateTime, Duration, Utc};
use openidconnect::core::{CoreGenderClaim, CoreJwsSigningAlgorithm as Algorithm};
use openidconnect::{
    AccessToken, AccessTokenHash, AuthorizationCode, ClaimsVerificationError, Nonce, OAuth2TokenResponse,
    PkceCodeVerifier, RequestTokenError, SignatureVerificationError, SubjectIdentifier, TokenResponse, UserInfoClaims,
    UserInfoError,
};
use serde_json::Value;

use super::flow::Flow;
use super::provider::{KNOWN, Metadata, Others, Provider, Response};
use super::{Trouble, chain};

/// How far the clocks of provider and kaimen may be apart.
const LEEWAY: Duration = Duration::seconds(60);
/// Longest subject (Core 1.0, 2).
const SUBJECT: usize = 255;
/// Signatures that only the provider can make; never one with a shared secret, and never none.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RsaSsaPkcs1V15Sha256,
    Algorithm::RsaSsaPkcs1V15Sha384,
    Algorithm::RsaSsaPkcs1V15Sha512,
    Algorithm::RsaSsaPssSha256,
    Algorithm::RsaSsaPssSha384,
    Algorithm::RsaSsaPssSha512,
    Algorithm::EcdsaP256Sha256,
    Algorithm::EcdsaP384Sha384,
    Algorithm::EdDsa,
];

/// Who somebody is, as the provider proved it.
pub(crate) struct Proof {
    pub(crate) subject: String,
    /// Whether more than one factor was used.
    pub(crate) strong: bool,
    claims: Value,
    access: AccessToken,
}

impl Provider {
    /// Exchanges the code and checks what comes for it.
    pub(crate) async fn prove(&self, flow: &Flow, code: String, now: DateTime<Utc>) -> Result<Proof, Trouble> {
        let metadata = self.metadata(now, KNOWN).await?;
        let response = self.exchange(&metadata, flow, code).await?;
        match self.check(&metadata, &response, flow, now) {
            // The provider may have changed its keys since they were read.
            Err(Unproven::Signature(_)) => {
                let metadata = self.metadata(now, Duration::zero()).await?;
                self.check(&metadata, &response, flow, now)
            }
            other => other,
        }
        .map_err(|why| {
            tracing::warn!(%why, "an answer of the identity provider was refused: {why}");
            Trouble::Untrusted
        })
    }

    async fn exchange(&self, metadata: &Metadata, flow: &Flow, code: String) -> Result<Response, Trouble> {
        let client = self.client(metadata);
        let request = client.exchange_code(AuthorizationCode::new(code)).map_err(|_| Trouble::Down)?;
        let answer = request
            .set_pkce_verifier(PkceCodeVerifier::new(flow.verifier.clone()))
            .request_async(&self.transport)
            .await;
        answer.map_err(|error| {
            let why = match &error {
                // What else the provider says is not kept: it may repeat what it was sent.
                RequestTokenError::ServerResponse(said) => said.error().to_string(),
                RequestTokenError::Request(error) => chain(error),
                _ => "the answer makes no sense".to_owned(),
            };
            tracing::warn!(why, "the identity provider gave no token: {why}");
            match error {
                RequestTokenError::Request(_) => Trouble::Down,
                RequestTokenError::ServerResponse(said) if said.error().to_string() == "invalid_grant" => {
                    Trouble::Stale
                }
                _ => Trouble::Untrusted,
            }
        })
    }

    fn check(
        &self,
        metadata: &Metadata,
        response: &Response,
        flow: &Flow,
        now: DateTime<Utc>,
    ) -> Result<Proof, Unproven> {
        let client = self.client(metadata);
        let supported = metadata.id_token_signing_alg_values_supported();
        let verifier = client
            .id_token_verifier()
            .set_allowed_algs(ALGORITHMS.into_iter().filter(|algorithm| supported.contains(algorithm)))
            .set_time_fn(|| now - LEEWAY)
            .set_issue_time_verifier_fn(|issued| {
                if issued <= now + LEEWAY { Ok(()) } else { Err("issued in the future".to_owned()) }
            });
        let token = response.id_token().ok_or(Unproven::Missing("ID token"))?;
        let claims = token.claims(&verifier, &Nonce::new(flow.nonce.clone()))?;
        if claims.authorized_party().is_some_and(|party| party.as_str() != self.settings.client.as_str()) {
            return Err(Unproven::Wrong("authorized party"));
        }
        if let Some(said) = claims.access_token_hash() {
            let algorithm = token.signing_alg().map_err(ClaimsVerificationError::SignatureVerification)?;
            let key = token.signing_key(&verifier).map_err(ClaimsVerificationError::SignatureVerification)?;
            let right = AccessTokenHash::from_token(response.access_token(), algorithm, key);
            if right.map_err(|_| Unproven::Wrong("hash of the access token"))? != *said {
                return Err(Unproven::Wrong("hash of the access token"));
            }
        }
        let subject = claims.subject().as_str();
        if subject.is_empty() || subject.len() > SUBJECT {
            return Err(Unproven::Wrong("subject"));
        }
        let strong = |value: &str| self.settings.strong.iter().any(|one| one == value);
        let methods = claims.auth_method_refs().into_iter().flatten();
        Ok(Proof {
            subject: subject.to_owned(),
            strong: methods.into_iter().any(|method| strong(method.as_str()))
                || claims.auth_context_ref().is_some_and(|context| strong(context.as_str())),
            claims: serde_json::to_value(claims).map_err(|_| Unproven::Wrong("claims"))?,
            access: response.access_token().clone(),
        })
    }

    /// The username that the provider gives a person: in the token, or else where it keeps what is known of people.
    pub(crate) async fn username(&self, proof: &Proof, now: DateTime<Utc>) -> Result<Option<String>, Trouble> {
        let claim = |claims: &Value| claims.get(&self.settings.claim).and_then(Value::as_str).map(str::to_owned);
        if let Some(found) = claim(&proof.claims) {
            return Ok(Some(found));
        }
        let metadata = self.metadata(now, KNOWN).await?;
        let client = self.client(&metadata);
        let subject = SubjectIdentifier::new(proof.subject.clone());
        let Ok(request) = client.user_info(proof.access.clone(), Some(subject)) else { return Ok(None) };
        let answer: UserInfoClaims<Others, CoreGenderClaim> =
            request.request_async(&self.transport).await.map_err(|error| {
                // Other errors may name the person.
                let (why, trouble) = match error {
                    UserInfoError::Request(error) => (chain(&error), Trouble::Down),
                    UserInfoError::Response(status, ..) => (status.to_string(), Trouble::Untrusted),
                    _ => ("the answer does not hold".to_owned(), Trouble::Untrusted),
                };
                tracing::warn!(why, "the identity provider did not say who it is: {why}");
                trouble
            })?;
        Ok(serde_json::to_value(&answer).ok().as_ref().and_then(claim))
    }
}

/// Why a token proves nothing.
#[derive(Debug, thiserror::Error)]
enum Unproven {
    #[error("no {0}")]
    Missing(&'static str),
    #[error("wrong {0}")]
    Wrong(&'static str),
    #[error("{0}")]
    Signature(SignatureVerificationError),
    #[error("{0}")]
    Claims(ClaimsVerificationError),
}

impl From<ClaimsVerificationError> for Unproven {
    fn from(error: ClaimsVerificationError) -> Self {
        match error {
            ClaimsVerificationError::SignatureVerification(why) => Self::Signature(why),
            other => Self::Claims(other),
        }
    }
}
