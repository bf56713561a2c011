//! JPEG (ITU-T T.81): the segments that the picture is decoded from are kept, no others, and nothing after its end, where
//! phones put further pictures and films.

use super::{Refusal, exif, sized, take};

const START: u8 = 0xd8;
const END: u8 = 0xd9;
const SCAN: u8 = 0xda;

/// What becomes of the note which way is up.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Turned {
    /// It is kept, alone.
    Kept,
    /// It goes: inside a document it has no meaning.
    Gone,
}

pub(super) fn clean(bytes: &[u8], turned: Turned) -> Result<(Vec<u8>, (u32, u32)), Refusal> {
    let mut rest = bytes;
    if take(&mut rest, 2)? != [0xff, START] {
        return Err(Refusal::Damaged);
    }
    let mut body = Vec::with_capacity(bytes.len());
    let (mut size, mut orientation, mut scans) = (None, 1, 0);
    loop {
        let marker = marker(&mut rest)?;
        match marker {
            END => break,
            // Markers without content have no place between segments.
            0x01 | 0xd0..=0xd7 => continue,
            START | 0x00 => return Err(Refusal::Damaged),
            _ => {}
        }
        let length = take(&mut rest, 2)?;
        let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
        let content = take(&mut rest, length.checked_sub(2).ok_or(Refusal::Damaged)?)?;
        match marker {
            // Frame: one, before the first scan. Two would be a picture in layers, which no phone makes.
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                let [_, h1, h0, w1, w0, ..] = content else { return Err(Refusal::Damaged) };
                let (width, height) = (u16::from_be_bytes([*w1, *w0]), u16::from_be_bytes([*h1, *h0]));
                if size.replace(sized(width.into(), height.into())?).is_some() {
                    return Err(Refusal::Damaged);
                }
                segment(&mut body, marker, content);
            }
            // Tables and the restart interval.
            0xc4 | 0xcc | 0xdb | 0xdd => segment(&mut body, marker, content),
            0xe1 => {
                if let Some(tiff) = content.strip_prefix(b"Exif\0\0") {
                    orientation = exif::orientation(tiff);
                }
            }
            // How the colours are coded; the part of known length only.
            0xee if content.starts_with(b"Adobe") && content.len() >= 12 => segment(&mut body, marker, &content[..12]),
            SCAN => {
                size.ok_or(Refusal::Damaged)?;
                segment(&mut body, marker, content);
                body.extend(entropy(&mut rest));
                scans += 1;
                // Cut short in the last scan: what is there is shown.
                if rest.is_empty() {
                    break;
                }
            }
            _ => {}
        }
    }
    let size = size.filter(|_| scans > 0).ok_or(Refusal::Damaged)?;
    let mut picture = vec![0xff, START];
    if turned == Turned::Kept && orientation > 1 {
        segment(&mut picture, 0xe1, &[b"Exif\0\0".as_slice(), &exif::only(orientation)].concat());
    }
    picture.extend(body);
    picture.extend([0xff, END]);
    Ok((picture, size))
}

/// The next marker; what stands before it and is none is left out.
fn marker(rest: &mut &[u8]) -> Result<u8, Refusal> {
    while take(rest, 1)? != [0xff] {}
    loop {
        match take(rest, 1)?[0] {
            0xff => {}
            marker => return Ok(marker),
        }
    }
}

fn segment(to: &mut Vec<u8>, marker: u8, content: &[u8]) {
    to.extend([0xff, marker]);
    // It was read with such a length.
    to.extend(((content.len() + 2) as u16).to_be_bytes());
    to.extend(content);
}

/// The coded picture up to the next marker that is not part of it.
fn entropy<'b>(rest: &mut &'b [u8]) -> &'b [u8] {
    let is_end = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xd0..=0xd7 | 0xff);
    let end = rest.windows(2).position(is_end).unwrap_or(rest.len());
    let (coded, after) = rest.split_at(end);
    *rest = after;
    coded
}
