//! Lost devices: the administrator signs out those of everybody, a chief those of the own station.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use kaimen_app::{Caller, Error};
use kaimen_domain::id::{AccountId, SessionId};
use serde::Deserialize;

use super::account::DeviceRow;
use super::sign_in::page_of;
use super::staff::session;
use super::{Frame, Lang, refused, render};
use crate::Web;
use crate::asked::same;
use crate::headers::from_our_page;

/// Somebody with devices in use.
struct Row {
    id: AccountId,
    username: String,
    name: String,
    role: String,
    devices: Vec<DeviceRow>,
}

#[derive(Template)]
#[template(path = "devices.html")]
struct Devices {
    frame: Frame,
    csrf: String,
    work: &'static str,
    rows: Vec<Row>,
}

/// `GET /{lang}/devices`.
pub(crate) async fn list(frame: Frame, State(web): State<Web>, headers: HeaderMap) -> Response {
    let open = match session(&web, &headers).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    let members = match web.app.devices_of_staff(&Caller::staff(open.staff.clone())).await {
        Ok(members) => members,
        Err(error) => return refused(frame, error),
    };
    let rows = members.into_iter().filter(|member| !member.devices.is_empty()).map(|member| Row {
        id: member.account.id,
        username: member.account.username,
        name: member.account.name,
        role: frame.t.coded("role", member.account.role.word()),
        devices: member.devices.into_iter().map(|device| DeviceRow::new(&frame, device, open.id)).collect(),
    });
    let rows = rows.collect();
    render(&Devices { csrf: open.csrf, work: page_of(open.staff.role), rows, frame })
}

#[derive(Deserialize)]
pub(crate) struct Which {
    #[serde(default)]
    csrf: String,
    /// One device; all of them where none is named.
    session: Option<SessionId>,
}

/// `POST /{lang}/devices/{account}/end`.
pub(crate) async fn end(
    frame: Frame,
    State(web): State<Web>,
    Path((_, account)): Lang<AccountId>,
    headers: HeaderMap,
    Form(which): Form<Which>,
) -> Response {
    let open = match session(&web, &headers).await {
        Ok(open) if from_our_page(&headers) && same(&which.csrf, &open.csrf) => open,
        Ok(_) => return refused(frame, Error::Csrf),
        Err(error) => return refused(frame, error),
    };
    match web.app.revoke_devices(&Caller::staff(open.staff), account, which.session).await {
        Ok(()) => Redirect::to(&format!("{}/devices", frame.home())).into_response(),
        Err(error) => refused(frame, error),
    }
}
