//! Passwords: hashed with Argon2id, a few at a time.

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::error::Error;

/// Password checks at the same time: each takes 19 MiB and tens of milliseconds of a core.
static CHECKS: Semaphore = Semaphore::const_new(2);
/// How long a sign-in waits for its turn at most.
const WAIT: std::time::Duration = std::time::Duration::from_secs(10);
/// Longest password that is looked at, in bytes.
pub(crate) const LONGEST: usize = 256;

/// Hashes a password with Argon2id.
///
/// # Errors
/// [`Error::Internal`].
pub async fn hash_password(password: String) -> Result<String, Error> {
    let _turn = CHECKS.acquire().await.map_err(Error::internal)?;
    tokio::task::spawn_blocking(move || {
        Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(|e| e.to_string())
    })
    .await
    .map_err(Error::internal)?
    .map_err(Error::internal)
}

/// Whether a password is the one that was hashed.
pub(crate) async fn verify(password: &str, hash: Option<String>) -> Result<bool, Error> {
    // An unknown name costs as much time as a wrong password, so that names cannot be found out.
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    if password.len() > LONGEST {
        return Ok(false);
    }
    let password = password.to_owned();
    let turn = tokio::time::timeout(WAIT, CHECKS.acquire()).await.map_err(|_| Error::Busy)?;
    let _turn = turn.map_err(Error::internal)?;
    tokio::task::spawn_blocking(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
        Argon2::default().verify_password(password.as_bytes(), hash.as_str()).is_ok() && known
    })
    .await
    .map_err(Error::internal)
}
