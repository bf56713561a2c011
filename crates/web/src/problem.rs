//! Refusals as RFC 9457 problems with a stable code.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kaimen_app::Error;
use kaimen_app::attachment::Refusal;
use kaimen_domain::rights::Refused;
use serde_json::json;

/// A refusal on its way out.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    title: String,
    next: &'static str,
    field: Option<&'static str>,
    retry_after: Option<u64>,
}

/// What every handler of the interface answers.
pub type Answer<T> = Result<T, Problem>;

impl Problem {
    /// The body of the request is too large.
    #[must_use]
    pub fn too_large() -> Self {
        Self {
            status: StatusCode::PAYLOAD_TOO_LARGE,
            code: "too_large",
            title: "the request is larger than 64 KiB".to_owned(),
            next: "send less text",
            field: None,
            retry_after: None,
        }
    }

    /// The sender has to wait.
    #[must_use]
    pub fn too_many_requests(seconds: u64) -> Self {
        Self {
            status: StatusCode::TOO_MANY_REQUESTS,
            code: "too_many_requests",
            title: format!("too many requests: wait {seconds} seconds"),
            next: "wait, then send it again",
            field: None,
            retry_after: Some(seconds),
        }
    }

    /// The request did not come to an end.
    fn too_slow() -> Self {
        Self {
            status: StatusCode::REQUEST_TIMEOUT,
            code: "too_slow",
            title: "the request took too long to arrive".to_owned(),
            next: "look at the connection and send it again",
            field: None,
            retry_after: None,
        }
    }

    /// The framework could not make sense of the request: its address, its query or its method.
    #[must_use]
    pub fn unreadable(status: StatusCode) -> Self {
        match status {
            StatusCode::METHOD_NOT_ALLOWED => Self {
                status,
                code: "wrong_method",
                title: "this address does not take this method".to_owned(),
                next: "see the description of the interface",
                field: None,
                retry_after: None,
            },
            StatusCode::PAYLOAD_TOO_LARGE => Self::too_large(),
            StatusCode::REQUEST_TIMEOUT => Self::too_slow(),
            _ => Error::invalid("address", "not what is expected here").into(),
        }
    }

    /// There is nothing at this address.
    #[must_use]
    pub fn no_such_address() -> Self {
        Error::NotFound.into()
    }
}

fn status(error: &Error) -> StatusCode {
    match error {
        Error::SignedOut | Error::Revoked | Error::CodeAsked | Error::FactorNeeded => StatusCode::UNAUTHORIZED,
        Error::Csrf | Error::Forbidden => StatusCode::FORBIDDEN,
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::StaleVersion { .. }
        | Error::Conflict
        | Error::UnitTaken(_)
        | Error::UnitOff(_)
        | Error::WrongState(_)
        | Error::Clock(_)
        | Error::Kept(_)
        | Error::File(Refusal::TooMany)
        | Error::Request(Refused::WrongState | Refused::TooLate) => StatusCode::CONFLICT,
        Error::Request(Refused::NotOutside) => StatusCode::FORBIDDEN,
        Error::File(Refusal::TooLarge) => StatusCode::PAYLOAD_TOO_LARGE,
        Error::File(_)
        | Error::Register(_)
        | Error::Parameter(_)
        | Error::Invalid { .. }
        | Error::OffMap
        | Error::KeyReused
        | Error::BadCredentials
        | Error::Request(Refused::ReasonsMissing) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::TooManyTries { .. } => StatusCode::TOO_MANY_REQUESTS,
        Error::Busy => StatusCode::SERVICE_UNAVAILABLE,
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        if let Error::Internal(source) = &error {
            tracing::error!(error = %source, "request failed: {source}");
        }
        let field = if let Error::Invalid { field, .. } = &error { Some(*field) } else { None };
        let retry_after = match &error {
            Error::TooManyTries { seconds } => Some(*seconds),
            Error::Busy => Some(1),
            _ => None,
        };
        Self {
            status: status(&error),
            code: error.code(),
            title: error.to_string(),
            next: error.next(),
            field,
            retry_after,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut body = json!({
            "type": format!("/problems/{}", self.code),
            "title": self.title,
            "detail": self.title,
            "status": self.status.as_u16(),
            "code": self.code,
            "next": self.next,
        });
        if let Some(field) = self.field {
            body["field"] = json!(field);
        }
        let mut response = (self.status, body.to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;

    use super::*;

    async fn answered(error: Error) -> (StatusCode, Option<String>, serde_json::Value) {
        let response = Problem::from(error).into_response();
        let wait = response.headers().get(header::RETRY_AFTER).map(|value| value.to_str().unwrap().to_owned());
        let status = response.status();
        let body = to_bytes(response.into_body(), 10_000).await.unwrap();
        (status, wait, serde_json::from_slice(&body).unwrap())
    }

    #[tokio::test]
    async fn passing_trouble_says_when_to_come_again() {
        let (status, wait, body) = answered(Error::Busy).await;
        assert_eq!((status, wait.as_deref()), (StatusCode::SERVICE_UNAVAILABLE, Some("1")));
        assert_eq!(body["code"], "busy");
        let (status, wait, body) = answered(Error::TooManyTries { seconds: 7 }).await;
        assert_eq!((status, wait.as_deref()), (StatusCode::TOO_MANY_REQUESTS, Some("7")));
        assert_eq!(body["code"], "too_many_tries");
    }

    #[tokio::test]
    async fn what_is_broken_stays_inside() {
        let (status, wait, body) = answered(Error::internal("password of the database: 1234")).await;
        assert_eq!((status, wait), (StatusCode::INTERNAL_SERVER_ERROR, None));
        assert_eq!(body["code"], "internal");
        assert!(!body.to_string().contains("1234"), "{body}");
    }
}
