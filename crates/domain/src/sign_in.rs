//! How somebody signed in.

use std::str::FromStr;

/// By what a session was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Name and password.
    Password,
    /// Name and password, and then a second factor.
    PasswordAndCode,
    /// A passkey that checked who holds it.
    Passkey,
    /// The bureau's own identity provider (OpenID Connect).
    Identity,
}

impl How {
    /// Every way.
    pub const ALL: [Self; 4] = [Self::Password, Self::PasswordAndCode, Self::Passkey, Self::Identity];

    /// The word kept in the database and used in messages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::PasswordAndCode => "password_and_code",
            Self::Passkey => "passkey",
            Self::Identity => "identity",
        }
    }
}

impl FromStr for How {
    type Err = UnknownWay;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|how| how.word() == word).ok_or_else(|| UnknownWay(word.to_owned()))
    }
}

/// A word that names no way to sign in.
#[derive(Debug, thiserror::Error)]
#[error("unknown way to sign in {0:?}")]
pub struct UnknownWay(pub String);
