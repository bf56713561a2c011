//! Boxes of ISO/IEC 14496-12, changed in place: what must go becomes free space of the same length, because other boxes
//! say by position where the sound is.

use std::ops::Range;

use super::Refusal;

/// A box: its name, and where its content and the whole of it stand.
pub(super) struct Boxed {
    pub(super) name: [u8; 4],
    pub(super) begin: usize,
    pub(super) content: Range<usize>,
}

/// Boxes one after the other.
pub(super) fn boxes(bytes: &[u8], within: Range<usize>) -> Result<Vec<Boxed>, Refusal> {
    let mut found = Vec::new();
    let mut at = within.start;
    while at < within.end {
        let number = |at: usize, length: usize| {
            let bytes = bytes.get(at..at + length).filter(|_| at + length <= within.end).ok_or(Refusal::Damaged)?;
            Ok(bytes.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte)))
        };
        let name = (number(at + 4, 4)? as u32).to_be_bytes();
        let (head, length) = match number(at, 4)? {
            0 => (8, (within.end - at) as u64),
            1 => (16, number(at + 8, 8)?),
            length => (8, length),
        };
        let end = usize::try_from(length).ok().and_then(|length| at.checked_add(length));
        let end = end.filter(|end| at + head <= *end && *end <= within.end).ok_or(Refusal::Damaged)?;
        found.push(Boxed { name, begin: at, content: at + head..end });
        at = end;
    }
    Ok(found)
}

/// Makes free space of a box.
pub(super) fn blank(bytes: &mut [u8], gone: &Boxed) {
    bytes[gone.begin + 4..gone.begin + 8].copy_from_slice(b"free");
    bytes[gone.content.clone()].fill(0);
}
