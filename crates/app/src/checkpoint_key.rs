//! The key that signs checkpoints of the audit log: a line of text beside the database, never in it.

use std::io::{Error, ErrorKind, Result};
use std::path::Path;

use kaimen_domain::audit::checkpoint::CheckpointKey;

use crate::ids::{Ids, hex};
use crate::private_file;

/// Name of the file in the data folder.
pub const FILE: &str = "checkpoint.key";

/// Reads the key of the installation from its folder, or makes it. The log is called `origin`, or else `kaimen/` and
/// eight letters drawn once: whoever holds checkpoints of several bureaus must be able to tell them apart.
///
/// # Errors
/// Where the file cannot be read or written, is no key, or belongs to a log of another name.
pub fn load_or_create(folder: &Path, origin: Option<&str>, ids: &Ids) -> Result<CheckpointKey> {
    let bytes = private_file::read_or_create(&folder.join(FILE), || {
        let drawn = format!("kaimen/{}", hex(&ids.bytes::<4>()));
        let text = CheckpointKey::text(origin.unwrap_or(&drawn), &ids.bytes());
        text.map(String::into_bytes).map_err(|error| Error::new(ErrorKind::InvalidInput, error))
    })?;
    read(&bytes, origin)
}

/// Reads the key of the installation from its folder.
///
/// # Errors
/// Where the file cannot be read or is no key.
pub fn load(folder: &Path) -> Result<CheckpointKey> {
    read(&std::fs::read(folder.join(FILE))?, None)
}

fn read(bytes: &[u8], origin: Option<&str>) -> Result<CheckpointKey> {
    let wrong = |why: &str| Error::new(ErrorKind::InvalidData, why);
    let text = std::str::from_utf8(bytes).map_err(|_| wrong("the file holds no key: restore it from the backup"))?;
    let key = CheckpointKey::parse(text).map_err(|_| wrong("the file holds no key: restore it from the backup"))?;
    match origin {
        Some(origin) if origin != key.verifier().origin() => {
            Err(wrong("the key was made for a log of another name: the name of a log cannot be changed"))
        }
        _ => Ok(key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_made_once_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let ids = Ids::seeded([1; 32]);
        let made = load_or_create(folder.path(), None, &ids).unwrap();
        assert!(made.verifier().origin().starts_with("kaimen/"));
        let again = load_or_create(folder.path(), None, &ids).unwrap();
        assert_eq!(made.verifier().text(), again.verifier().text());
        assert_eq!(load(folder.path()).unwrap().verifier().text(), made.verifier().text());
        assert!(load_or_create(folder.path(), Some("bureau/log"), &ids).is_err());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(folder.path().join(FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        std::fs::write(folder.path().join(FILE), b"not a key").unwrap();
        assert!(load_or_create(folder.path(), None, &ids).is_err());
    }
}
