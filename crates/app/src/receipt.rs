//! The resident's side of a call: receipt number and code show who handles it, how far it is and how it ended.

use std::sync::Arc;

use chrono::Duration;
use kaimen_domain::call::Call;
use kaimen_domain::role::Actor;

use crate::App;
use crate::caller::Caller;
use crate::error::Error;
use crate::ids::token_hash;
use kaimen_domain::receipt::normalise;

/// How long a receipt stays open on the resident's phone.
const OPEN: Duration = Duration::hours(2);

impl App {
    /// Opens a receipt; answers the token for the cookie. `network` is from where, as far as tries are counted together;
    /// empty where it is not known.
    ///
    /// # Errors
    /// [`Error::BadCredentials`], and [`Error::TooManyTries`] after some of them.
    pub async fn open_receipt(&self, number: &str, code: &str, network: &str) -> Result<String, Error> {
        let number = normalise(number).ok_or(Error::BadCredentials)?;
        let now = self.now();
        self.0.receipt_throttle.begin_receipt(&number, network, now)?;
        let call = kaimen_store::call::find_by_receipt(self.database().read(), &number).await?;
        let code: String = code.chars().filter(char::is_ascii_digit).take(7).collect();
        let right = self.0.secret.code_matches(&number, &code);
        let Some(call) = call.filter(|_| right) else {
            return Err(Error::BadCredentials);
        };
        self.0.receipt_throttle.right_receipt(&number, network);
        let (token, hash) = self.0.ids.token();
        self.database()
            .write(move |context| {
                Box::pin(async move { kaimen_store::receipt::insert(context, hash, call.id, now + OPEN).await })
            })
            .await
            .map_err(Error::from)?;
        Ok(token)
    }

    /// The call of an open receipt. Where it was joined with another, the other's progress is what counts.
    ///
    /// # Errors
    /// [`Error::SignedOut`] where the receipt was closed or has run out.
    pub async fn read_receipt(&self, token: &str) -> Result<Receipt, Error> {
        let on = self.database().read();
        let id = kaimen_store::receipt::find(on, token_hash(token), self.now()).await?.ok_or(Error::SignedOut)?;
        let own = kaimen_store::call::find(on, id).await?.ok_or(Error::SignedOut)?;
        let mut handled = own.clone();
        // Joined calls may have been joined again; a chain of more than a few is a mistake, not a reason to hang.
        for _ in 0..8 {
            let Some(into) = handled.merged_into else { break };
            handled = kaimen_store::call::find(on, into).await?.ok_or(Error::NotFound)?;
        }
        Ok(Receipt { own, handled: Arc::new(handled), caller: Caller { actor: Actor::Resident(id), key: None } })
    }
}

/// What a resident sees.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// The call as the resident brought it.
    pub own: Call,
    /// The call under which it is handled.
    pub handled: Arc<Call>,
    /// The resident as an actor.
    pub caller: Caller,
}
