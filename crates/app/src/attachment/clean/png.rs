//! PNG: the chunks that the picture is decoded from are kept, no others.

use super::{Refusal, exif, sized, take, take_u32};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Header, palette, transparency, how the colours are meant, pixels.
const KEPT: [&[u8; 4]; 8] = [b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"IDAT"];

pub(super) fn clean(bytes: &[u8]) -> Result<(Vec<u8>, (u32, u32)), Refusal> {
    let mut rest = bytes.strip_prefix(SIGNATURE).ok_or(Refusal::Damaged)?;
    let mut picture = SIGNATURE.to_vec();
    let (mut size, mut pixels, mut orientation, mut turn_at) = (None, false, 1, 0);
    loop {
        let length = usize::try_from(take_u32(&mut rest)?).map_err(|_| Refusal::Damaged)?;
        let whole = rest;
        let name = take(&mut rest, 4)?;
        let content = take(&mut rest, length)?;
        if crc32fast::hash(&whole[..4 + length]) != take_u32(&mut rest)? {
            return Err(Refusal::Damaged);
        }
        match name {
            b"IEND" => break,
            b"IHDR" if size.is_none() && length == 13 => {
                let mut header = content;
                size = Some(sized(take_u32(&mut header)?, take_u32(&mut header)?)?);
                chunk(&mut picture, name, content);
                turn_at = picture.len();
                continue;
            }
            b"IHDR" => return Err(Refusal::Damaged),
            b"eXIf" => orientation = exif::orientation(content),
            b"IDAT" => pixels = true,
            _ => {}
        }
        size.ok_or(Refusal::Damaged)?;
        if KEPT.iter().any(|kept| kept.as_slice() == name) {
            chunk(&mut picture, name, content);
        }
    }
    if orientation > 1 {
        let mut turn = Vec::new();
        chunk(&mut turn, b"eXIf", &exif::only(orientation));
        picture.splice(turn_at..turn_at, turn);
    }
    chunk(&mut picture, b"IEND", &[]);
    Ok((picture, size.filter(|_| pixels).ok_or(Refusal::Damaged)?))
}

fn chunk(to: &mut Vec<u8>, name: &[u8], content: &[u8]) {
    // It was read with such a length, or is short.
    to.extend((content.len() as u32).to_be_bytes());
    let begin = to.len();
    to.extend(name);
    to.extend(content);
    to.extend(crc32fast::hash(&to[begin..]).to_be_bytes());
}
