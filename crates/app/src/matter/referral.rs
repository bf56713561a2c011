//! Referring a matter to somebody, and what becomes of it.

use std::collections::HashMap;

use kaimen_domain::access::{has, scope};
use kaimen_domain::act::Act;
use kaimen_domain::id::{AccountId, MatterId, ReferralId, StationId};
use kaimen_domain::matter::Matter;
use kaimen_domain::referral::{Referral, ReferralRefused, ReferralStep};
use kaimen_domain::role::Role;
use kaimen_store::Change;
use kaimen_store::account::Account;
use serde_json::json;

use crate::App;
use crate::alert::To;
use crate::call::text;
use crate::caller::Caller;
use crate::error::Error;

/// Longest reason or answer, in characters.
const WORDS: usize = 500;
/// Lines shown at most.
const LINES: u64 = 100;

/// Somebody who can be asked: name and office, nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// Account.
    pub id: AccountId,
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Station.
    pub station: Option<StationId>,
}

impl From<Account> for Colleague {
    fn from(account: Account) -> Self {
        Self { id: account.id, name: account.name, role: account.role, station: account.station }
    }
}

/// A referral with the names of both sides, as those two see it.
#[derive(Debug, Clone)]
pub struct ReferralLine {
    /// The referral.
    pub referral: Referral,
    /// Number of the matter.
    pub number: String,
    /// Name of who asked.
    pub from: String,
    /// Name of who was asked.
    pub to: String,
}

impl App {
    /// Whom a matter can be referred to: whoever has the role to take it and is not complained of in it.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn colleagues_for(&self, caller: &Caller, id: MatterId) -> Result<Vec<Colleague>, Error> {
        let matter = self.matter(caller, Act::Refer, id).await?;
        let accounts = kaimen_store::account::all(self.database().read()).await?;
        let free =
            |account: &Account| account.active && !matter.recused.contains(&account.id) && !caller.is(account.id);
        let mut people: Vec<Colleague> = accounts
            .into_iter()
            .filter(|account| free(account) && can_take(account.role, &matter))
            .map(Colleague::from)
            .collect();
        people.sort_by(|a, b| (a.role, &a.name).cmp(&(b.role, &b.name)));
        Ok(people)
    }

    /// Asks somebody to work on a matter.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`] where the person cannot take it or no reason is given.
    pub async fn refer(&self, caller: &Caller, id: MatterId, to: AccountId, reason: &str) -> Result<ReferralId, Error> {
        let reason = text("reason", reason, WORDS)?;
        let (app, caller) = (self.clone(), caller.clone());
        self.database()
            .write::<Result<ReferralId, Error>, Error, _>(move |context| {
                Box::pin(async move {
                    let matter = match app.matter_in(context, &caller, Act::Refer, id).await? {
                        Ok(matter) => matter,
                        Err(refused) => return Ok(Err(refused)),
                    };
                    let from = caller.actor.staff().ok_or(Error::Forbidden)?.account;
                    let account = kaimen_store::account::find(context.tx(), to).await?;
                    let account = account.filter(|account| account.active && can_take(account.role, &matter));
                    let account = account.ok_or(Error::invalid("to", "cannot take this matter"))?;
                    if matter.recused.contains(&to) || to == from {
                        return Err(Error::invalid("to", "cannot take this matter"));
                    }
                    let now = app.now();
                    let referral = ReferralId(app.ids().ordered(now));
                    let referral = Referral::offer(referral, id, from, account.id, reason, now);
                    kaimen_store::referral::insert(context, &referral).await?;
                    app.alert(context, To::Account(to), "referral-offered", Some(id)).await?;
                    let detail = json!({ "referral": referral.id, "to": account.name });
                    app.audit_matter(context, &caller, Act::Refer.word(), &matter, "", detail).await?;
                    Ok(Ok(referral.id))
                })
            })
            .await?
    }

    /// Does a step of a referral: whoever was asked takes it, gives it back or completes it; whoever asked takes it
    /// back.
    ///
    /// # Errors
    /// [`Error::NotFound`] where it is not the caller's to do; [`Error::Invalid`], [`Error::Conflict`].
    pub async fn step_referral(
        &self,
        caller: &Caller,
        id: ReferralId,
        step: ReferralStep,
        words: &str,
    ) -> Result<(), Error> {
        let words = crate::call::short("answer", words, WORDS)?;
        let (app, caller) = (self.clone(), caller.clone());
        self.database()
            .write(move |context| Box::pin(async move { app.step_in(context, &caller, id, step, &words).await }))
            .await?
    }

    async fn step_in(
        &self,
        context: &Change<'_>,
        caller: &Caller,
        id: ReferralId,
        step: ReferralStep,
        words: &str,
    ) -> Result<Result<(), Error>, Error> {
        let act = act_of(step);
        let mut referral = kaimen_store::referral::find(context.tx(), id).await?.ok_or(Error::NotFound)?;
        let asked = step != ReferralStep::Withdraw;
        if !caller.is(if asked { referral.to } else { referral.from }) {
            return Err(Error::NotFound);
        }
        let matter = kaimen_store::matter::find(context.tx(), referral.matter).await?.ok_or(Error::NotFound)?;
        if caller.actor.staff().is_some_and(|staff| matter.recused.contains(&staff.account)) {
            self.note_refused(context, &caller.actor, act, &matter).await?;
            return Ok(Err(Error::NotFound));
        }
        if !caller.actor.staff().is_some_and(|staff| has(staff.role, act)) {
            return Err(Error::Forbidden);
        }
        let (before, now) = (referral.state, self.now());
        referral.step(step, words, now).map_err(refused)?;
        kaimen_store::referral::save(context, &referral, before).await?;
        let grant = referral.grant(now);
        match step {
            ReferralStep::Accept => kaimen_store::matter::insert_grant(context, matter.id, &grant).await?,
            ReferralStep::Decline => {}
            ReferralStep::Complete | ReferralStep::Withdraw => {
                kaimen_store::matter::end_grant(context, grant.id, now).await?;
            }
        }
        let other = if asked { referral.from } else { referral.to };
        let code = match step {
            ReferralStep::Accept => "referral-accepted",
            ReferralStep::Decline => "referral-declined",
            ReferralStep::Complete => "referral-completed",
            ReferralStep::Withdraw => "referral-withdrawn",
        };
        self.alert(context, To::Account(other), code, Some(matter.id)).await?;
        let detail = json!({ "referral": referral.id, "text": words });
        self.audit_matter(context, caller, act.word(), &matter, "", detail).await?;
        Ok(Ok(()))
    }

    /// Referrals to or by the caller that have not ended.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub async fn my_referrals(&self, caller: &Caller) -> Result<Vec<ReferralLine>, Error> {
        let staff = caller.actor.staff().ok_or(Error::Forbidden)?;
        let referrals = kaimen_store::referral::open_of(self.database().read(), staff.account, LINES).await?;
        self.referral_lines(referrals).await
    }

    /// Referrals of a matter, oldest first.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn referrals_of(&self, caller: &Caller, id: MatterId) -> Result<Vec<ReferralLine>, Error> {
        self.matter(caller, Act::ReadMatter, id).await?;
        self.referral_lines(kaimen_store::referral::of_matter(self.database().read(), id).await?).await
    }

    async fn referral_lines(&self, referrals: Vec<Referral>) -> Result<Vec<ReferralLine>, Error> {
        let on = self.database().read();
        let matters: Vec<MatterId> = referrals.iter().map(|referral| referral.matter).collect();
        let numbers: HashMap<MatterId, String> = kaimen_store::matter::some(on, &matters)
            .await?
            .into_iter()
            .map(|matter| (matter.id, matter.number))
            .collect();
        let people: Vec<AccountId> = referrals.iter().flat_map(|referral| [referral.from, referral.to]).collect();
        let names = self.names_of(&people).await?;
        let name = |id: AccountId| names.get(&id).cloned().unwrap_or_default();
        Ok(referrals
            .into_iter()
            .map(|referral| ReferralLine {
                number: numbers.get(&referral.matter).cloned().unwrap_or_default(),
                from: name(referral.from),
                to: name(referral.to),
                referral,
            })
            .collect())
    }

    /// Names of people, in one statement.
    pub(crate) async fn names_of(&self, people: &[AccountId]) -> Result<HashMap<AccountId, String>, Error> {
        Ok(kaimen_store::account::names(self.database().read(), people).await?)
    }
}

/// Whether somebody of a role could work on the matter once a referral is taken.
fn can_take(role: Role, matter: &Matter) -> bool {
    scope(role, Act::AcceptReferral, matter.kind).is_some()
}

fn act_of(step: ReferralStep) -> Act {
    match step {
        ReferralStep::Accept => Act::AcceptReferral,
        ReferralStep::Decline => Act::DeclineReferral,
        ReferralStep::Complete => Act::CompleteReferral,
        ReferralStep::Withdraw => Act::WithdrawReferral,
    }
}

fn refused(error: ReferralRefused) -> Error {
    match error {
        ReferralRefused::WrongState => Error::Conflict,
        ReferralRefused::NoWords => Error::invalid("answer", "say why, or what was done"),
    }
}
