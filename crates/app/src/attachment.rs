//! Files attached to a matter: added, shown, taken away and brought back, and after a while gone for good.

mod clean;
mod name;

use chrono::{DateTime, Duration, Utc};
use kaimen_domain::act::Act;
use kaimen_domain::audit::Entry;
use kaimen_domain::call::Outcome;
use kaimen_domain::id::{AttachmentId, CallId, MatterId};
use kaimen_domain::matter::Matter;
use kaimen_store::attachment::blob::{self, Facts};
use kaimen_store::attachment::{self as stored, Attachment};
use kaimen_store::job::Job;
use kaimen_store::{Change, Effect};
use serde_json::json;

pub use clean::{Clean, LARGEST, Media, Refusal, clean};

use crate::App;
use crate::caller::Caller;
use crate::change::{answered_before, remember};
use crate::error::Error;
use crate::vault::{Prepared, Vault};

/// The job that removes for good.
pub(crate) const PURGE: &str = "purge_attachment";
/// How long a file that was taken away can be brought back (our choice).
const RETAINED: Duration = Duration::days(30);
/// Files of a matter at most, those taken away counted as long as they are kept.
const FILES: usize = 50;
/// Bytes of a matter at most.
const BYTES: u64 = 100 * 1024 * 1024;

/// A file as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Record.
    pub id: AttachmentId,
    /// Its name, with the ending of what it is.
    pub name: String,
    /// What it is.
    pub media: Media,
    /// Bytes.
    pub size: u64,
    /// Width and height of a picture in pixels, 0 for everything else.
    pub pixels: (u32, u32),
    /// Name of whoever added it; `None` for the resident.
    pub added_by: Option<String>,
    /// When.
    pub added_at: DateTime<Utc>,
    /// Until when it can be brought back, where it was taken away.
    pub gone_at: Option<DateTime<Utc>>,
}

/// Files of a matter, and what the reader may do with them.
#[derive(Debug, Clone)]
pub struct Files {
    /// Of which matter.
    pub matter: Matter,
    /// The files, oldest first; those taken away only for whoever may bring them back.
    pub lines: Vec<Line>,
    /// Whether the reader may add some.
    pub may_add: bool,
    /// Whether the reader may take away and bring back.
    pub may_remove: bool,
}

/// A file on its way to a reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Its name, with the ending of what it is.
    pub name: String,
    /// What it is.
    pub media: Media,
    /// The file.
    pub bytes: Vec<u8>,
}

/// A file ready to be kept.
struct Ready {
    name: String,
    hash: [u8; 32],
    facts: Facts,
    content: Prepared,
}

impl App {
    /// Whether the caller may add files to a matter: asked before one is received.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Forbidden`].
    pub async fn may_attach(&self, caller: &Caller, matter: MatterId) -> Result<(), Error> {
        self.matter(caller, Act::Attach, matter).await.map(|_| ())
    }

    /// Adds a file, freed of what must not be kept. The same bytes are kept once.
    ///
    /// # Errors
    /// [`Error::File`] where it is not taken, [`Error::NotFound`], [`Error::KeyReused`].
    pub async fn attach(
        &self,
        caller: &Caller,
        matter: MatterId,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<AttachmentId, Error> {
        // Asked before any work is done for it, and again in the change.
        self.matter(caller, Act::Attach, matter).await?;
        let ready = self.ready(name.to_owned(), bytes).await?;
        let (app, caller) = (self.clone(), caller.clone());
        self.database()
            .write::<Result<AttachmentId, Error>, Error, _>(move |context| {
                Box::pin(async move {
                    if let Some(answer) = answered_before(context, &caller).await? {
                        return serde_json::from_value(answer["attachment"].clone()).map(Ok).map_err(Error::internal);
                    }
                    match app.matter_in(context, &caller, Act::Attach, matter).await? {
                        Ok(matter) => app.keep_file(context, &caller, &matter, ready).await.map(Ok),
                        Err(refused) => Ok(Err(refused)),
                    }
                })
            })
            .await?
    }

    /// Cleans, names and seals, away from the tasks that answer requests.
    async fn ready(&self, name: String, bytes: Vec<u8>) -> Result<Ready, Error> {
        let _turn = self.0.cleaning.acquire().await.map_err(Error::internal)?;
        let app = self.clone();
        let work = tokio::task::spawn_blocking(move || {
            let Clean { media, bytes, size: pixels } = clean(&bytes)?;
            let facts =
                Facts { id: app.0.ids.random(), media: media.mime().to_owned(), size: bytes.len() as u64, pixels };
            let content = Vault::prepare(&app.0.ids, facts.id, &bytes)?;
            Ok(Ready { name: name::clean(&name, media), hash: app.0.secret.name_of(&bytes), facts, content })
        });
        // A reader of a format that gives up altogether has met something that is none.
        work.await.unwrap_or(Err(Refusal::Damaged.into()))
    }

    async fn keep_file(
        &self,
        context: &Change<'_>,
        caller: &Caller,
        matter: &Matter,
        ready: Ready,
    ) -> Result<AttachmentId, Error> {
        let (now, ids) = (self.now(), &self.0.ids);
        let Ready { name, hash, facts, content } = ready;
        has_room(context, matter.id, facts.size).await?;
        let blob = match blob::find(context.tx(), hash).await? {
            Some(kept) => kept,
            None => {
                let sealed = self.0.vault.keep(context, ids, content).await?;
                blob::insert(context, hash, &facts, sealed).await?;
                facts.id
            }
        };
        let id = AttachmentId(ids.ordered(now));
        let attachment = Attachment {
            id,
            matter: matter.id,
            blob,
            name: self.0.vault.seal(context, ids, id.0, name.as_bytes()).await?,
            added_by: caller.actor.staff().map(|staff| staff.account),
            added_at: now,
            removed_at: None,
        };
        stored::insert(context, &attachment).await?;
        let detail = json!({ "attachment": id, "media": facts.media, "size": facts.size });
        self.audit_matter(context, caller, Act::Attach.word(), matter, "", detail).await?;
        remember(context, ids, caller, json!({ "attachment": id }), now).await?;
        Ok(id)
    }

    /// Files of a matter; the reading is written down.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Forbidden`].
    pub async fn attachments(&self, caller: &Caller, matter: MatterId) -> Result<Files, Error> {
        let matter = self.matter(caller, Act::ReadAttachment, matter).await?;
        self.note_read(caller, Act::ReadAttachment, &matter).await?;
        let may = |act| self.may(caller, act, kaimen_domain::access::Subject::Matter(&matter));
        let (may_add, may_remove) = (may(Act::Attach), may(Act::RemoveAttachment));
        let on = self.database().read();
        let mut kept = stored::of_matters(on, &[matter.id]).await?;
        kept.retain(|one| one.removed_at.is_none() || may_remove);
        let blobs: Vec<_> = kept.iter().map(|one| one.blob).collect();
        let facts = blob::facts(on, &blobs).await?;
        let names: Vec<_> = kept.iter().map(|one| one.name.clone()).collect();
        let names = self.0.vault.unseal_all(on, &names).await?;
        let by: Vec<_> = kept.iter().filter_map(|one| one.added_by).collect();
        let people = kaimen_store::account::names(on, &by).await?;
        let line = |(one, name): (Attachment, Option<Vec<u8>>)| {
            let facts = facts.iter().find(|facts| facts.id == one.blob)?;
            Some(Line {
                id: one.id,
                name: String::from_utf8(name?).ok()?,
                media: Media::of_mime(&facts.media)?,
                size: facts.size,
                pixels: facts.pixels,
                added_by: one.added_by.map(|by| people.get(&by).cloned().unwrap_or_default()),
                added_at: one.added_at,
                gone_at: one.removed_at.map(|removed| removed + RETAINED),
            })
        };
        let lines = kept.into_iter().zip(names).filter_map(line).collect();
        Ok(Files { matter, lines, may_add, may_remove })
    }

    /// One file; the reading is written down before anything is shown.
    ///
    /// # Errors
    /// [`Error::NotFound`] also where it was taken away, [`Error::Forbidden`].
    pub async fn read_attachment(&self, caller: &Caller, matter: MatterId, id: AttachmentId) -> Result<Content, Error> {
        let matter = self.matter(caller, Act::ReadAttachment, matter).await?;
        let on = self.database().read();
        let found = stored::find(on, id).await?.filter(|one| one.matter == matter.id && one.removed_at.is_none());
        let found = found.ok_or(Error::NotFound)?;
        self.note_read_file(caller, &matter, id).await?;
        let (media, content) = blob::content(on, found.blob).await?.ok_or(Error::NotFound)?;
        let bytes = self.0.vault.unseal(on, &content).await?.ok_or(Error::NotFound)?;
        let name = self.0.vault.unseal(on, &found.name).await?.ok_or(Error::NotFound)?;
        Ok(Content {
            name: String::from_utf8(name).map_err(Error::internal)?,
            media: Media::of_mime(&media).ok_or_else(|| Error::internal("a media type that is not taken"))?,
            bytes,
        })
    }

    /// Takes a file away; it can be brought back for 30 days, and is then gone for good.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Forbidden`].
    pub async fn remove_attachment(&self, caller: &Caller, matter: MatterId, id: AttachmentId) -> Result<(), Error> {
        self.set_removed(caller, matter, id, true).await
    }

    /// Brings a file back that was taken away.
    ///
    /// # Errors
    /// [`Error::NotFound`] also where it is gone for good, [`Error::Forbidden`].
    pub async fn restore_attachment(&self, caller: &Caller, matter: MatterId, id: AttachmentId) -> Result<(), Error> {
        self.set_removed(caller, matter, id, false).await
    }

    async fn set_removed(
        &self,
        caller: &Caller,
        matter: MatterId,
        id: AttachmentId,
        removed: bool,
    ) -> Result<(), Error> {
        let (app, caller) = (self.clone(), caller.clone());
        self.database()
            .write::<Result<(), Error>, Error, _>(move |context| {
                Box::pin(async move {
                    let matter = match app.matter_in(context, &caller, Act::RemoveAttachment, matter).await? {
                        Ok(matter) => matter,
                        Err(refused) => return Ok(Err(refused)),
                    };
                    let found = stored::find(context.tx(), id).await?.filter(|one| one.matter == matter.id);
                    // What is so already stays so: the button was pressed twice.
                    if found.ok_or(Error::NotFound)?.removed_at.is_some() == removed {
                        return Ok(Ok(()));
                    }
                    let now = app.now();
                    stored::set_removed(context, id, removed.then_some(now)).await?;
                    if removed {
                        app.purge_later(context, id).await?;
                    }
                    let act = if removed { Act::RemoveAttachment.word() } else { "restore-attachment" };
                    app.audit_matter(context, &caller, act, &matter, "", json!({ "attachment": id })).await?;
                    Ok(Ok(()))
                })
            })
            .await?
    }
}

async fn has_room(context: &Change<'_>, matter: MatterId, size: u64) -> Result<(), Error> {
    let kept = stored::of_matters(context.tx(), &[matter]).await?;
    let blobs: Vec<_> = kept.iter().map(|one| one.blob).collect();
    let facts = blob::facts(context.tx(), &blobs).await?;
    let bytes: u64 = facts.iter().map(|facts| facts.size).sum();
    if kept.len() >= FILES || bytes + size > BYTES { Err(Refusal::TooMany.into()) } else { Ok(()) }
}

impl App {
    async fn purge_later(&self, context: &Change<'_>, id: AttachmentId) -> Result<(), Error> {
        let now = self.now();
        let (kind, due_at) = (PURGE.to_owned(), now + RETAINED);
        let job = Job { id: self.0.ids.ordered(now), kind, subject: id.0, due_at, attempts: 0 };
        Ok(kaimen_store::job::insert(context, &job).await?)
    }

    /// Removes a file for good that was taken away and not brought back. What a legal hold or a case keeps stays, and
    /// is looked at again.
    pub(crate) async fn purge_attachment(&self, context: &Change<'_>, id: AttachmentId) -> Result<(), Error> {
        let now = self.now();
        let Some(found) = stored::find(context.tx(), id).await? else { return Ok(()) };
        if found.removed_at.is_none_or(|removed| removed + RETAINED > now) {
            // Brought back, or taken away anew since: another job waits for that.
            return Ok(());
        }
        let matter = kaimen_store::matter::find(context.tx(), found.matter).await?;
        let held = kaimen_store::legal_hold::on_matter(context.tx(), found.matter).await?.is_some();
        let call = kaimen_store::call::find(context.tx(), CallId(found.matter.0)).await?;
        if held || call.is_some_and(|call| call.outcome == Some(Outcome::CaseOpened)) {
            return self.purge_later(context, id).await;
        }
        stored::erase(context, &[found]).await?;
        let entry = Entry {
            at: now,
            actor: "system".to_owned(),
            act: "erased".to_owned(),
            subject: matter.map_or_else(String::new, |matter| matter.reference()),
            why: String::new(),
            detail: json!({ "attachment": id }).to_string(),
        };
        context.audit(entry, Effect::default()).await?;
        Ok(())
    }
}
