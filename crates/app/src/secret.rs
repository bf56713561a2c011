//! The secret of the installation: a file of 32 bytes beside the database, never in it.
//!
//! From it come the verification codes of receipts and the key under which the keys of single contacts are sealed.

use std::io::{ErrorKind, Write};
use std::path::Path;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use kaimen_domain::id::CallId;
use kaimen_domain::receipt;
use kaimen_store::contact::Contact;
use sha2::Sha256;

use crate::ids::Ids;

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
        match std::fs::read(path) {
            Ok(bytes) => {
                let wrong = |_| std::io::Error::new(ErrorKind::InvalidData, "the secret file is not 32 bytes long");
                Ok(Self(bytes.try_into().map_err(wrong)?))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let bytes = ids.bytes::<32>();
                let mut options = std::fs::OpenOptions::new();
                options.write(true).create_new(true);
                #[cfg(unix)]
                std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
                let mut file = options.open(path)?;
                file.write_all(&bytes)?;
                file.sync_all()?;
                Ok(Self(bytes))
            }
            Err(error) => Err(error),
        }
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

    /// Seals a contact under a fresh key, and that key under the secret.
    #[must_use]
    pub fn seal(&self, ids: &Ids, call: CallId, contact: &str) -> Option<Contact> {
        let key = ids.bytes::<32>();
        let wrapping = self.derive("contact", b"");
        Some(Contact {
            call,
            record_key: encrypt(&wrapping, ids.bytes(), call, &key)?,
            sealed: encrypt(&key, ids.bytes(), call, contact.as_bytes())?,
        })
    }

    /// Opens a contact; `None` where it was sealed under another secret or for another call.
    #[must_use]
    pub fn unseal(&self, contact: &Contact) -> Option<String> {
        let key = decrypt(&self.derive("contact", b""), contact.call, &contact.record_key)?;
        let text = decrypt(&key.try_into().ok()?, contact.call, &contact.sealed)?;
        String::from_utf8(text).ok()
    }
}

/// Nonce and ciphertext, bound to the call.
fn encrypt(key: &[u8; 32], nonce: [u8; 24], call: CallId, text: &[u8]) -> Option<Vec<u8>> {
    let cipher = <XChaCha20Poly1305 as KeyInit>::new(key.into());
    let payload = Payload { msg: text, aad: call.0.as_bytes() };
    let sealed = cipher.encrypt(&XNonce::from(nonce), payload).ok()?;
    Some([nonce.as_slice(), &sealed].concat())
}

fn decrypt(key: &[u8; 32], call: CallId, sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, text) = sealed.split_first_chunk::<24>()?;
    let cipher = <XChaCha20Poly1305 as KeyInit>::new(key.into());
    cipher.decrypt(&XNonce::from(*nonce), Payload { msg: text, aad: call.0.as_bytes() }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_opens_only_for_its_call_and_secret() {
        let ids = Ids::seeded([1; 32]);
        let secret = Secret::new([2; 32]);
        let sealed = secret.seal(&ids, CallId(ids.random()), "袁某 138 0000 0000").unwrap();
        assert_eq!(secret.unseal(&sealed).as_deref(), Some("袁某 138 0000 0000"));
        assert_eq!(Secret::new([3; 32]).unseal(&sealed), None);
        let moved = Contact { call: CallId(ids.random()), ..sealed };
        assert_eq!(secret.unseal(&moved), None);
    }

    #[test]
    fn codes_belong_to_their_receipt() {
        let secret = Secret::new([2; 32]);
        let code = secret.verify_code("234-567-89M");
        assert!(secret.code_matches("234-567-89M", &code));
        assert!(!secret.code_matches("234-567-89P", &code));
        assert!(!secret.code_matches("234-567-89M", ""));
    }
}
