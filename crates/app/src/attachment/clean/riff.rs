//! RIFF: the container of WebP and WAVE.

use super::{Refusal, take};

pub(super) struct Chunk<'b> {
    pub(super) name: &'b [u8],
    pub(super) content: &'b [u8],
}

/// Chunks of a file of this form, in order. What stands after its end is not looked at.
pub(super) fn chunks<'b>(bytes: &'b [u8], form: &[u8]) -> Result<Vec<Chunk<'b>>, Refusal> {
    let mut file = bytes;
    if take(&mut file, 4)? != b"RIFF" {
        return Err(Refusal::Damaged);
    }
    let length = length(&mut file)?;
    let mut rest = take(&mut file, length)?;
    if take(&mut rest, 4)? != form {
        return Err(Refusal::Damaged);
    }
    let mut chunks = Vec::new();
    while !rest.is_empty() {
        let name = take(&mut rest, 4)?;
        let length = self::length(&mut rest)?;
        let content = take(&mut rest, length)?;
        if length % 2 == 1 && !rest.is_empty() {
            take(&mut rest, 1)?;
        }
        chunks.push(Chunk { name, content });
    }
    Ok(chunks)
}

fn length(rest: &mut &[u8]) -> Result<usize, Refusal> {
    let bytes: [u8; 4] = take(rest, 4)?.try_into().map_err(|_| Refusal::Damaged)?;
    usize::try_from(u32::from_le_bytes(bytes)).map_err(|_| Refusal::Damaged)
}

/// A file of these chunks.
pub(super) fn file(form: &[u8], chunks: &[(&[u8], &[u8])]) -> Vec<u8> {
    let mut body = form.to_vec();
    for (name, content) in chunks {
        body.extend(*name);
        // Files are limited to far less than 4 GiB.
        body.extend((content.len() as u32).to_le_bytes());
        body.extend(*content);
        body.extend(&[0][..content.len() % 2]);
    }
    let mut file = b"RIFF".to_vec();
    file.extend((body.len() as u32).to_le_bytes());
    file.extend(body);
    file
}
