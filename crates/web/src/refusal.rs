//! What the framework itself refuses, in our own words: an id that is none, a query or form that cannot be read, a method
//! that an address does not have. A problem for programs, a page for people.

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::page::{Frame, is_for_programs, language, message};
use crate::problem::Problem;

/// Puts bare refusals in words.
pub(crate) async fn in_words(request: Request, next: Next) -> Response {
    let (uri, language) = (request.uri().clone(), language(request.uri(), request.headers()));
    let bare = next.run(request).await;
    if !is_bare(&bare) {
        return bare;
    }
    let mut answer = if is_for_programs(&uri) {
        Problem::unreadable(bare.status()).into_response()
    } else {
        let code = match bare.status() {
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => "not-found",
            StatusCode::REQUEST_TIMEOUT => "too-slow",
            _ => "csrf",
        };
        message(Frame::plain(language, ""), bare.status(), code)
    };
    if let Some(methods) = bare.headers().get(header::ALLOW) {
        answer.headers_mut().insert(header::ALLOW, methods.clone());
    }
    answer
}

/// Whether it is a refusal that no handler has put in words: those are all HTML or JSON.
fn is_bare(answer: &Response) -> bool {
    let kind = answer.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    answer.status().is_client_error() && kind.is_none_or(|kind| kind.starts_with("text/plain"))
}
