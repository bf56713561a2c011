//! Recovery codes: ten on paper, each in place of a second factor once.

use kaimen_domain::id::AccountId;
use sha2::{Digest, Sha256};

use crate::App;
use crate::error::Error;
use crate::session::{Open, session_entry};
use kaimen_store::Effect;

/// How many are made.
const CODES: usize = 10;

impl App {
    /// Makes ten codes in place of all earlier ones; they are shown once.
    ///
    /// # Errors
    /// [`Error::FactorNeeded`] where the account has no second factor that they could stand in for.
    pub async fn make_recovery_codes(&self, open: &Open) -> Result<Vec<String>, Error> {
        let staff = self.require_own(open)?;
        let codes: Vec<String> = (0..CODES).map(|_| self.ids().password()).collect();
        let hashes: Vec<[u8; 32]> = codes.iter().map(|code| hash(staff.account, code)).collect();
        let entry = session_entry(&staff, "make-recovery-codes", self.now());
        self.database()
            .write(move |context| {
                Box::pin(async move {
                    if !crate::factor::has_factor(context.tx(), staff.account).await? {
                        return Err(Error::FactorNeeded);
                    }
                    kaimen_store::recovery_code::replace(context, staff.account, &hashes).await?;
                    context.audit(entry, Effect::default()).await?;
                    Ok(())
                })
            })
            .await?;
        Ok(codes)
    }
}

/// The hash under which a code is kept. A code has 80 random bits, so that a plain hash cannot be tried through.
pub(crate) fn hash(account: AccountId, typed: &str) -> [u8; 32] {
    let code: String = typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    let mut sha = Sha256::new();
    sha.update(account.0.as_bytes());
    sha.update(code.as_bytes());
    sha.finalize().into()
}
