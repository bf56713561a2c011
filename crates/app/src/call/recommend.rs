//! Asking who should go.

use kaimen_dispatch::{Need, Recommendation};
use kaimen_domain::access::Subject;
use kaimen_domain::act::Act;
use kaimen_domain::call::Call;
use kaimen_domain::id::{AccountId, CallId, UnitId};
use kaimen_domain::unit::Grade;
use kaimen_roads::Coordinate;

use crate::App;
use crate::caller::Caller;
use crate::error::Error;

/// What the board is asked.
#[derive(Debug, Clone)]
pub struct Question {
    /// Where somebody is needed.
    pub at: Coordinate,
    /// How many units to name.
    pub k: usize,
    /// How urgent.
    pub grade: Grade,
    /// Officers needed in all.
    pub officers: u8,
    /// Who may not go.
    pub recused: Vec<AccountId>,
    /// Units already on the call.
    pub excluded: Vec<UnitId>,
}

impl Question {
    /// What a call as it is now needs, officers already sent taken off.
    pub(crate) fn of(call: &Call, k: usize, crew_sent: u8) -> Self {
        Self {
            at: Coordinate { lon: call.place.lon, lat: call.place.lat },
            k,
            grade: call.grade,
            officers: call.officers_needed.saturating_sub(crew_sent).max(1),
            recused: call.recused.clone(),
            excluded: call.assignments.iter().filter(|a| a.is_open()).map(|a| a.unit).collect(),
        }
    }
}

impl App {
    pub(crate) async fn ask_board(&self, question: Question) -> Result<Recommendation, Error> {
        let mut need = Need::nearest(question.at, question.k, question.grade);
        need.officers = question.officers;
        need.recused = question.recused;
        need.excluded = question.excluded;
        need.station = self.station_of(question.at);
        self.live().recommend(need).await
    }

    /// Who should go to a place, before the call is saved.
    ///
    /// # Errors
    /// [`Error::Forbidden`], [`Error::OffMap`].
    pub async fn recommend_at(&self, caller: &Caller, question: Question) -> Result<Recommendation, Error> {
        caller.require(Act::Recommend, Subject::District, self.now())?;
        if !self.map().info().bounds.contains(question.at) {
            return Err(Error::OffMap);
        }
        self.ask_board(question).await
    }

    /// Who should go to a call.
    ///
    /// # Errors
    /// [`Error::Forbidden`], [`Error::NotFound`].
    pub async fn recommend_for(&self, caller: &Caller, id: CallId, k: usize) -> Result<Recommendation, Error> {
        let call = self.visible_call(caller, Act::Recommend, id).await?;
        self.recommend_for_call(&call, k).await
    }

    pub(crate) async fn recommend_for_call(&self, call: &Call, k: usize) -> Result<Recommendation, Error> {
        let sent: Vec<UnitId> = call.assignments.iter().filter(|a| a.is_open()).map(|a| a.unit).collect();
        let units = kaimen_store::unit::some(self.database().read(), &sent).await?;
        let crew = units.iter().map(|unit| unit.crew).fold(0, u8::saturating_add);
        self.ask_board(Question::of(call, k, crew)).await
    }
}
