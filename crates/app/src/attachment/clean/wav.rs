//! WAVE: format and samples are kept, no notes.

use super::{Refusal, riff};

pub(super) fn clean(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let chunks = riff::chunks(bytes, b"WAVE")?;
    let one = |name: &[u8]| chunks.iter().find(|chunk| chunk.name == name).map(|chunk| chunk.content);
    let format = one(b"fmt ").filter(|format| (16..=40).contains(&format.len())).ok_or(Refusal::Damaged)?;
    let samples = one(b"data").filter(|samples| !samples.is_empty()).ok_or(Refusal::Damaged)?;
    let mut kept: Vec<(&[u8], &[u8])> = vec![(b"fmt ", format)];
    // The number of samples, for formats that are packed.
    kept.extend(one(b"fact").filter(|fact| fact.len() == 4).map(|fact| (b"fact".as_slice(), fact)));
    kept.push((b"data", samples));
    Ok(riff::file(b"WAVE", &kept))
}
