//! A file on its way in: who sends it and whether they may is known before a byte of it is taken.

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use kaimen_app::attachment::{LARGEST, Refusal};
use kaimen_app::{Caller, Error};
use kaimen_domain::id::MatterId;

use crate::Web;
use crate::asked::{BODY, header, key, same};
use crate::headers::from_our_page;
use crate::page::session;

/// Largest body that brings a file: the file, and the form around it.
pub const UPLOAD: usize = LARGEST + BODY;

/// A file that was sent.
pub(crate) struct Upload {
    pub(crate) caller: Caller,
    name: String,
    bytes: Vec<u8>,
}

/// Takes the file out of a form (RFC 7578): a script proves itself by its header, a page by the field `csrf`, which comes
/// before the field `file`.
pub(crate) async fn receive(web: &Web, matter: MatterId, request: Request) -> Result<Upload, Error> {
    let (parts, body) = request.into_parts();
    let open = session(web, &parts.headers).await?;
    let mut caller = Caller::staff(open.staff.clone());
    web.app.may_attach(&caller, matter).await?;
    let mut proved = match header(&parts.headers, "x-csrf-token") {
        Some(token) if same(token, &open.csrf) => true,
        None if from_our_page(&parts.headers) => false,
        _ => return Err(Error::Csrf),
    };
    let form = Multipart::from_request(Request::from_parts(parts.clone(), body), web).await;
    let mut form = form.map_err(|_| Error::invalid("file", "not a form with a file"))?;
    while let Some(field) = form.next_field().await.map_err(broken)? {
        match field.name() {
            Some("csrf") => proved = proved || same(&field.text().await.map_err(broken)?, &open.csrf),
            Some("file") if !proved => return Err(Error::Csrf),
            Some("file") => {
                let name = field.file_name().unwrap_or_default().to_owned();
                let bytes = file(field).await?;
                if bytes.is_empty() {
                    break;
                }
                caller.key = key(&parts, &bytes)?;
                return Ok(Upload { caller, name, bytes });
            }
            _ => {}
        }
    }
    Err(Error::invalid("file", "choose a file"))
}

async fn file(mut field: Field<'_>) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(broken)? {
        if bytes.len() + piece.len() > LARGEST {
            return Err(Refusal::TooLarge.into());
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

fn broken(error: MultipartError) -> Error {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Refusal::TooLarge.into();
    }
    Error::invalid("file", "the form did not arrive whole")
}

impl Upload {
    /// Attaches what was sent.
    pub(crate) async fn attach(self, web: &Web, matter: MatterId) -> Result<kaimen_domain::id::AttachmentId, Error> {
        web.app.attach(&self.caller, matter, &self.name, self.bytes).await
    }
}
