//! Checkpoints: size and root of the log, signed by the installation (C2SP tlog-checkpoint on signed-note, Ed25519).

use base64::prelude::{BASE64_STANDARD, Engine};
use ed25519_dalek::SigningKey;
use signed_note::{Note, NoteError, StandardSigner, StandardVerifier, VerifierList};

use super::Hash;

/// Longest checkpoint that is read, in bytes.
pub const LONGEST: usize = 16 * 1024;
/// Algorithm byte of Ed25519 in signed notes.
const ED25519: u8 = 1;

/// A key text that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadKey {
    /// The name of the log has spaces or plus signs, or is empty.
    #[error("the name of a log has no spaces and no plus signs")]
    Origin,
    /// Not a key in the form of signed notes.
    #[error("this is not a key: it has the form NAME+NUMBER+LETTERS, in one line")]
    Form,
}

/// The private key of the installation, with the name of the log.
pub struct CheckpointKey {
    signer: StandardSigner,
    verifier: VerifierKey,
}

impl CheckpointKey {
    /// The text of a key made from 32 random bytes, as kept in its file.
    ///
    /// # Errors
    /// [`BadKey::Origin`].
    pub fn text(origin: &str, seed: &[u8; 32]) -> Result<String, BadKey> {
        if !signed_note::is_key_name_valid(origin) {
            return Err(BadKey::Origin);
        }
        let public = [&[ED25519], SigningKey::from_bytes(seed).verifying_key().as_bytes().as_slice()].concat();
        let id = signed_note::key_id(origin, &public);
        let private = BASE64_STANDARD.encode([&[ED25519], seed.as_slice()].concat());
        Ok(format!("PRIVATE+KEY+{origin}+{id:08x}+{private}\n"))
    }

    /// A key made from 32 random bytes.
    ///
    /// # Errors
    /// [`BadKey::Origin`].
    pub fn new(origin: &str, seed: &[u8; 32]) -> Result<Self, BadKey> {
        Self::parse(&Self::text(origin, seed)?)
    }

    /// Reads that text.
    ///
    /// # Errors
    /// [`BadKey::Form`].
    pub fn parse(text: &str) -> Result<Self, BadKey> {
        let text = text.trim();
        let signer = StandardSigner::new(text).map_err(|_| BadKey::Form)?;
        let mut parts = text.splitn(5, '+').skip(2);
        let (Some(origin), Some(id), Some(private)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(BadKey::Form);
        };
        let private = BASE64_STANDARD.decode(private).map_err(|_| BadKey::Form)?;
        let seed = private.get(1..).and_then(|seed| seed.try_into().ok()).ok_or(BadKey::Form)?;
        let public = [&[ED25519], SigningKey::from_bytes(&seed).verifying_key().as_bytes().as_slice()].concat();
        let verifier = VerifierKey::parse(&format!("{origin}+{id}+{}", BASE64_STANDARD.encode(public)))?;
        Ok(Self { signer, verifier })
    }

    /// The public half.
    #[must_use]
    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// Signs size and root of the log.
    ///
    /// # Errors
    /// [`BadCheckpoint::Form`] where they make no checkpoint; they always do.
    pub fn sign(&self, size: u64, root: Hash) -> Result<Checkpoint, BadCheckpoint> {
        let origin = self.verifier.origin().to_owned();
        let text = tlog_tiles::Checkpoint::new(&origin, size, root, "").map_err(|_| BadCheckpoint::Form)?.to_bytes();
        let mut note = Note::new(&text, &[]).map_err(|_| BadCheckpoint::Form)?;
        note.add_sigs(&[&self.signer]).map_err(|_| BadCheckpoint::Form)?;
        let note = String::from_utf8(note.to_bytes()).map_err(|_| BadCheckpoint::Form)?;
        Ok(Checkpoint { origin, size, root, note })
    }
}

/// The public key of a log: whoever holds it can check checkpoints and needs nobody's word.
#[derive(Clone)]
pub struct VerifierKey {
    text: String,
    origin: String,
    verifier: StandardVerifier,
}

impl VerifierKey {
    /// Reads a key in the form of signed notes: `NAME+NUMBER+LETTERS`.
    ///
    /// # Errors
    /// [`BadKey::Form`].
    pub fn parse(text: &str) -> Result<Self, BadKey> {
        let text = text.trim();
        if text.len() > LONGEST {
            return Err(BadKey::Form);
        }
        let verifier = StandardVerifier::new(text).map_err(|_| BadKey::Form)?;
        let (origin, _) = text.split_once('+').ok_or(BadKey::Form)?;
        Ok(Self { text: text.to_owned(), origin: origin.to_owned(), verifier })
    }

    /// The key as text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Name of the log.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }
}

/// A checkpoint that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadCheckpoint {
    /// Not a checkpoint at all.
    #[error("this is not a checkpoint: three lines (name, number of rows, hash), an empty line and a signature")]
    Form,
    /// Of another log.
    #[error("this checkpoint is of another log, or was signed with another key")]
    OtherLog,
    /// The signature is wrong.
    #[error("the signature is wrong: this checkpoint was changed, or was never signed with this key")]
    Signature,
}

/// A checkpoint whose signature is good.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkpoint {
    /// Name of the log.
    pub origin: String,
    /// Rows that it covers.
    pub size: u64,
    /// Root of the tree of these rows.
    pub root: Hash,
    /// The signed text.
    pub note: String,
}

impl Checkpoint {
    /// Opens a signed checkpoint. Line ends of other systems and a missing last one are forgiven: browsers and printed
    /// codes change them.
    ///
    /// # Errors
    /// [`BadCheckpoint`].
    pub fn open(note: &[u8], key: &VerifierKey) -> Result<Self, BadCheckpoint> {
        if note.len() > LONGEST {
            return Err(BadCheckpoint::Form);
        }
        let text = std::str::from_utf8(note).map_err(|_| BadCheckpoint::Form)?;
        let text = format!("{}\n", text.trim().replace("\r\n", "\n"));
        let note = Note::from_bytes(text.as_bytes()).map_err(|_| BadCheckpoint::Form)?;
        let inner = tlog_tiles::Checkpoint::from_bytes(note.text()).map_err(|_| BadCheckpoint::Form)?;
        if inner.origin() != key.origin() {
            return Err(BadCheckpoint::OtherLog);
        }
        note.verify(&VerifierList::new(vec![Box::new(key.verifier.clone())])).map_err(|error| match error {
            NoteError::UnverifiedNote => BadCheckpoint::OtherLog,
            _ => BadCheckpoint::Signature,
        })?;
        Ok(Self { origin: inner.origin().to_owned(), size: inner.size(), root: *inner.hash(), note: text })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(seed: u8) -> CheckpointKey {
        CheckpointKey::new("kaimen/test", &[seed; 32]).unwrap()
    }

    #[test]
    fn the_example_of_the_signed_note_specification_opens() {
        // https://c2sp.org/signed-note: key and note as printed there and in golang.org/x/mod.
        let key = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
        let public = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        assert_eq!(CheckpointKey::parse(key).unwrap().verifier().text(), public);
    }

    #[test]
    fn a_signed_checkpoint_opens_with_its_key_alone() {
        let signed = key(1).sign(3, Hash([7; 32])).unwrap();
        let own = key(1).verifier().clone();
        assert_eq!(Checkpoint::open(signed.note.as_bytes(), &own).unwrap(), signed);
        assert_eq!(Checkpoint::open(signed.note.as_bytes(), key(2).verifier()).unwrap_err(), BadCheckpoint::OtherLog);
        let changed = signed.note.replacen("\n3\n", "\n4\n", 1);
        assert_eq!(Checkpoint::open(changed.as_bytes(), &own).unwrap_err(), BadCheckpoint::Signature);
        let pasted = signed.note.trim_end().replace('\n', "\r\n");
        assert_eq!(Checkpoint::open(pasted.as_bytes(), &own).unwrap(), signed);
    }

    #[test]
    fn names_with_spaces_make_no_key() {
        assert_eq!(CheckpointKey::text("my log", &[1; 32]).unwrap_err(), BadKey::Origin);
        assert_eq!(CheckpointKey::text("a+b", &[1; 32]).unwrap_err(), BadKey::Origin);
        assert!(VerifierKey::parse("kaimen/test+00000000+AAAA").is_err());
    }
}
