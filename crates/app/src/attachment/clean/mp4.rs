//! Sound in an MPEG-4 file, as phones record it. Place, device and times go; a film is refused.

use std::ops::Range;

use super::Refusal;
use super::boxes::{blank, boxes};

/// Boxes that hold boxes, each with those of its boxes that are kept.
const INSIDE: [(&[u8; 4], &[&[u8; 4]]); 5] = [
    (b"moov", &[b"mvhd", b"trak"]),
    (b"trak", &[b"tkhd", b"edts", b"mdia"]),
    (b"mdia", &[b"mdhd", b"hdlr", b"minf"]),
    (b"minf", &[b"smhd", b"dinf", b"stbl"]),
    (b"stbl", &[b"stsd", b"stts", b"ctts", b"stss", b"stsc", b"stsz", b"stz2", b"stco", b"co64", b"sgpd", b"sbgp"]),
];

pub(super) fn clean(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut file = bytes.to_vec();
    let mut tracks = 0;
    let top = boxes(bytes, 0..bytes.len())?;
    let has = |name: &[u8; 4]| top.iter().any(|one| one.name == *name);
    // In pieces: recorders do not write this.
    if has(b"moof") || !has(b"mdat") {
        return Err(if has(b"moof") { Refusal::Kind } else { Refusal::Damaged });
    }
    for one in &top {
        match &one.name {
            b"ftyp" | b"mdat" => {}
            b"moov" => walk(&mut file, &one.name, one.content.clone(), &mut tracks)?,
            _ => blank(&mut file, one),
        }
    }
    if tracks == 0 { Err(Refusal::Damaged) } else { Ok(file) }
}

fn walk(file: &mut [u8], name: &[u8; 4], content: Range<usize>, tracks: &mut u32) -> Result<(), Refusal> {
    let Some((_, kept)) = INSIDE.iter().find(|(holder, _)| *holder == name) else { return Ok(()) };
    for one in boxes(file, content)? {
        if !kept.contains(&&one.name) {
            blank(file, &one);
            continue;
        }
        match &one.name {
            b"mvhd" | b"tkhd" | b"mdhd" => forget_times(file, &one.content)?,
            b"hdlr" => {
                sound_only(file, &one.content)?;
                *tracks += 1;
            }
            name => walk(file, name, one.content, tracks)?,
        }
    }
    Ok(())
}

/// When it was made and changed: eight bytes, or sixteen in the second version.
fn forget_times(file: &mut [u8], content: &Range<usize>) -> Result<(), Refusal> {
    let version = file[content.clone()].first().ok_or(Refusal::Damaged)?;
    let length = if *version == 1 { 16 } else { 8 };
    file[content.clone()].get_mut(4..4 + length).ok_or(Refusal::Damaged)?.fill(0);
    Ok(())
}

/// A track of anything but sound makes it a film; the name that the recorder gave the track goes.
fn sound_only(file: &mut [u8], content: &Range<usize>) -> Result<(), Refusal> {
    let content = &mut file[content.clone()];
    if content.get(8..12).ok_or(Refusal::Damaged)? != b"soun" {
        return Err(Refusal::Kind);
    }
    content[12..].fill(0);
    Ok(())
}
