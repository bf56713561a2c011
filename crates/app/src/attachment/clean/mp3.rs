//! MPEG audio layer III: only the frames of sound are kept, neither tags before nor behind them.

use super::Refusal;

const KBIT_1: [usize; 15] = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const KBIT_2: [usize; 15] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
/// What may stand behind the last frame.
const TAGS: [&[u8]; 4] = [b"TAG", b"APETAGEX", b"LYRICSBEGIN", b"ID3"];

pub(super) fn clean(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut at = first(bytes)?;
    let begin = at;
    let mut frames = 0;
    while let Some(length) = bytes.get(at..).and_then(frame)
        && at + length <= bytes.len()
    {
        at += length;
        frames += 1;
    }
    let rest = &bytes[at..];
    // Where frames end, a tag, silence or half a frame may follow; anything else would be sound cut off unseen.
    let is_over = TAGS.iter().any(|tag| rest.starts_with(tag)) || rest.iter().all(|byte| *byte == 0);
    let is_cut = frame(rest).is_some_and(|length| length > rest.len());
    if frames == 0 || !(is_over || is_cut) {
        return Err(Refusal::Damaged);
    }
    Ok(bytes[begin..at].to_vec())
}

/// Where the tags before the sound end.
fn first(bytes: &[u8]) -> Result<usize, Refusal> {
    let mut at = 0;
    while let Some([b'I', b'D', b'3', _, _, flags, a, b, c, d]) = bytes.get(at..at + 10) {
        let length = [a, b, c, d].iter().fold(0, |length, byte| length << 7 | usize::from(**byte & 0x7f));
        at += 10 + length + if flags & 0x10 != 0 { 10 } else { 0 };
    }
    // Some recorders leave room before the first frame.
    let room = bytes.get(at..).ok_or(Refusal::Damaged)?.iter().take_while(|byte| **byte == 0).count();
    Ok(at + room)
}

/// Length of the frame that begins here, by its header.
fn frame(bytes: &[u8]) -> Option<usize> {
    let [0xff, second, third, _, ..] = bytes else { return None };
    // Layer III.
    if second & 0xe6 != 0xe2 {
        return None;
    }
    let version = second >> 3 & 3;
    let (kbit, hertz, samples) = match version {
        3 => (KBIT_1, [44_100, 48_000, 32_000], 144),
        2 => (KBIT_2, [22_050, 24_000, 16_000], 72),
        0 => (KBIT_2, [11_025, 12_000, 8_000], 72),
        _ => return None,
    };
    let kbit = *kbit.get(usize::from(third >> 4)).filter(|kbit| **kbit > 0)?;
    let hertz = *hertz.get(usize::from(third >> 2 & 3))?;
    Some(samples * 1000 * kbit / hertz + usize::from(third >> 1 & 1))
}
