//! Requests to the identity provider, and to nobody else: whatever its answers name, no other host is asked.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use openidconnect::reqwest::{self, Certificate, Client, Url};
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse, http};

/// Longest answer that is read, in bytes; keys and descriptions are far shorter.
const LONGEST: usize = 256 * 1024;
/// How long reaching the provider may take.
const CONNECT: Duration = Duration::from_secs(3);
/// How long one request may take, its answer included.
const WHOLE: Duration = Duration::from_secs(5);

/// Why a request failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failed {
    #[error("the provider named an address of another host")]
    OtherHost,
    #[error("the answer is longer than {LONGEST} bytes")]
    TooLong,
    #[error("the provider cannot be reached")]
    Unreachable(#[source] reqwest::Error),
    #[error("the answer makes no sense")]
    Nonsense(#[source] http::Error),
}

/// Speaks with one provider.
pub(crate) struct Transport {
    client: Client,
    home: Url,
}

impl Transport {
    pub(crate) fn new(home: &Url, authorities: Vec<Certificate>) -> Result<Self, reqwest::Error> {
        let mut client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .connect_timeout(CONNECT)
            .timeout(WHOLE);
        for authority in authorities {
            client = client.add_root_certificate(authority);
        }
        Ok(Self { client: client.build()?, home: home.clone() })
    }

    /// Whether an address has scheme, host and port of the provider.
    pub(crate) fn is_home(&self, url: &Url) -> bool {
        url.origin() == self.home.origin()
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, Failed> {
        let request = reqwest::Request::try_from(request).map_err(Failed::Unreachable)?;
        if !self.is_home(request.url()) {
            return Err(Failed::OtherHost);
        }
        // Errors of the client would otherwise name the address, which may hold what nobody should log.
        let lost = |error: reqwest::Error| Failed::Unreachable(error.without_url());
        let mut response = self.client.execute(request).await.map_err(lost)?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(lost)? {
            if body.len() + chunk.len() > LONGEST {
                return Err(Failed::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        let mut answer = http::Response::builder().status(response.status());
        for (name, value) in response.headers() {
            answer = answer.header(name, value);
        }
        answer.body(body).map_err(Failed::Nonsense)
    }
}

impl<'c> AsyncHttpClient<'c> for Transport {
    type Error = Failed;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Failed>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}
