//! Ratings by residents. They are kept by station and month only; who gave one cannot be read from the tables.

use kaimen_domain::access::{Subject, may};
use kaimen_domain::act::Act;
use kaimen_domain::audit::Entry;
use kaimen_domain::id::{CallId, StationId};
use kaimen_store::Effect;
use serde_json::json;

use crate::App;
use crate::call::local;
use crate::caller::Caller;
use crate::error::Error;

/// Below this number of ratings no average is shown (catalogue M17).
const LEAST: u64 = 10;

/// Average of a station in a month.
#[derive(Debug, Clone, PartialEq)]
pub struct Average {
    /// Month, such as `2011-03`.
    pub month: String,
    /// Number of ratings; hidden while there are few.
    pub count: Option<u64>,
    /// Mean of one to five stars; hidden while there are few.
    pub mean: Option<f64>,
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
                    let mut call = kaimen_store::call::find(context.tx(), id).await?.ok_or(Error::NotFound)?;
                    caller.require(Act::Rate, Subject::Call(&call))?;
                    call.mark_rated()?;
                    call.version += 1;
                    kaimen_store::call::save(context, &call).await?;
                    let now = app.now();
                    let rating = app.0.ids.random();
                    let month = local(now).format("%Y-%m").to_string();
                    kaimen_store::rating::insert(context, rating, call.station, month.clone(), stars).await?;
                    // The row covers the rating, not the call: nothing in the chain leads from one to the other.
                    let entry = Entry {
                        at: now,
                        actor: "resident".to_owned(),
                        act: Act::Rate.word().to_owned(),
                        subject: format!("rating/{rating}"),
                        detail: json!({ "station": call.station, "month": month, "stars": stars }).to_string(),
                    };
                    context.audit(entry, Effect::default()).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Whether the resident can rate now.
    #[must_use]
    pub fn can_rate(caller: &Caller, call: &kaimen_domain::call::Call) -> bool {
        may(&caller.actor, Act::Rate, Subject::Call(call)).is_allowed() && call.allows(Act::Rate)
    }

    /// Average of a station in the month of `now`.
    ///
    /// # Errors
    /// [`Error::Forbidden`], [`Error::NotFound`].
    pub async fn average_rating(&self, caller: &Caller, station: StationId) -> Result<Average, Error> {
        caller.require(Act::ReadRatings, Subject::Station(station))?;
        let month = local(self.now()).format("%Y-%m").to_string();
        let (count, sum) = kaimen_store::rating::month(self.database().read(), station, &month).await?;
        let enough = count >= LEAST;
        #[expect(clippy::cast_precision_loss, reason = "far fewer ratings than 2^52")]
        let mean = sum as f64 / count.max(1) as f64;
        Ok(Average { month, count: enough.then_some(count), mean: enough.then_some(mean) })
    }
}
