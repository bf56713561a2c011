//! What a person wrote: sealed at rest, as a contact is, because it may hold one.

use kaimen_domain::rights::{Asked, RightsRequest};
use kaimen_store::record_key::Sealed;
use kaimen_store::{Change, ConnectionTrait};
use serde::{Deserialize, Serialize};

use crate::App;
use crate::error::Error;

/// The words, in the order of the form.
#[derive(Serialize, Deserialize)]
struct Words(String, String);

impl App {
    pub(super) async fn seal_words(&self, context: &Change<'_>, request: &RightsRequest) -> Result<Sealed, Error> {
        let words = match &request.asked {
            Asked::Correction { wrong, right, .. } => Words(wrong.clone(), right.clone()),
            Asked::Deletion { reason, .. } => Words(reason.clone(), String::new()),
            Asked::Explanation { question } => Words(question.clone(), String::new()),
        };
        let text = serde_json::to_vec(&words).map_err(Error::internal)?;
        self.0.vault.seal(context, self.ids(), request.id.0, &text).await
    }

    /// Opens what the persons wrote, in two reads whatever their number; what was erased stays empty.
    pub(super) async fn open_words(
        &self,
        on: &impl ConnectionTrait,
        requests: &mut [RightsRequest],
    ) -> Result<(), Error> {
        let ids: Vec<_> = requests.iter().map(|request| request.id).collect();
        let sealed = kaimen_store::rights::words(on, &ids).await?;
        let opened = self.0.vault.unseal_all(on, &sealed).await?;
        for (sealed, text) in sealed.into_iter().zip(opened) {
            let request = requests.iter_mut().find(|request| request.id.0 == sealed.owner);
            let (Some(request), Some(text)) = (request, text) else { continue };
            let Words(first, second) = serde_json::from_slice(&text).map_err(Error::internal)?;
            match &mut request.asked {
                Asked::Correction { wrong, right, .. } => (*wrong, *right) = (first, second),
                Asked::Deletion { reason, .. } => *reason = first,
                Asked::Explanation { question } => *question = first,
            }
        }
        Ok(())
    }
}
