//! Accounts of staff and the state of the machine. The administrator sees no content.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use kaimen_app::Account;
use kaimen_app::account::NewAccount;
use kaimen_app::call::local;
use kaimen_app::identity::Link;
use kaimen_app::session::Open;
use kaimen_app::{Caller, Error};
use kaimen_domain::id::AccountId;
use kaimen_domain::role::Role;
use serde::Deserialize;

use super::staff::{checked, session};
use super::{Frame, Lang, refused, render};
use crate::Web;

/// A row of the list.
struct Row {
    id: AccountId,
    username: String,
    name: String,
    role: String,
    belongs: String,
    active: bool,
    is_own: bool,
    identity: Option<IdentityOf>,
}

/// How an account stands to the identity provider.
struct IdentityOf {
    /// In words.
    label: String,
    /// What the button does, in words.
    act: String,
    /// Whether the administrator has unlinked it.
    is_unlinked: bool,
}

impl IdentityOf {
    fn new(frame: &Frame, link: Option<&Link>) -> Self {
        let label = match link {
            None => frame.t.of("admin-identity-open"),
            Some(Link::Unlinked) => frame.t.of("admin-identity-unlinked"),
            Some(Link::Linked(since)) => {
                frame.t.with("admin-identity-linked", "day", local(*since).format("%Y-%m-%d").to_string())
            }
        };
        let act = match link {
            None => "admin-identity-forbid",
            Some(Link::Linked(_)) => "admin-identity-unlink",
            Some(Link::Unlinked) => "admin-identity-allow",
        };
        Self { label, act: frame.t.of(act), is_unlinked: link == Some(&Link::Unlinked) }
    }
}

#[derive(Template)]
#[template(path = "admin.html")]
struct Admin {
    frame: Frame,
    csrf: String,
    rows: Vec<Row>,
    roles: Vec<(&'static str, String)>,
    stations: Vec<(String, String)>,
    units: Vec<(String, String)>,
    /// A password just made: for whom, and what; shown once.
    password: Option<(String, String)>,
    /// Whose second factors were reset.
    reset: Option<String>,
    /// What is wrong with the form.
    wrong: Option<String>,
    typed: Typed,
    database: &'static str,
    map: String,
    changes: i64,
}

#[derive(Deserialize, Default, Clone)]
pub(crate) struct Typed {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    username: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    station: String,
    #[serde(default)]
    unit: String,
}

#[derive(Deserialize)]
pub(crate) struct IdentityChange {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    allowed: bool,
}

#[derive(Deserialize)]
pub(crate) struct Change {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    active: bool,
}

/// What happened before the list is drawn.
#[derive(Default)]
struct Happened {
    password: Option<(String, String)>,
    /// Whose second factors were reset.
    reset: Option<String>,
    wrong: Option<String>,
    typed: Typed,
}

async fn draw(frame: Frame, web: &Web, open: &Open, happened: Happened) -> Result<Response, (Frame, Error)> {
    match gather(&frame, web, open).await {
        Ok((rows, units, changes)) => {
            let roles = Role::ALL.iter().map(|role| (role.word(), frame.t.coded("role", role.word()))).collect();
            let stations =
                web.app.stations().iter().map(|station| (station.id.to_string(), station.name.clone())).collect();
            let bad = happened.wrong.is_some();
            let page = Admin {
                csrf: open.csrf.clone(),
                rows,
                roles,
                stations,
                units,
                password: happened.password,
                reset: happened.reset,
                wrong: happened.wrong,
                typed: happened.typed,
                database: web.app.database().backend(),
                map: web.app.map().info().name.clone(),
                changes,
                frame,
            };
            let status = if bad { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
            Ok((status, render(&page)).into_response())
        }
        Err(error) => Err((frame, error)),
    }
}

type Gathered = (Vec<Row>, Vec<(String, String)>, i64);

async fn gather(frame: &Frame, web: &Web, open: &Open) -> Result<Gathered, Error> {
    let caller = Caller::staff(open.staff.clone());
    let accounts = web.app.accounts(&caller).await?;
    let units = web.app.unit_names(&caller).await?;
    let stations = web.app.stations();
    let belongs = |account: &Account| {
        let unit = account.unit.and_then(|id| units.iter().find(|(unit, _)| *unit == id)).map(|(_, sign)| sign.clone());
        let station =
            account.station.and_then(|id| stations.iter().find(|station| station.id == id)).map(|s| s.name.clone());
        [station, unit].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    };
    let has_provider = web.app.identity_name().is_some();
    let links = if has_provider { web.app.identities(&caller).await? } else { HashMap::new() };
    let rows = accounts
        .iter()
        .map(|account| Row {
            id: account.id,
            username: account.username.clone(),
            name: account.name.clone(),
            role: frame.t.coded("role", account.role.word()),
            belongs: belongs(account),
            active: account.active,
            is_own: account.id == open.staff.account,
            identity: has_provider.then(|| IdentityOf::new(frame, links.get(&account.id))),
        })
        .collect();
    let units = units.into_iter().map(|(id, sign)| (id.to_string(), sign)).collect();
    Ok((rows, units, web.app.last_seq().await?))
}

/// `GET /{lang}/admin`.
pub(crate) async fn list(frame: Frame, State(web): State<Web>, headers: HeaderMap) -> Response {
    let open = match session(&web, &headers).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    draw(frame, &web, &open, Happened::default()).await.unwrap_or_else(|(frame, error)| refused(frame, error))
}

/// `POST /{lang}/admin`.
pub(crate) async fn make(
    frame: Frame,
    State(web): State<Web>,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Response {
    let open = match checked(&web, &headers, &typed.csrf).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    let made = match new_account(&typed) {
        Ok(new) => web.app.make_account(&Caller::staff(open.staff.clone()), new).await,
        Err(error) => Err(error),
    };
    let happened = match made {
        Ok((account, password)) => Happened { password: Some((account.username, password)), ..Happened::default() },
        Err(Error::Invalid { field, .. }) => {
            Happened { wrong: Some(frame.t.coded("account-wrong", field)), typed, ..Happened::default() }
        }
        Err(error) => return refused(frame, error),
    };
    draw(frame, &web, &open, happened).await.unwrap_or_else(|(frame, error)| refused(frame, error))
}

fn new_account(typed: &Typed) -> Result<NewAccount, Error> {
    let role = typed.role.parse().map_err(|_| Error::invalid("role", "unknown role"))?;
    let station = if typed.station.is_empty() { None } else { typed.station.parse().ok() };
    let unit = if typed.unit.is_empty() { None } else { typed.unit.parse().ok() };
    Ok(NewAccount { username: typed.username.clone(), name: typed.name.clone(), role, station, unit })
}

/// `POST /{lang}/admin/{account}/password`.
pub(crate) async fn reset(
    frame: Frame,
    State(web): State<Web>,
    Path((_, account)): Lang<AccountId>,
    headers: HeaderMap,
    Form(change): Form<Change>,
) -> Response {
    let open = match checked(&web, &headers, &change.csrf).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    match web.app.reset_password(&Caller::staff(open.staff.clone()), account).await {
        Ok((username, password)) => {
            let happened = Happened { password: Some((username, password)), ..Happened::default() };
            let frame = Frame { path: "/admin".to_owned(), ..frame };
            draw(frame, &web, &open, happened).await.unwrap_or_else(|(frame, error)| refused(frame, error))
        }
        Err(error) => refused(frame, error),
    }
}

/// `POST /{lang}/admin/{account}/active`.
pub(crate) async fn set_active(
    frame: Frame,
    State(web): State<Web>,
    Path((_, account)): Lang<AccountId>,
    headers: HeaderMap,
    Form(change): Form<Change>,
) -> Response {
    let open = match checked(&web, &headers, &change.csrf).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    match web.app.set_active(&Caller::staff(open.staff.clone()), account, change.active).await {
        Ok(()) => Redirect::to(&format!("{}/admin", frame.home())).into_response(),
        Err(error) => refused(frame, error),
    }
}

/// `POST /{lang}/admin/{account}/factors`.
pub(crate) async fn reset_factors(
    frame: Frame,
    State(web): State<Web>,
    Path((_, account)): Lang<AccountId>,
    headers: HeaderMap,
    Form(change): Form<Change>,
) -> Response {
    let open = match checked(&web, &headers, &change.csrf).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    match web.app.reset_factors(&Caller::staff(open.staff.clone()), account).await {
        Ok(account) => {
            let happened = Happened { reset: Some(account.username), ..Happened::default() };
            let frame = Frame { path: "/admin".to_owned(), ..frame };
            draw(frame, &web, &open, happened).await.unwrap_or_else(|(frame, error)| refused(frame, error))
        }
        Err(error) => refused(frame, error),
    }
}

/// `POST /{lang}/admin/{account}/identity`.
pub(crate) async fn set_identity(
    frame: Frame,
    State(web): State<Web>,
    Path((_, account)): Lang<AccountId>,
    headers: HeaderMap,
    Form(change): Form<IdentityChange>,
) -> Response {
    let open = match checked(&web, &headers, &change.csrf).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    let caller = Caller::staff(open.staff.clone());
    let changed = if change.allowed {
        web.app.allow_identity(&caller, account).await
    } else {
        web.app.unlink_identity(&caller, account).await
    };
    match changed {
        Ok(()) => Redirect::to(&format!("{}/admin", frame.home())).into_response(),
        Err(error) => refused(frame, error),
    }
}
