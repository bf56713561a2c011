//! The header of staff: who is signed in, and the pages of the role.

use axum::http::HeaderMap;
use kaimen_domain::role::Role;

use super::STAFF_PAGES;
use crate::Web;

/// Links of somebody who is signed in.
pub(crate) struct Nav {
    /// Name.
    pub(crate) name: String,
    /// Role.
    pub(crate) role: Role,
    /// Pages, and whether this is one.
    pub(crate) links: Vec<(&'static str, bool)>,
}

impl Nav {
    /// Of whoever has a session that is good for everything.
    pub(crate) async fn of(web: &Web, headers: &HeaderMap, path: &str) -> Option<Self> {
        let open = web.app.session(&web.session_token(headers)?).await.ok()?;
        let role = open.staff.role;
        let here = path.split('/').nth(1).unwrap_or_default();
        let theirs = STAFF_PAGES.iter().filter(|(_, works_there)| works_there(role));
        let links = theirs.map(|(page, _)| (*page, *page == here)).collect();
        Some(Self { name: open.staff.name, role, links })
    }
}
