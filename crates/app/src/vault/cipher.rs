//! The cipher of everything sealed at rest: XChaCha20-Poly1305 (RFC 8439 with a nonce of 24 bytes).
//!
//! The one place to change where a buyer asks for another, such as SM4 (GB/T 32907).

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use uuid::Uuid;

use crate::ids::Ids;

/// A key of this cipher.
pub(crate) type Key = [u8; 32];

/// Nonce and ciphertext, bound to the owner; `None` only for more than the 256 GiB that one nonce can cover.
pub(crate) fn seal(key: &Key, ids: &Ids, owner: Uuid, text: &[u8]) -> Option<Vec<u8>> {
    let cipher = <XChaCha20Poly1305 as KeyInit>::new(key.into());
    let nonce: [u8; 24] = ids.bytes();
    let sealed = cipher.encrypt(&XNonce::from(nonce), Payload { msg: text, aad: owner.as_bytes() }).ok()?;
    Some([nonce.as_slice(), &sealed].concat())
}

/// What was sealed; `None` for another key, another owner or changed bytes.
pub(crate) fn open(key: &Key, owner: Uuid, sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, text) = sealed.split_first_chunk::<24>()?;
    let cipher = <XChaCha20Poly1305 as KeyInit>::new(key.into());
    cipher.decrypt(&XNonce::from(*nonce), Payload { msg: text, aad: owner.as_bytes() }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_key_and_the_owner_open_it_and_only_whole() {
        let ids = Ids::seeded([1; 32]);
        let (key, owner) = (ids.bytes(), ids.random());
        let sealed = seal(&key, &ids, owner, "袁某 138 0000 0000".as_bytes()).unwrap();
        assert_eq!(open(&key, owner, &sealed).as_deref(), Some("袁某 138 0000 0000".as_bytes()));
        assert_eq!(open(&ids.bytes(), owner, &sealed), None);
        assert_eq!(open(&key, ids.random(), &sealed), None);
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(open(&key, owner, &changed), None);
            assert_eq!(open(&key, owner, &sealed[..at]), None);
        }
    }
}
