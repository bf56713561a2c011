//! Opus or Vorbis in Ogg (RFC 3533, 5334, 7845): the packet of comments is emptied in place.

use std::ops::Range;

use super::Refusal;

struct Page {
    whole: Range<usize>,
    /// Stretches of packets, each with whether the packet ends there.
    parts: Vec<(Range<usize>, bool)>,
}

pub(super) fn clean(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let pages = pages(bytes)?;
    let mut packets = Packets::default();
    for part in pages.iter().flat_map(|page| &page.parts) {
        packets.add(part);
    }
    let [first, comments] = &packets.0[..] else { return Err(Refusal::Damaged) };
    let begins =
        |packet: &[Range<usize>], with: &[u8]| packet.first().is_some_and(|at| bytes[at.clone()].starts_with(with));
    let empty: &[u8] = if begins(first, b"OpusHead") && begins(comments, b"OpusTags") {
        b"OpusTags\0\0\0\0\0\0\0\0"
    } else if begins(first, b"\x01vorbis") && begins(comments, b"\x03vorbis") {
        // The last one says that the packet is whole.
        b"\x03vorbis\0\0\0\0\0\0\0\0\x01"
    } else {
        return Err(Refusal::Kind);
    };
    let mut file = bytes.to_vec();
    let places: Vec<usize> = comments.iter().cloned().flatten().collect();
    if places.len() < empty.len() {
        return Err(Refusal::Damaged);
    }
    for (nth, at) in places.iter().enumerate() {
        file[*at] = empty.get(nth).copied().unwrap_or(0);
    }
    for page in &pages {
        sign(&mut file[page.whole.clone()]);
    }
    Ok(file)
}

/// The first two packets, in stretches.
#[derive(Default)]
struct Packets(Vec<Vec<Range<usize>>>, bool);

impl Packets {
    fn add(&mut self, (part, ends): &(Range<usize>, bool)) {
        if !self.1 && self.0.len() == 2 {
            return;
        }
        if !self.1 {
            self.0.push(Vec::new());
        }
        if let Some(packet) = self.0.last_mut() {
            packet.push(part.clone());
        }
        self.1 = !ends;
    }
}

/// Pages of one stream, to the end of the file.
fn pages(bytes: &[u8]) -> Result<Vec<Page>, Refusal> {
    let mut pages = Vec::new();
    let (mut at, mut serial) = (0, None);
    while at < bytes.len() {
        let head = bytes.get(at..at + 27).filter(|head| head.starts_with(b"OggS\0")).ok_or(Refusal::Damaged)?;
        // A second stream may be a film.
        if *serial.get_or_insert(&head[14..18]) != &head[14..18] {
            return Err(Refusal::Kind);
        }
        let lengths = bytes.get(at + 27..at + 27 + usize::from(head[26])).ok_or(Refusal::Damaged)?;
        let mut place = at + 27 + lengths.len();
        let mut parts = Vec::new();
        let mut begin = place;
        for (nth, length) in lengths.iter().enumerate() {
            place += usize::from(*length);
            let ends = *length < 255;
            if ends || nth + 1 == lengths.len() {
                parts.push((begin..place, ends));
                begin = place;
            }
        }
        if place > bytes.len() {
            return Err(Refusal::Damaged);
        }
        pages.push(Page { whole: at..place, parts });
        at = place;
    }
    Ok(pages)
}

/// Writes the checksum of a page: CRC-32 of its own kind, over the page with zeros in that place.
fn sign(page: &mut [u8]) {
    page[22..26].fill(0);
    let sum = page.iter().fold(0_u32, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte) << 24, |sum, _| sum << 1 ^ if sum >> 31 == 1 { 0x04c1_1db7 } else { 0 })
    });
    page[22..26].copy_from_slice(&sum.to_le_bytes());
}
