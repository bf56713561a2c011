//! Seeing requests: the person's own with the receipt, and those that somebody answers or reviews.

use chrono::{DateTime, Utc};
use kaimen_domain::access::{Decision, Subject, may};
use kaimen_domain::act::Act;
use kaimen_domain::call::Call;
use kaimen_domain::id::{CallId, MatterId};
use kaimen_domain::retention::{Category, Kept, may_go};
use kaimen_domain::rights::{Asked, Field, RightsRequest, RightsState};

use super::answering;
use super::effect::facts;
use crate::App;
use crate::caller::Caller;
use crate::error::Error;
use crate::receipt::Receipt;

/// Rows of the list at most.
const ROWS: u64 = 200;

/// A request as its person follows it.
#[derive(Debug, Clone)]
pub struct Followed {
    /// The request.
    pub request: RightsRequest,
    /// Until when it must be answered, while it is not.
    pub due: Option<DateTime<Utc>>,
}

/// A request as somebody sees it who answers or reviews it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The request.
    pub request: RightsRequest,
    /// Until when it must be answered, while it is not.
    pub due: Option<DateTime<Utc>>,
    /// Number of the matter it is about.
    pub about: String,
    /// What the field to be corrected says now; a contact is not shown.
    pub current: Option<String>,
    /// What of the categories to be deleted is there, and why it must stay, where it must.
    pub categories: Vec<(Category, bool, Option<Kept>)>,
    /// The reader may answer it.
    pub can_answer: bool,
    /// The reader may review it.
    pub can_review: bool,
}

impl App {
    /// Requests about the matter of a receipt, newest first.
    ///
    /// # Errors
    /// [`Error::SignedOut`].
    pub async fn rights_of(&self, receipt: &Receipt) -> Result<Vec<Followed>, Error> {
        receipt.caller.require(Act::AskRights, Subject::Call(&receipt.own), self.now())?;
        let on = self.database().read();
        let mut requests = kaimen_store::rights::about(on, receipt.own.id.into()).await?;
        self.open_words(on, &mut requests).await?;
        self.followed(requests).await
    }

    /// Requests that the caller may see, open ones first, without what the persons wrote.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub async fn rights_list(&self, caller: &Caller) -> Result<Vec<Followed>, Error> {
        let reach = |act| match self.reach(caller, act) {
            Ok(reach) => Ok(Some(reach)),
            Err(Error::Forbidden) => Ok(None),
            Err(error) => Err(error),
        };
        let answer = reach(Act::AnswerRights)?;
        let review = reach(Act::ReviewRights)?;
        if answer.is_none() && review.is_none() {
            return Err(Error::Forbidden);
        }
        let requests =
            kaimen_store::rights::list(self.database().read(), answer.as_ref(), review.as_ref(), ROWS).await?;
        self.followed(requests.into_iter().filter(|request| self.sees(caller, request)).collect()).await
    }

    /// One request with what is needed to answer it.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn read_rights(&self, caller: &Caller, id: MatterId) -> Result<Seen, Error> {
        let on = self.database().read();
        let mut request = kaimen_store::rights::find(on, id).await?.ok_or(Error::NotFound)?;
        let matter = request.matter();
        if may(&caller.actor, Act::AnswerRights, Subject::Matter(&matter), self.now()) == Decision::Recused {
            let (app, actor) = (self.clone(), caller.actor.clone());
            self.database()
                .write(move |context| {
                    Box::pin(async move { app.note_refused(context, &actor, Act::AnswerRights, &matter).await })
                })
                .await?;
            return Err(Error::NotFound);
        }
        if !self.sees(caller, &request) {
            // Whoever has neither act learns that; whoever has one learns nothing of what is out of scope.
            caller
                .require(Act::AnswerRights, Subject::District, self.now())
                .or_else(|_| caller.require(Act::ReviewRights, Subject::District, self.now()))?;
            return Err(Error::NotFound);
        }
        self.open_words(on, std::slice::from_mut(&mut request)).await?;
        let call = kaimen_store::call::find(on, CallId(request.about.0)).await?.ok_or(Error::NotFound)?;
        let held = kaimen_store::legal_hold::on_matter(on, request.about).await?.is_some();
        let mut categories = Vec::new();
        for category in request.categories() {
            let there = !kaimen_store::purge::present(on, *category, &[request.about]).await?.is_empty();
            categories.push((*category, there, may_go(*category, facts(&call, held)).err()));
        }
        let due = kaimen_store::deadline::open_step(on, id, &answering()).await?;
        let current = current(&request, &call);
        let mut read = vec![matter.reference()];
        // Whoever answers sees of the matter only what is to be corrected.
        read.extend(current.as_ref().map(|_| call.matter().reference()));
        self.note_read_for(caller, read, &request.number).await?;
        let staff = caller.actor.staff().ok_or(Error::Forbidden)?;
        let under_review = request.state == RightsState::ReviewRequested && request.is_outside(staff);
        Ok(Seen {
            due: due.map(|deadline| deadline.clock.due_at),
            about: call.number.clone(),
            current,
            categories,
            can_answer: request.state == RightsState::Received
                && self.may(caller, Act::AnswerRights, Subject::Matter(&matter)),
            can_review: under_review && self.may(caller, Act::ReviewRights, Subject::Matter(&matter)),
            request,
        })
    }

    /// Those who answer see it; those who review see it from the moment at which it is contested.
    fn sees(&self, caller: &Caller, request: &RightsRequest) -> bool {
        let matter = request.matter();
        let may = |act| self.may(caller, act, Subject::Matter(&matter));
        may(Act::AnswerRights) || (request.review.is_some() && may(Act::ReviewRights))
    }

    /// The requests with the time until which each must be answered (D19), extensions included.
    async fn followed(&self, requests: Vec<RightsRequest>) -> Result<Vec<Followed>, Error> {
        let ids: Vec<MatterId> = requests.iter().map(|request| request.id).collect();
        let clocks = kaimen_store::deadline::open_steps(self.database().read(), &ids, &answering()).await?;
        let due = |id| clocks.iter().find(|deadline| deadline.matter == id).map(|deadline| deadline.clock.due_at);
        Ok(requests.into_iter().map(|request| Followed { due: due(request.id), request }).collect())
    }
}

/// What the field to be corrected says now.
fn current(request: &RightsRequest, call: &Call) -> Option<String> {
    let Asked::Correction { field, .. } = &request.asked else { return None };
    match field {
        Field::Summary => Some(call.summary.clone()),
        Field::Place => Some(call.place.text.clone()),
        Field::Feedback => call.feedback.clone(),
        Field::Contact => None,
    }
}
