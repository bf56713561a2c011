//! Streams that hold other objects are unpacked while a document is read, and a few bytes can unpack to any number: all
//! of them together are measured first.

use std::io::Read;

use flate2::read::ZlibDecoder;

use super::Refusal;

/// Most bytes that all of them may unpack to.
pub(super) const UNPACKED: usize = 16 * 1024 * 1024;

/// Bytes before a stream in which its description is looked for.
const DESCRIPTION: usize = 1024;
/// More streams than documents of this size have.
const STREAMS: usize = 50_000;
/// Ways of packing that are not measured here; nobody packs objects in them.
const UNUSUAL: [&[u8]; 4] = [b"/LZW", b"/ASCII", b"/A85", b"/RunLength"];

/// Looks at every stream that a reader might take for one that holds objects.
pub(super) fn look(bytes: &[u8]) -> Result<(), Refusal> {
    let mut left = UNPACKED as u64;
    let (mut at, mut streams) = (0, 0);
    while let Some(found) = find(&bytes[at..], b"stream") {
        let begin = at + found;
        at = begin + b"stream".len();
        if bytes[..begin].ends_with(b"end") {
            continue;
        }
        streams += 1;
        if streams > STREAMS {
            return Err(Refusal::Damaged);
        }
        let description = plain(&bytes[begin.saturating_sub(DESCRIPTION)..begin]);
        let says = |what: &[u8]| find(&description, what).is_some();
        let says_so = says(b"/ObjStm") || says(b"/XRef");
        if says_so && UNUSUAL.iter().any(|packed| says(packed)) {
            return Err(Refusal::Damaged);
        }
        measure(bytes[at..].trim_ascii_start(), says_so, &mut left)?;
    }
    Ok(())
}

/// Takes what a stream unpacks to from what is left, if it says that it holds objects or looks like it: they begin with
/// a list of numbers.
fn measure(packed: &[u8], says_so: bool, left: &mut u64) -> Result<(), Refusal> {
    let mut unpacked = ZlibDecoder::new(packed);
    let mut buffer = [0; 16 * 1024];
    let mut first = true;
    // What cannot be unpacked to its end counts up to there.
    while let Ok(length @ 1..) = unpacked.read(&mut buffer) {
        let numbers =
            || buffer[..length.min(32)].iter().all(|byte| byte.is_ascii_digit() || byte.is_ascii_whitespace());
        if first && !says_so && !numbers() {
            return Ok(());
        }
        first = false;
        *left = left.checked_sub(length as u64).ok_or(Refusal::TooLarge)?;
    }
    Ok(())
}

/// With the escapes of names read: `/Obj#53tm` is `/ObjStm`.
fn plain(description: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(description.len());
    let mut rest = description;
    while let Some((byte, after)) = rest.split_first() {
        let escape = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match escape.filter(|_| *byte == b'#').and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(meant) => {
                plain.push(meant);
                rest = &after[2..];
            }
            None => {
                plain.push(*byte);
                rest = after;
            }
        }
    }
    plain
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}
