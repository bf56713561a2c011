//! Files as phones make them, made here, and what is left of them.

mod documents;
pub mod pictures;
mod refused;
mod sounds;

use kaimen_app::attachment::{Clean, Media, Refusal, clean};

/// Changed files of each kind.
const CHANGES: u32 = 2_000;

/// What must not be found in a file that is kept: maker, place and time, as the files of these tests hold them.
const SECRETS: [&[u8]; 6] = [b"SecretPhone", b"31.7012", b"119.9731", b"2011:01:22", b"GPSLatitude", b"secret note"];

/// Cleans a file, and checks that nothing of what it must lose is left and that there is nothing more to clean.
pub fn cleaned(bytes: &[u8], media: Media) -> Clean {
    let clean_once = clean(bytes).unwrap_or_else(|refusal| panic!("{media:?}: {refusal}"));
    assert_eq!(clean_once.media, media);
    for secret in SECRETS {
        assert!(!holds(&clean_once.bytes, secret), "{media:?} keeps {}", String::from_utf8_lossy(secret));
    }
    assert!(clean(&clean_once.bytes).as_ref() == Ok(&clean_once), "{media:?} is not clean at once");
    clean_once
}

pub fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

/// Cut or changed anywhere, a file is refused or cleaned, nothing panics, and what is clean stays so.
fn survives_cuts(bytes: &[u8]) {
    let mut state = 9_u64;
    let mut dice = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as usize % below
    };
    for _ in 0..CHANGES {
        let mut changed = bytes.to_vec();
        for _ in 0..=dice(4) {
            let at = dice(changed.len());
            match dice(4) {
                0 => changed[at] = dice(256) as u8,
                1 => changed[at] ^= 1 << dice(8),
                2 => changed[at] = [0, 0x7f, 0x80, 0xff][dice(4)],
                _ => {
                    let end = (at + dice(8)).min(changed.len());
                    changed.splice(at..end, b"stream".repeat(dice(2)));
                }
            }
        }
        let Ok(kept) = clean(&changed) else { continue };
        assert!(kept.media == Media::Pdf || clean(&kept.bytes).as_ref() == Ok(&kept), "{:?} is not clean", kept.media);
    }
    for end in (0..bytes.len()).step_by((bytes.len() / 400).max(1)) {
        match clean(&bytes[..end]) {
            Ok(_) | Err(Refusal::Damaged | Refusal::Kind | Refusal::Locked | Refusal::Pixels | Refusal::TooLarge) => {}
            Err(other) => panic!("{other}"),
        }
    }
}
