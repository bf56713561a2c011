//! Ratings by residents. They are kept by station and month only; who gave one cannot be read from the tables.

use chrono::{DateTime, Datelike, Utc};
use kaimen_domain::access::Subject;
use kaimen_domain::act::Act;
use kaimen_domain::audit::Entry;
use kaimen_domain::call::{Call, CallState, Refused};
use kaimen_domain::id::CallId;
use kaimen_store::{ConnectionTrait, Effect};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::App;
use crate::call::local;
use crate::caller::Caller;
use crate::error::Error;
use crate::receipt::Receipt;

/// Below this number of ratings no average is shown (catalogue M17).
const LEAST: u64 = 10;

/// Average of a station in a month.
#[derive(Debug, Clone, PartialEq)]
pub struct Average {
    /// Name of the station.
    pub station: String,
    /// Month, such as `2011-03`.
    pub month: String,
    /// Number of ratings, ten at least.
    pub count: u64,
    /// Mean of one to five stars.
    pub mean: f64,
}

impl App {
    /// Takes the rating of a closed call, once.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::WrongState`] before the end or the second time.
    pub async fn rate(&self, caller: &Caller, id: CallId, stars: u8) -> Result<(), Error> {
        if !(1..=5).contains(&stars) {
            return Err(Error::invalid("stars", "one to five"));
        }
        let (app, caller) = (self.clone(), caller.clone());
        self.database()
            .write(move |context| {
                Box::pin(async move {
                    let call = kaimen_store::call::find(context.tx(), id).await?.ok_or(Error::NotFound)?;
                    caller.require(Act::Rate, Subject::Call(&call), app.now())?;
                    if !has_ended(context.tx(), &call).await? {
                        return Err(Refused::WrongState.into());
                    }
                    if !kaimen_store::call::mark_rated(context, id).await? {
                        return Err(Refused::AlreadyRated.into());
                    }
                    let rating = app.0.ids.random();
                    let month = local(app.now()).format("%Y-%m").to_string();
                    // The row covers the rating and tells nothing of it: no call, no station, no stars, no day.
                    let digest = Sha256::digest(format!("{rating} {:?} {month} {stars}", call.station).as_bytes());
                    kaimen_store::rating::insert(context, rating, call.station, month.clone(), stars).await?;
                    let entry = Entry {
                        at: month_of(app.now()),
                        actor: "resident".to_owned(),
                        act: Act::Rate.word().to_owned(),
                        subject: "rating".to_owned(),
                        why: String::new(),
                        detail: json!({ "month": month, "sha256": crate::hex(&digest) }).to_string(),
                    };
                    context.audit(entry, Effect::default()).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Whether the resident can rate now: the call has ended, or the one that it was joined with has.
    #[must_use]
    pub fn can_rate(&self, receipt: &Receipt) -> bool {
        let own = &receipt.own;
        self.may(&receipt.caller, Act::Rate, Subject::Call(own))
            && own.allows(Act::Rate)
            && receipt.handled.state == CallState::Closed
    }

    /// Averages of the last month, station by station, for everybody to see; stations with few ratings are left out.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn averages(&self) -> Result<Vec<Average>, Error> {
        let last = month_of(month_of(self.now()) - chrono::Duration::days(1));
        let month = local(last).format("%Y-%m").to_string();
        let sums = kaimen_store::rating::month(self.database().read(), &month).await?;
        let stations = self.stations();
        let averages = sums.into_iter().filter(|(_, count, _)| *count >= LEAST).filter_map(|(id, count, stars)| {
            let station = stations.iter().find(|station| station.id == id)?.name.clone();
            #[expect(clippy::cast_precision_loss, reason = "far fewer ratings than 2^52")]
            let mean = stars as f64 / count as f64;
            Some(Average { station, month: month.clone(), count, mean })
        });
        Ok(averages.collect())
    }
}

/// The first moment of the month in the zone of the bureau.
fn month_of(at: DateTime<Utc>) -> DateTime<Utc> {
    let here = local(at);
    let first = here.date_naive().with_day(1).and_then(|day| day.and_hms_opt(0, 0, 0));
    first.and_then(|first| first.and_local_timezone(here.timezone()).single()).map_or(at, |first| first.to_utc())
}

/// Whether the call, or the one that it is part of, has ended.
async fn has_ended(on: &impl ConnectionTrait, call: &Call) -> Result<bool, Error> {
    let mut call = call.clone();
    for _ in 0..8 {
        let Some(into) = call.merged_into else { break };
        call = kaimen_store::call::find(on, into).await?.ok_or(Error::NotFound)?;
    }
    Ok(call.state == CallState::Closed)
}
