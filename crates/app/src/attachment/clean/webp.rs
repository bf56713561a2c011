//! WebP (RFC 9649): picture and transparency are kept, no colour profile, no data of the camera beyond which way is up.

use super::{Refusal, exif, riff, sized};

const ALPHA: u8 = 0x10;
const EXIF: u8 = 0x08;

pub(super) fn clean(bytes: &[u8]) -> Result<(Vec<u8>, (u32, u32)), Refusal> {
    let chunks = riff::chunks(bytes, b"WEBP")?;
    let one = |name: &[u8]| chunks.iter().find(|chunk| chunk.name == name).map(|chunk| chunk.content);
    // Moving pictures are not taken.
    if one(b"ANIM").is_some() || one(b"ANMF").is_some() {
        return Err(Refusal::Kind);
    }
    let (name, picture, size) = match (one(b"VP8 "), one(b"VP8L")) {
        (Some(picture), None) => (b"VP8 ", picture, lossy(picture)?),
        (None, Some(picture)) => (b"VP8L", picture, lossless(picture)?),
        _ => return Err(Refusal::Damaged),
    };
    let alpha = one(b"ALPH").filter(|_| name == b"VP8 ");
    let orientation = one(b"EXIF").map_or(1, |data| exif::orientation(data.strip_prefix(b"Exif\0\0").unwrap_or(data)));
    let extended = one(b"VP8X").filter(|header| header.len() == 10);
    let turn = exif::only(orientation);
    let mut header = [0; 10];
    let mut kept: Vec<(&[u8], &[u8])> = Vec::new();
    if let Some(old) = extended {
        header[0] = old[0] & ALPHA | if orientation > 1 { EXIF } else { 0 };
        // The canvas of a picture that does not move is the picture.
        header[4..7].copy_from_slice(&(size.0 - 1).to_le_bytes()[..3]);
        header[7..10].copy_from_slice(&(size.1 - 1).to_le_bytes()[..3]);
        kept.push((b"VP8X", &header));
        kept.extend(alpha.map(|alpha| (b"ALPH".as_slice(), alpha)));
    }
    kept.push((name, picture));
    if extended.is_some() && orientation > 1 {
        kept.push((b"EXIF", &turn));
    }
    Ok((riff::file(b"WEBP", &kept), size))
}

/// Size in a key frame of VP8 (RFC 6386, 9.1).
fn lossy(picture: &[u8]) -> Result<(u32, u32), Refusal> {
    let [first, _, _, 0x9d, 0x01, 0x2a, w0, w1, h0, h1, ..] = picture else { return Err(Refusal::Damaged) };
    if first & 1 != 0 {
        return Err(Refusal::Damaged);
    }
    let side = |low: u8, high: u8| u32::from(u16::from_le_bytes([low, high]) & 0x3fff);
    sized(side(*w0, *w1), side(*h0, *h1))
}

/// Size in VP8L: 14 bits each, less one.
fn lossless(picture: &[u8]) -> Result<(u32, u32), Refusal> {
    let [0x2f, a, b, c, d, ..] = picture else { return Err(Refusal::Damaged) };
    let bits = u32::from_le_bytes([*a, *b, *c, *d]);
    sized((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1)
}
