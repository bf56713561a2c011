//! What is kept about the person of a matter, why and how long; who looked at it and why; what was erased. Shown to the
//! person with the receipt (PIPL arts 44, 45; red line 10).

mod look;
mod values;

use chrono::{DateTime, Utc};
use kaimen_domain::access::Subject;
use kaimen_domain::act::Act;
use kaimen_domain::deadline::rule::Words;
use kaimen_domain::id::CallId;
use kaimen_domain::matter::MatterKind;
use kaimen_domain::retention::{Category, Edition, Kept as Stays, Rule, may_go, rule};
pub use kaimen_store::correction::Correction;
pub use kaimen_store::purge_proof::Proof;

use crate::App;
use crate::error::Error;
use crate::receipt::Receipt;
use crate::rights::{Followed, facts};

pub use look::{Look, What};
pub use values::Value;

/// What is kept about somebody.
#[derive(Debug, Clone)]
pub struct Kept {
    /// When this was drawn up.
    pub at: DateTime<Utc>,
    /// Category by category; what is not there is left out.
    pub items: Vec<Item>,
    /// Who looked at it or worked on it, oldest first.
    pub looks: Vec<Look>,
    /// Corrections with what stood before.
    pub corrections: Vec<Correction>,
    /// What was erased.
    pub proofs: Vec<Proof>,
    /// Requests about it, newest first.
    pub requests: Vec<Followed>,
    /// A legal hold keeps it for now.
    pub held: bool,
}

/// One category.
#[derive(Debug, Clone)]
pub struct Item {
    /// What.
    pub category: Category,
    /// The rule of retention.
    pub rule: &'static Rule,
    /// As it stands today.
    pub edition: &'static Edition,
    /// Until when, where the matter has ended and the rule names a time.
    pub until: Option<DateTime<Utc>>,
    /// Why it could not be deleted today.
    pub stays: Option<Stays>,
    /// The law under which it was collected.
    pub ground: Words,
    /// What it says.
    pub values: Vec<Value>,
}

/// Police keep what their duty needs (人民警察法 art. 21; PIPL arts 13(3), 34).
const DUTY: Words = Words {
    zh: "履行法定职责所必需（个人信息保护法第13条第1款第3项、第34条；人民警察法第21条）",
    en: "needed for a duty of the police by law (Personal Information Protection Law, articles 13(3) and 34; People's \
         Police Law, article 21)",
};
/// Health data are sensitive (PIPL art. 28).
const RESCUE: Words = Words {
    zh: "为紧急救助所必需（个人信息保护法第13条第1款第4项、第28条；人民警察法第21条）",
    en: "needed to save life and health (Personal Information Protection Law, articles 13(4) and 28; People's Police \
         Law, article 21)",
};
/// Answering rights is itself a duty.
const RIGHTS: Words = Words {
    zh: "办理您的权利请求（个人信息保护法第50条）",
    en: "to answer your requests (Personal Information Protection Law, article 50)",
};

impl App {
    /// Everything that is kept under the matter of a receipt.
    ///
    /// # Errors
    /// [`Error::SignedOut`].
    pub async fn kept(&self, receipt: &Receipt) -> Result<Kept, Error> {
        let (now, on, call) = (self.now(), self.database().read(), &receipt.own);
        receipt.caller.require(Act::AskRights, Subject::Call(call), now)?;
        let requests = self.rights_of(receipt).await?;
        let id = call.id.into();
        let held = kaimen_store::legal_hold::on_matter(on, id).await?.is_some();
        let contact = self.contact_kept(call.id).await?;
        let rows = self.rows_about(call, &requests).await?;
        let corrections = kaimen_store::correction::of(on, id).await?;
        let attachments = kaimen_store::attachment::of_matters(on, &[id]).await?;
        let mut items = Vec::new();
        for (category, ground, values) in [
            (Category::Contact, DUTY, values::contact(contact)),
            (Category::Texts, DUTY, values::texts(call, &rows)),
            (Category::Medical, RESCUE, values::medical(call)),
            (Category::Attachments, DUTY, values::attachments(&attachments)),
            (Category::Rights, RIGHTS, values::rights(&requests)),
            (Category::Record, DUTY, values::record(call, self.stations().as_slice())),
            (Category::Audit, DUTY, values::audit(&rows)),
        ] {
            let kind = if category == Category::Rights { MatterKind::RightsRequest } else { MatterKind::Call };
            let Some(rule) = rule(category, Some(kind)) else { continue };
            let Some(edition) = rule.on(now.date_naive()) else { continue };
            if values.is_empty() {
                continue;
            }
            let ended = call.is_ended() && category != Category::Rights;
            let until = rule.span(now).filter(|_| ended).map(|span| span.after(call.state_since));
            let stays = may_go(category, facts(call, held)).err();
            items.push(Item { category, rule, edition, until, stays, ground, values });
        }
        Ok(Kept {
            at: now,
            items,
            looks: self.looks(call, rows).await?,
            corrections,
            proofs: kaimen_store::purge_proof::of(on, id).await?,
            requests,
            held,
        })
    }

    async fn contact_kept(&self, call: CallId) -> Result<Option<String>, Error> {
        let on = self.database().read();
        let Some(sealed) = kaimen_store::contact::find(on, call).await? else { return Ok(None) };
        Ok(self.0.vault.unseal(on, &sealed).await?.and_then(|contact| String::from_utf8(contact).ok()))
    }
}
