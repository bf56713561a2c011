//! Files of a matter.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use kaimen_app::attachment::{Content, Line};
use kaimen_domain::id::{AttachmentId, MatterId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Web;
use crate::asked::{Asked, Seen};
use crate::problem::Answer;
use crate::upload::receive;

/// A file may be shown as a picture or saved; whatever it holds, nothing in it runs. The style is of the browser's own
/// page around a picture.
const POLICY: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'";

type File = Path<(MatterId, AttachmentId)>;

#[derive(Deserialize, ToSchema)]
pub(crate) struct Nothing {}

/// A file with its name, in a form (RFC 7578).
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form")]
pub(crate) struct Form {
    /// JPEG, PNG, WebP, PDF, m4a, ogg, mp3 or wav, 10 MiB at most.
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    file: Vec<u8>,
}

/// A file that was added.
#[derive(Serialize, ToSchema)]
pub(crate) struct Added {
    #[schema(value_type = uuid::Uuid)]
    id: AttachmentId,
}

/// A file of a matter.
#[derive(Serialize, ToSchema)]
pub(crate) struct AttachmentView {
    #[schema(value_type = uuid::Uuid)]
    id: AttachmentId,
    name: String,
    /// Media type (RFC 6838).
    media: &'static str,
    /// Bytes.
    size: u64,
    /// Width and height of a picture in pixels.
    pixels: Option<(u32, u32)>,
    /// Who added it; none for the resident.
    added_by: Option<String>,
    added_at: DateTime<Utc>,
    /// Until when it can be brought back, where it was taken away.
    gone_at: Option<DateTime<Utc>>,
}

impl From<Line> for AttachmentView {
    fn from(line: Line) -> Self {
        Self {
            id: line.id,
            name: line.name,
            media: line.media.mime(),
            size: line.size,
            pixels: Some(line.pixels).filter(|_| line.media.is_picture()),
            added_by: line.added_by,
            added_at: line.added_at,
            gone_at: line.gone_at,
        }
    }
}

/// The files of a matter, oldest first.
#[utoipa::path(get, path = "/api/matters/{id}/attachments", responses((status = 200, body = Vec<AttachmentView>)))]
pub(crate) async fn list(
    State(web): State<Web>,
    Path(id): Path<MatterId>,
    seen: Seen,
) -> Answer<Json<Vec<AttachmentView>>> {
    let files = web.app.attachments(&seen.caller, id).await?;
    Ok(Json(files.lines.into_iter().map(AttachmentView::from).collect()))
}

/// Adds a file, freed of what tells where and with what it was made.
#[utoipa::path(
    post,
    path = "/api/matters/{id}/attachments",
    request_body(content = inline(Form), content_type = "multipart/form-data"),
    responses((status = 201, body = Added))
)]
pub(crate) async fn add(
    State(web): State<Web>,
    Path(id): Path<MatterId>,
    request: Request,
) -> Answer<(StatusCode, Json<Added>)> {
    let added = receive(&web, id, request).await?.attach(&web, id).await?;
    Ok((StatusCode::CREATED, Json(Added { id: added })))
}

/// The file itself: a picture to be shown, everything else to be saved.
#[utoipa::path(
    get,
    path = "/api/matters/{id}/attachments/{attachment}",
    responses((
        status = 200,
        content(
            (String = "image/jpeg"),
            (String = "image/png"),
            (String = "image/webp"),
            (String = "application/pdf"),
            (String = "audio/mp4"),
            (String = "audio/ogg"),
            (String = "audio/mpeg"),
            (String = "audio/wav"),
        )
    ))
)]
pub(crate) async fn read(State(web): State<Web>, Path((matter, id)): File, seen: Seen) -> Answer<Response> {
    Ok(content(web.app.read_attachment(&seen.caller, matter, id).await?))
}

fn content(file: Content) -> Response {
    let how = if file.media.is_picture() { "inline" } else { "attachment" };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(file.media.mime())),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff")),
    ];
    let mut response = (headers, file.bytes).into_response();
    // Only letters, digits and percent signs: it is always a value.
    if let Ok(name) = HeaderValue::from_str(&format!("{how}; filename*=UTF-8''{}", encoded(&file.name))) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    response
}

/// As RFC 8187 wants names of files.
fn encoded(name: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    name.bytes().map(byte).collect()
}

/// Takes a file away; it can be brought back for 30 days.
#[utoipa::path(
    post,
    path = "/api/matters/{id}/attachments/{attachment}/remove",
    request_body = inline(Option<Nothing>),
    responses((status = 204))
)]
pub(crate) async fn remove(
    State(web): State<Web>,
    Path((matter, id)): File,
    asked: Asked<Nothing>,
) -> Answer<StatusCode> {
    web.app.remove_attachment(&asked.caller, matter, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Brings a file back that was taken away.
#[utoipa::path(
    post,
    path = "/api/matters/{id}/attachments/{attachment}/restore",
    request_body = inline(Option<Nothing>),
    responses((status = 204))
)]
pub(crate) async fn restore(
    State(web): State<Web>,
    Path((matter, id)): File,
    asked: Asked<Nothing>,
) -> Answer<StatusCode> {
    web.app.restore_attachment(&asked.caller, matter, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
