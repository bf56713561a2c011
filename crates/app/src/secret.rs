//! The secret of the installation: a file of 32 bytes beside the database, never in it.
//!
//! From it comes what must not change as long as the installation lives: the verification codes of receipts, the names
//! under which attached files are kept, and the first generation of the keys of the vault ([`crate::vault`]).

use std::io::ErrorKind;
use std::path::Path;

use hmac::{Hmac, Mac};
use kaimen_domain::receipt;
use sha2::Sha256;

use crate::ids::Ids;
use crate::private_file;

/// The secret of the installation.
pub struct Secret([u8; 32]);

impl Secret {
    /// Wraps 32 bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads the secret from a file, or makes the file, readable by its owner alone.
    ///
    /// # Errors
    /// Where the file cannot be read or written or is not 32 bytes long.
    pub fn load_or_create(path: &Path, ids: &Ids) -> std::io::Result<Self> {
        let bytes = private_file::read_or_create(path, || Ok(ids.bytes::<32>().to_vec()))?;
        let wrong = |_| std::io::Error::new(ErrorKind::InvalidData, "the secret file is not 32 bytes long");
        Ok(Self(bytes.try_into().map_err(wrong)?))
    }

    fn derive(&self, label: &str, data: &[u8]) -> [u8; 32] {
        // A key of any length is good for HMAC, so this cannot fail; an empty digest would only lock contacts.
        let Ok(mut mac) = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&self.0) else { return [0; 32] };
        mac.update(label.as_bytes());
        mac.update(&[0]);
        mac.update(data);
        mac.finalize().into_bytes().into()
    }

    /// Tells whether this is the secret that a database was filled with, and nothing else of it.
    #[must_use]
    pub fn check(&self) -> [u8; 32] {
        self.derive("check", b"")
    }

    /// The first generation of the keys of the vault: under it contacts were sealed before there were others.
    #[must_use]
    pub(crate) fn first_key(&self) -> [u8; 32] {
        self.derive("contact", b"")
    }

    /// The name under which a file is kept: the same for the same bytes, and telling nobody without the secret whether
    /// a known file is among them.
    #[must_use]
    pub(crate) fn name_of(&self, content: &[u8]) -> [u8; 32] {
        self.derive("blob", content)
    }

    /// Verification code that belongs to a receipt number.
    #[must_use]
    pub fn verify_code(&self, receipt_number: &str) -> String {
        receipt::verify_code(&self.derive("receipt", receipt_number.as_bytes()))
    }

    /// Whether `typed` is the code of the receipt; takes the same time whatever was typed.
    #[must_use]
    pub fn code_matches(&self, receipt_number: &str, typed: &str) -> bool {
        let expected = self.verify_code(receipt_number);
        let same_length = expected.len() == typed.len();
        let differences = expected.bytes().zip(typed.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b));
        same_length && differences == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_belong_to_their_receipt() {
        let secret = Secret::new([2; 32]);
        let code = secret.verify_code("234-567-89M");
        assert!(secret.code_matches("234-567-89M", &code));
        assert!(!secret.code_matches("234-567-89P", &code));
        assert!(!secret.code_matches("234-567-89M", ""));
    }
}
