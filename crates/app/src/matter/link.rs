//! Saying that two matters belong together, and taking it back.

use kaimen_domain::access::Subject;
use kaimen_domain::act::Act;
use kaimen_domain::call::Refused;
use kaimen_domain::id::{AccountId, LinkId, MatterId, UnitId};
use kaimen_domain::link::{Link, LinkKind, locked_out};
use kaimen_domain::matter::{Matter, MatterKind};
use kaimen_store::{Change, StoreError};
use serde_json::json;

use crate::App;
use crate::call::text;
use crate::caller::Caller;
use crate::error::Error;

/// A link as somebody sees it from one of its ends.
#[derive(Debug, Clone)]
pub struct Linked {
    /// The link.
    pub link: Link,
    /// The matter at the other end, where the reader may see it.
    pub other: Option<Matter>,
}

/// No matter with that number, or none that the caller may link: nobody learns which.
fn no_such_number() -> Error {
    Error::invalid("number", "there is no such matter, or it is not yours to link")
}

impl App {
    /// Links a matter with the one that has `number`. Whoever is complained of in one is locked out of both from then on
    /// (red line 7).
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`] where there is no such number in the caller's reach or the two are linked
    /// already; [`Error::WrongState`] while somebody who would be locked out is on the other call.
    pub async fn link(&self, caller: &Caller, id: MatterId, number: &str, kind: LinkKind) -> Result<LinkId, Error> {
        let number = text("number", number, 40)?;
        let (app, caller) = (self.clone(), caller.clone());
        self.database()
            .write::<Result<LinkId, Error>, Error, _>(move |context| {
                Box::pin(async move { app.link_in(context, &caller, id, &number, kind).await })
            })
            .await?
    }

    async fn link_in(
        &self,
        context: &Change<'_>,
        caller: &Caller,
        id: MatterId,
        number: &str,
        kind: LinkKind,
    ) -> Result<Result<LinkId, Error>, Error> {
        let one = match self.matter_in(context, caller, Act::Link, id).await? {
            Ok(matter) => matter,
            Err(refused) => return Ok(Err(refused)),
        };
        let other = kaimen_store::matter::find_by_number(context.tx(), number).await?.ok_or_else(no_such_number)?;
        let other = match self.matter_in(context, caller, Act::Link, other.id).await {
            Ok(Ok(matter)) => matter,
            // An attempt against the protective lock stays written down.
            Ok(Err(_)) => return Ok(Err(no_such_number())),
            Err(Error::NotFound | Error::Forbidden) => return Err(no_such_number()),
            Err(error) => return Err(error),
        };
        let (now, by) = (self.now(), caller.actor.staff().ok_or(Error::Forbidden)?.account);
        let link = LinkId(self.ids().ordered(now));
        let link = Link::between(link, one.id, other.id, kind, by, now);
        let link = link.ok_or(Error::invalid("number", "a matter is not linked with itself"))?;
        kaimen_store::matter::insert_link(context, &link).await.map_err(linked_before)?;
        self.unite_locks(context, caller, id).await?;
        for (matter, with) in [(&one, &other), (&other, &one)] {
            let detail = json!({ "with": with.number, "kind": kind.word() });
            self.audit_matter(context, caller, Act::Link.word(), matter, "", detail).await?;
        }
        Ok(Ok(link.id))
    }

    /// Locks whoever is complained of in a matter out of all that hang together with it.
    pub(crate) async fn unite_locks(&self, context: &Change<'_>, caller: &Caller, id: MatterId) -> Result<(), Error> {
        let ids = kaimen_store::matter::linked_with(context.tx(), id).await?;
        if ids.len() == 1 {
            return Ok(());
        }
        let matters = kaimen_store::matter::some(context.tx(), &ids).await?;
        let locked = locked_out(&matters);
        for mut matter in matters {
            let accounts: Vec<_> = locked.iter().copied().filter(|account| !matter.recused.contains(account)).collect();
            if !accounts.is_empty() {
                self.lock(context, caller, &mut matter, accounts).await?;
            }
        }
        Ok(())
    }

    /// Locks people out of a matter; whoever was in charge of it is no longer.
    async fn lock(
        &self,
        context: &Change<'_>,
        caller: &Caller,
        matter: &mut Matter,
        accounts: Vec<AccountId>,
    ) -> Result<(), Error> {
        if matter.kind == MatterKind::Call {
            let call = kaimen_store::call::find(context.tx(), matter.id.into()).await?.ok_or(Error::NotFound)?;
            let crews = kaimen_store::account::crews(context.tx()).await?;
            let is_there = |unit: &UnitId| call.open_assignment(*unit).is_some();
            if crews.iter().any(|(unit, account)| accounts.contains(account) && is_there(unit)) {
                return Err(Refused::UnitsAssigned.into());
            }
        }
        matter.owner = matter.owner.filter(|owner| !accounts.contains(owner));
        matter.recused.extend(accounts);
        matter.version += 1;
        kaimen_store::matter::save(context, matter).await?;
        self.audit_matter(context, caller, "lock-linked", matter, "", json!({})).await?;
        Ok(())
    }

    /// Takes a link off. Locks stay: whoever was complained of could have looked in the meantime.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the matter has no such link; [`Error::Conflict`] where somebody was quicker.
    pub async fn unlink(&self, caller: &Caller, id: MatterId, link: LinkId) -> Result<(), Error> {
        let (app, caller) = (self.clone(), caller.clone());
        self.database()
            .write::<Result<(), Error>, Error, _>(move |context| {
                Box::pin(async move {
                    let one = match app.matter_in(context, &caller, Act::Unlink, id).await? {
                        Ok(matter) => matter,
                        Err(refused) => return Ok(Err(refused)),
                    };
                    let link = kaimen_store::matter::find_link(context.tx(), link).await?;
                    let link = link.filter(|link| link.a == id || link.b == id).ok_or(Error::NotFound)?;
                    let other =
                        kaimen_store::matter::find(context.tx(), link.other(id)).await?.ok_or(Error::NotFound)?;
                    let by = caller.actor.staff().map(|staff| staff.account);
                    if !kaimen_store::matter::remove_link(context, link.id, by, app.now()).await? {
                        return Err(Error::Conflict);
                    }
                    for (matter, with) in [(&one, &other), (&other, &one)] {
                        let detail = json!({ "with": with.number, "kind": link.kind.word() });
                        app.audit_matter(context, &caller, Act::Unlink.word(), matter, "", detail).await?;
                    }
                    Ok(Ok(()))
                })
            })
            .await?
    }

    /// Number at the other end and kind of a link that was taken off, so that it can be made again; `None` where the
    /// caller may not see the other end.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn link_taken_off(
        &self,
        caller: &Caller,
        id: MatterId,
        link: LinkId,
    ) -> Result<Option<(String, LinkKind)>, Error> {
        let link = kaimen_store::matter::find_link(self.database().read(), link).await?;
        let Some(link) = link.filter(|link| link.a == id || link.b == id) else { return Ok(None) };
        let other = kaimen_store::matter::find(self.database().read(), link.other(id)).await?;
        let other = other.filter(|other| self.may(caller, Act::ReadMatter, Subject::Matter(other)));
        Ok(other.map(|other| (other.number, link.kind)))
    }

    /// Links of a matter that stand, with what the caller may see of the other ends.
    pub(super) async fn linked(&self, caller: &Caller, id: MatterId) -> Result<Vec<Linked>, Error> {
        let links = kaimen_store::matter::links_of(self.database().read(), id).await?;
        let ids: Vec<MatterId> = links.iter().map(|link| link.other(id)).collect();
        let mut others = kaimen_store::matter::some(self.database().read(), &ids).await?;
        others.retain(|other| self.may(caller, Act::ReadMatter, Subject::Matter(other)));
        let seen = |link: &Link| others.iter().find(|other| other.id == link.other(id)).cloned();
        Ok(links.into_iter().map(|link| Linked { other: seen(&link), link }).collect())
    }
}

fn linked_before(error: StoreError) -> Error {
    match error {
        StoreError::Duplicate => Error::invalid("number", "they are linked already"),
        other => other.into(),
    }
}
