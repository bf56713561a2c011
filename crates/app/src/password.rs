//! Passwords: hashed with Argon2id, a few at a time.

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use kaimen_store::account::Account;
use tokio::sync::Semaphore;

use crate::App;
use crate::error::Error;
use crate::session::Open;

/// Shortest password that somebody may choose, in characters.
const SHORTEST: usize = 12;

/// Password checks at the same time: each takes 19 MiB and tens of milliseconds of a core.
static CHECKS: Semaphore = Semaphore::const_new(2);
/// How long a sign-in waits for its turn at most.
const WAIT: std::time::Duration = std::time::Duration::from_secs(10);
/// Longest password that is looked at, in bytes.
const LONGEST: usize = 256;

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

impl App {
    /// Changes the own password and ends the other sessions.
    ///
    /// # Errors
    /// [`Error::Invalid`] with field `old-password`, `password-short`, `password-long`, `password-own` or
    /// `password-common`; [`Error::TooManyTries`].
    pub async fn change_password(&self, open: &Open, old: &str, new: &str) -> Result<(), Error> {
        let staff = self.require_own(open)?;
        let account = self.own_account(open).await?;
        let key = format!("old-password/{}", staff.account);
        self.0.throttle.begin(&key, self.now())?;
        if !verify(old, account.password_hash.clone()).await? {
            return Err(Error::invalid("old-password", "not the password of this account"));
        }
        self.0.throttle.right(&key);
        check(new, &account)?;
        let hash = hash_password(new.to_owned()).await?;
        let (app, open) = (self.clone(), open.clone());
        self.database()
            .write(move |context| {
                Box::pin(async move {
                    let found = kaimen_store::account::find(context.tx(), staff.account).await?;
                    let mut account = found.ok_or(Error::SignedOut)?;
                    account.password_hash = Some(hash);
                    account.version += 1;
                    kaimen_store::account::save(context, &account).await?;
                    app.end_others(context, &open, "change-password").await
                })
            })
            .await
    }
}

/// Refuses passwords that would be guessed first (GB/T 22239-2019 8.1.4.1; NIST SP 800-63B 5.1.1.2).
fn check(password: &str, account: &Account) -> Result<(), Error> {
    if password.chars().count() < SHORTEST {
        return Err(Error::invalid("password-short", "twelve characters or more"));
    }
    if password.len() > LONGEST {
        return Err(Error::invalid("password-long", "up to 256 bytes"));
    }
    let small = password.to_lowercase();
    let mut own = [account.username.to_lowercase(), account.name.to_lowercase()].into_iter();
    if own.any(|own| own.chars().count() > 1 && small.contains(&own)) {
        return Err(Error::invalid("password-own", "holds the own name"));
    }
    // The estimate looks at every part of the text: its beginning tells enough.
    let start: String = password.chars().take(64).collect();
    if zxcvbn::zxcvbn(&start, &[&account.username, &account.name, "kaimen"]).score() < zxcvbn::Score::Three {
        return Err(Error::invalid("password-common", "would be guessed soon"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use kaimen_domain::id::AccountId;
    use kaimen_domain::role::Role;

    use super::*;

    #[test]
    fn what_would_be_guessed_first_is_refused() {
        let account = Account {
            id: AccountId(uuid::Uuid::nil()),
            username: "wuwenjia".to_owned(),
            name: "吴文佳".to_owned(),
            role: Role::DutyDesk,
            password_hash: None,
            station: None,
            unit: None,
            active: true,
            version: 1,
            created_at: DateTime::UNIX_EPOCH,
        };
        let field = |password: &str| match check(password, &account) {
            Ok(()) => "",
            Err(Error::Invalid { field, .. }) => field,
            Err(other) => panic!("{other}"),
        };
        assert_eq!(field("Xk4#tq"), "password-short");
        assert_eq!(field(&"长".repeat(100)), "password-long");
        assert_eq!(field("我是吴文佳我喜欢钓鱼和下棋"), "password-own");
        assert_eq!(field("WuWenJia-2026-11"), "password-own");
        for common in ["password1234", "123456789012", "qwertyuiop12", "aaaaaaaaaaaa", "iloveyou1234"] {
            assert_eq!(field(common), "password-common", "{common}");
        }
        for good in ["tram olive 47 kettle", "湖边三只白鹭飞过老码头看夕阳", "fk7u-x2pq-m9ra-tn4c"] {
            assert_eq!(field(good), "", "{good}");
        }
    }
}
