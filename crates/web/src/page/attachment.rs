//! Files of one matter. Works without script.

use askama::Template;
use axum::extract::{Form, Path, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use kaimen_app::attachment::{Files, Line};
use kaimen_app::session::Open;
use kaimen_app::{Caller, Error};
use kaimen_domain::id::{AttachmentId, MatterId};
use serde::Deserialize;

use super::staff::session;
use super::{Frame, Lang, refused, render};
use crate::Web;
use crate::asked::same;
use crate::headers::from_our_page;
use crate::upload::receive;

/// A file as it is shown.
pub(crate) struct Row {
    pub(crate) id: AttachmentId,
    pub(crate) name: String,
    /// Address of the file itself.
    pub(crate) address: String,
    /// Width and height, of a picture.
    pub(crate) picture: Option<(u32, u32)>,
    pub(crate) size: String,
    pub(crate) by: String,
    pub(crate) at: String,
    /// Until when it can be brought back, where it was taken away.
    pub(crate) gone: Option<String>,
}

/// The files of one matter with what the reader may do; a page shows them with `part/attachments.html`.
pub(crate) struct Attachments {
    /// Where the forms go.
    pub(crate) action: String,
    /// Page token.
    pub(crate) csrf: String,
    pub(crate) rows: Vec<Row>,
    pub(crate) may_add: bool,
    pub(crate) may_remove: bool,
}

impl Attachments {
    pub(crate) fn new(frame: &Frame, open: &Open, files: &Files) -> Self {
        let matter = files.matter.id;
        Self {
            action: format!("{}/matters/{matter}/attachments", frame.home()),
            csrf: open.csrf.clone(),
            rows: files.lines.iter().map(|line| row(frame, matter, line)).collect(),
            may_add: files.may_add,
            may_remove: files.may_remove,
        }
    }
}

fn row(frame: &Frame, matter: MatterId, line: &Line) -> Row {
    Row {
        id: line.id,
        name: line.name.clone(),
        address: format!("/api/matters/{matter}/attachments/{}", line.id),
        picture: Some(line.pixels).filter(|_| line.media.is_picture()),
        size: size(line.size),
        by: line.added_by.clone().unwrap_or_else(|| frame.t.of("attachments-resident")),
        at: frame.t.time(line.added_at),
        gone: line.gone_at.map(|gone| frame.t.time(gone)),
    }
}

/// As people say it: the same in both languages.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} KB", bytes.div_ceil(1000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}

#[derive(Template)]
#[template(path = "matter_attachments.html")]
struct OfMatter {
    frame: Frame,
    number: String,
    matter: MatterId,
    attachments: Attachments,
    /// What is wrong with what was just tried, and what can be done.
    wrong: Option<(String, String)>,
}

/// `GET /{lang}/matters/{id}/attachments`.
pub(crate) async fn list(
    frame: Frame,
    State(web): State<Web>,
    Path((_, matter)): Lang<MatterId>,
    headers: HeaderMap,
) -> Response {
    match session(&web, &headers).await {
        Ok(open) => draw(frame, &web, &open, matter, None).await,
        Err(error) => refused(frame, error),
    }
}

async fn draw(frame: Frame, web: &Web, open: &Open, matter: MatterId, wrong: Option<(String, String)>) -> Response {
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    match web.app.attachments(&Caller::staff(open.staff.clone()), matter).await {
        Ok(files) => {
            let attachments = Attachments::new(&frame, open, &files);
            let page = OfMatter { matter, number: files.matter.number, attachments, wrong, frame };
            (status, render(&page)).into_response()
        }
        Err(error) => refused(frame, error),
    }
}

/// `POST /{lang}/matters/{id}/attachments`.
pub(crate) async fn add(
    frame: Frame,
    State(web): State<Web>,
    Path((_, matter)): Lang<MatterId>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let done = match receive(&web, matter, request).await {
        Ok(upload) => upload.attach(&web, matter).await,
        Err(error) => Err(error),
    };
    answer(frame, &web, &headers, matter, done.map(|_| ())).await
}

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    csrf: String,
}

/// `POST /{lang}/matters/{id}/attachments/{attachment}/{step}`.
pub(crate) async fn change(
    frame: Frame,
    State(web): State<Web>,
    Path((_, matter, id, step)): Path<(String, MatterId, AttachmentId, String)>,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Response {
    let open = match session(&web, &headers).await {
        Ok(open) if from_our_page(&headers) && same(&typed.csrf, &open.csrf) => open,
        Ok(_) => return refused(frame, Error::Csrf),
        Err(error) => return refused(frame, error),
    };
    let caller = Caller::staff(open.staff);
    let done = match step.as_str() {
        "remove" => web.app.remove_attachment(&caller, matter, id).await,
        "restore" => web.app.restore_attachment(&caller, matter, id).await,
        _ => Err(Error::NotFound),
    };
    answer(frame, &web, &headers, matter, done).await
}

/// Back to the matter, or the page again with what is wrong.
async fn answer(frame: Frame, web: &Web, headers: &HeaderMap, matter: MatterId, done: Result<(), Error>) -> Response {
    let path = format!("/matters/{matter}/attachments");
    let error = match done {
        Ok(()) => return Redirect::to(&format!("{}/matters/{matter}#files", frame.home())).into_response(),
        Err(error @ (Error::File(_) | Error::Invalid { .. })) => error,
        Err(error) => return refused(frame, error),
    };
    let frame = Frame { path, ..frame };
    let code = if let Error::File(refusal) = &error { refusal.code() } else { "file_missing" };
    let wrong = (frame.t.coded("problem", code), frame.t.of(&format!("problem-{code}-next")));
    match session(web, headers).await {
        Ok(open) => draw(frame, web, &open, matter, Some(wrong)).await,
        Err(error) => refused(frame, error),
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_short() {
        let said = [1, 1000, 1001, 999_999, 1_000_000, 10_485_760].map(size);
        assert_eq!(said, ["1 KB", "1 KB", "2 KB", "1000 KB", "1.0 MB", "10.4 MB"]);
    }
}
