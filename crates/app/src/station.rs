//! The tree of stations, posts and rooms, by which a chief's scope is drawn.

use kaimen_domain::access::Subject;
use kaimen_domain::act::Act;
use kaimen_domain::audit::Entry;
use kaimen_domain::id::StationId;
use kaimen_roads::Coordinate;
use kaimen_store::station::Station;
use kaimen_store::{Change, Effect};
use serde_json::json;

use crate::App;
use crate::call::text;
use crate::caller::Caller;
use crate::error::Error;

impl App {
    /// Adds a station, or a post or room below one.
    ///
    /// # Errors
    /// [`Error::Forbidden`], [`Error::OffMap`]; [`Error::Invalid`] where the name is empty or in use.
    pub async fn add_station(
        &self,
        caller: &Caller,
        name: &str,
        at: Coordinate,
        parent: Option<StationId>,
    ) -> Result<StationId, Error> {
        caller.require(Act::ManageAccounts, Subject::District, self.now())?;
        let name = text("name", name, 64)?;
        if self.stations().iter().any(|station| station.name == name) {
            return Err(Error::invalid("name", "in use"));
        }
        if !self.map().info().bounds.contains(at) {
            return Err(Error::OffMap);
        }
        let id = StationId(self.ids().ordered(self.now()));
        let station = Station { id, name, lon: at.lon, lat: at.lat, parent };
        let (app, caller) = (self.clone(), caller.clone());
        self.database()
            .write(move |context| {
                Box::pin(async move {
                    kaimen_store::station::insert(context, &station).await?;
                    app.audit_station(context, &caller, "add-station", id, parent).await
                })
            })
            .await?;
        self.refresh_board().await?;
        Ok(id)
    }

    /// Puts a station below another, or by itself.
    ///
    /// # Errors
    /// [`Error::Forbidden`], [`Error::NotFound`]; [`Error::Invalid`] where it would stand below itself.
    pub async fn place_station(&self, caller: &Caller, id: StationId, parent: Option<StationId>) -> Result<(), Error> {
        caller.require(Act::ManageAccounts, Subject::District, self.now())?;
        if parent.is_some_and(|parent| self.below(id).contains(&parent)) {
            return Err(Error::invalid("below", "a station cannot stand below itself"));
        }
        let (app, caller) = (self.clone(), caller.clone());
        self.database()
            .write(move |context| {
                Box::pin(async move {
                    if !kaimen_store::station::place(context, id, parent).await? {
                        return Err(Error::NotFound);
                    }
                    app.audit_station(context, &caller, "place-station", id, parent).await
                })
            })
            .await?;
        self.refresh_board().await
    }

    async fn audit_station(
        &self,
        context: &Change<'_>,
        caller: &Caller,
        act: &str,
        id: StationId,
        parent: Option<StationId>,
    ) -> Result<(), Error> {
        let entry = Entry {
            at: self.now(),
            actor: caller.actor.reference(),
            act: act.to_owned(),
            subject: format!("station/{id}"),
            why: String::new(),
            detail: json!({ "below": parent }).to_string(),
        };
        context.audit(entry, Effect::default()).await?;
        Ok(())
    }
}
