//! The file of keys: what seals the keys of records, one line for each generation.
//!
//! `1 2026-03-01T08:00:00Z 64 hexadecimal digits`; lines with `#` are for people. The file lies beside the database and
//! never in it, readable by its owner alone. It is only ever replaced as a whole, so that a kill leaves the old or the
//! new one.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arc_swap::ArcSwap;
use chrono::{DateTime, SecondsFormat, Utc};

use super::cipher::Key;
use crate::error::Error;
use crate::ids::hex;
use crate::{Ids, Secret};

const HEAD: &str = "# Keys of kaimen. Without this file nothing that is sealed in the database can be read.\n\
    # Back it up whenever it changes, and not where the database is backed up.\n";

/// One generation.
#[derive(Clone)]
struct Line {
    created: DateTime<Utc>,
    key: Key,
}

type Lines = BTreeMap<u32, Line>;

/// The keys of the installation.
pub struct Keyring {
    file: PathBuf,
    lines: ArcSwap<Lines>,
}

impl Keyring {
    /// Reads the keys from a file, or makes it. The first generation comes from the secret, under which contacts were
    /// sealed before there was a file.
    ///
    /// # Errors
    /// [`Error::Internal`] where the file cannot be read or written, or a line makes no sense.
    pub fn load_or_create(file: &Path, secret: &Secret, now: DateTime<Utc>) -> Result<Self, Error> {
        let ring = Self { file: file.to_owned(), lines: ArcSwap::default() };
        if read(file)?.is_none() {
            let _alone = ring.lock()?;
            // Another process may have made it in the meantime.
            if read(file)?.is_none() {
                ring.write(Lines::from([(1, Line { created: now, key: secret.first_key() })]))?;
            }
        }
        ring.reload()?;
        Ok(ring)
    }

    /// Generations, oldest first, with the time at which each was made.
    #[must_use]
    pub fn generations(&self) -> Vec<(u32, DateTime<Utc>)> {
        self.lines.load().iter().map(|(generation, line)| (*generation, line.created)).collect()
    }

    /// The newest generation.
    #[must_use]
    pub fn newest(&self) -> u32 {
        self.lines.load().last_key_value().map_or(0, |(generation, _)| *generation)
    }

    /// The key of a generation; the file is read again for one that is new.
    pub(crate) fn key(&self, generation: u32) -> Result<Key, Error> {
        let known = |lines: &Lines| lines.get(&generation).map(|line| line.key);
        if let Some(key) = known(&self.lines.load()) {
            return Ok(key);
        }
        self.reload()?;
        known(&self.lines.load()).ok_or_else(|| self.wrong(generation, "is missing"))
    }

    /// What to say where a generation is missing or is another key than the database was filled with.
    pub(crate) fn wrong(&self, generation: u32, how: &str) -> Error {
        Error::internal(format!(
            "key generation {generation} {how} in {}, and records of the database are sealed under it: take the line \
             that begins with {generation} from the backup of this file and put it back",
            self.file.display()
        ))
    }

    /// Makes a further generation; it is on the disk when this returns.
    pub(crate) fn add(&self, ids: &Ids, now: DateTime<Utc>) -> Result<u32, Error> {
        let _alone = self.lock()?;
        self.reload()?;
        let generation = self.newest() + 1;
        let mut lines = Lines::clone(&self.lines.load());
        lines.insert(generation, Line { created: now, key: ids.bytes() });
        self.write(lines)?;
        Ok(generation)
    }

    /// Takes generations out of the file.
    pub(crate) fn remove(&self, generations: &[u32]) -> Result<(), Error> {
        let _alone = self.lock()?;
        self.reload()?;
        let mut lines = Lines::clone(&self.lines.load());
        lines.retain(|generation, _| !generations.contains(generation));
        self.write(lines)
    }

    /// Reads the file again: another process may have added a generation.
    pub(crate) fn reload(&self) -> Result<(), Error> {
        let lines = read(&self.file)?
            .ok_or_else(|| Error::internal(format!("{} is gone: put it back from its backup", self.file.display())))?;
        self.lines.store(Arc::new(lines));
        Ok(())
    }

    /// Keeps other processes from writing until it is dropped.
    fn lock(&self) -> Result<File, Error> {
        let file = self.file.with_extension("lock");
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(&file);
        let locked = lock.and_then(|lock| lock.lock().map(|()| lock));
        locked.map_err(|error| Error::internal(format!("{} cannot be locked: {error}", file.display())))
    }

    fn write(&self, lines: Lines) -> Result<(), Error> {
        replace(&self.file, &text(&lines))
            .map_err(|error| Error::internal(format!("{} cannot be written: {error}", self.file.display())))?;
        self.lines.store(Arc::new(lines));
        Ok(())
    }
}

/// The whole file under its name, or the old one.
fn replace(file: &Path, text: &str) -> std::io::Result<()> {
    let new = file.with_extension("new");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut written = options.open(&new)?;
    written.write_all(text.as_bytes())?;
    written.sync_all()?;
    std::fs::rename(&new, file)?;
    // The new name itself must survive a power cut before anything is sealed under what the file holds.
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

fn read(file: &Path) -> Result<Option<Lines>, Error> {
    let shown = file.display();
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::internal(format!("{shown} cannot be read: {error}"))),
    };
    let mut lines = Lines::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
        let (generation, line) = parse(line).ok_or_else(|| {
            Error::internal(format!("line {} of {shown} makes no sense: take it from the backup", number + 1))
        })?;
        if lines.insert(generation, line).is_some() {
            return Err(Error::internal(format!("{shown} holds generation {generation} twice: remove one line")));
        }
    }
    if lines.is_empty() {
        return Err(Error::internal(format!("{shown} holds no key: put it back from its backup")));
    }
    Ok(Some(lines))
}

fn parse(line: &str) -> Option<(u32, Line)> {
    let mut words = line.split_whitespace();
    let generation = words.next()?.parse().ok().filter(|generation| (1..i32::MAX as u32).contains(generation))?;
    let created = words.next()?.parse().ok()?;
    let digits = words.next().filter(|digits| digits.len() == 64 && digits.is_ascii())?;
    let mut key = Key::default();
    for (at, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).ok()?;
    }
    words.next().is_none().then_some((generation, Line { created, key }))
}

fn text(lines: &Lines) -> String {
    let line = |(generation, line): (&u32, &Line)| {
        let created = line.created.to_rfc3339_opts(SecondsFormat::Secs, true);
        format!("{generation} {created} {}\n", hex(&line.key))
    };
    HEAD.to_owned() + &lines.iter().map(line).collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_reader_sees_what_the_first_adds_and_the_file_is_private() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys");
        let (secret, ids, now) = (Secret::new([2; 32]), Ids::seeded([1; 32]), DateTime::UNIX_EPOCH);
        let writer = Keyring::load_or_create(&file, &secret, now).unwrap();
        let reader = Keyring::load_or_create(&file, &Secret::new([3; 32]), now).unwrap();
        assert_eq!(reader.key(1).unwrap(), secret.first_key(), "the file counts once it is there");
        assert_eq!(writer.add(&ids, now).unwrap(), 2);
        assert_eq!(reader.newest(), 1);
        assert_eq!(reader.key(2).unwrap(), writer.key(2).unwrap());
        assert_ne!(reader.key(2).unwrap(), reader.key(1).unwrap());
        writer.remove(&[1]).unwrap();
        let missing = Keyring::load_or_create(&file, &secret, now).unwrap().key(1).unwrap_err();
        let Error::Internal(why) = missing else { panic!("{missing:?}") };
        assert!(why.to_string().contains("generation 1 is missing") && why.to_string().contains("backup"), "{why}");
        let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&file).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn lines_that_make_no_sense_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys");
        let (key, time) = ("0".repeat(64), "2026-03-01T08:00:00Z");
        for (text, words) in [
            (String::new(), "holds no key"),
            (format!("# people\n\n1 {time} {key}\n2 {time} {}\n", &key[1..]), "line 4 "),
            (format!("1 {time} {key}\n1 {time} {key}\n"), "generation 1 twice"),
            (format!("0 {time} {key}\n"), "line 1 "),
            (format!("1 today {key}\n"), "line 1 "),
            (format!("1 {time} {key} more\n"), "line 1 "),
            (format!("1 {time} {}\n", "é".repeat(32)), "line 1 "),
        ] {
            std::fs::write(&file, &text).unwrap();
            let Err(Error::Internal(why)) = Keyring::load_or_create(&file, &Secret::new([2; 32]), DateTime::UNIX_EPOCH)
            else {
                panic!("{text}")
            };
            assert!(why.to_string().contains(words), "{why} for {text}");
        }
    }
}
