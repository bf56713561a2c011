//! Comparing a checkpoint that somebody holds, pasted or as a file, with the log as it is now.

use axum::extract::{Form, FromRequest, Multipart, Request, State};
use axum::http::header;
use axum::response::Response;
use kaimen_app::audit::Comparison;
use kaimen_app::{Caller, Error};
use kaimen_domain::audit::checkpoint::{BadCheckpoint, LONGEST};
use kaimen_domain::audit::verify::Fault;
use serde::Deserialize;

use super::{checked, draw};
use crate::Web;
use crate::page::{Frame, refused};

/// What the page says of it.
pub(super) struct Result {
    /// Whether the log is what it was.
    pub(super) good: bool,
    /// Last part of the message, such as `fits`.
    pub(super) code: &'static str,
    /// Rows that the checkpoint covers.
    pub(super) size: u64,
    /// Size of the newest checkpoint and the proof, hash by hash.
    pub(super) proof: Option<(i64, Vec<String>)>,
    /// As it was typed.
    pub(super) note: String,
}

#[derive(Deserialize, Default)]
struct Typed {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    note: String,
}

/// `POST /{lang}/log`.
pub(crate) async fn compare(frame: Frame, State(web): State<Web>, request: Request) -> Response {
    let headers = request.headers().clone();
    let typed = match typed(request, &web).await {
        Ok(typed) => typed,
        Err(error) => return refused(frame, error),
    };
    let open = match checked(&web, &headers, &typed.csrf).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    match web.app.compare_checkpoint(&Caller::staff(open.staff.clone()), &typed.note).await {
        Ok(comparison) => draw(frame, &web, open, Some(result(comparison, typed.note))).await,
        Err(error) => refused(frame, error),
    }
}

fn result(comparison: Comparison, note: String) -> Result {
    let wrong = |code, size| Result { good: false, code, size, proof: None, note: note.clone() };
    match comparison {
        Comparison::Fits { size, newest } => {
            let proof = newest.map(|(kept, proof)| (kept.size, proof.iter().map(ToString::to_string).collect()));
            Result { good: true, code: "fits", size, proof, note }
        }
        Comparison::Disagrees(Fault::Truncated { size, .. }) => wrong("truncated", size.unsigned_abs()),
        Comparison::Disagrees(Fault::SplitView { size }) => wrong("split", size.unsigned_abs()),
        Comparison::Disagrees(Fault::Rewritten { to, .. }) => wrong("rewritten", to.unsigned_abs()),
        Comparison::Disagrees(fault) => wrong("rewritten", fault.first().unsigned_abs()),
        Comparison::Missing { size } => wrong("missing", size),
        Comparison::Unreadable(BadCheckpoint::Form) => wrong("form", 0),
        Comparison::Unreadable(BadCheckpoint::OtherLog) => wrong("other-log", 0),
        Comparison::Unreadable(BadCheckpoint::Signature) => wrong("signature", 0),
    }
}

/// The form, from a browser with a file or without.
async fn typed(request: Request, web: &Web) -> std::result::Result<Typed, Error> {
    let unreadable = || Error::invalid("note", "the form cannot be read");
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("multipart/") {
        return Ok(Form::from_request(request, web).await.map_err(|_| unreadable())?.0);
    }
    let mut form = Multipart::from_request(request, web).await.map_err(|_| unreadable())?;
    let mut typed = Typed::default();
    while let Some(field) = form.next_field().await.map_err(|_| unreadable())? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|_| unreadable())?;
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(LONGEST)]).into_owned();
        match name.as_str() {
            "csrf" => typed.csrf = text,
            // A file that was chosen is meant; an empty part is one that was not.
            "note" if typed.note.is_empty() => typed.note = text,
            "file" if !text.trim().is_empty() => typed.note = text,
            _ => {}
        }
    }
    Ok(typed)
}
