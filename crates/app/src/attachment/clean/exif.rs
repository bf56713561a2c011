//! The one thing in the data of a camera (Exif 2.3, a TIFF file) that is part of the picture: which way is up.

const ORIENTATION: u16 = 0x0112;

/// Orientation 1 to 8; 1, upright, where it says nothing that makes sense.
pub(super) fn orientation(tiff: &[u8]) -> u8 {
    read(tiff).filter(|turn| (1..=8).contains(turn)).map_or(1, |turn| turn as u8)
}

fn read(tiff: &[u8]) -> Option<u16> {
    let little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let u16_at = |at: usize| {
        let bytes: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let bytes: [u8; 4] = tiff.get(4..8)?.try_into().ok()?;
    let first = if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) };
    let first = usize::try_from(first).ok()?;
    let entries = usize::from(u16_at(first)?);
    let places = (0..entries).map_while(|entry| first.checked_add(2 + 12 * entry));
    let place = places.into_iter().find(|at| u16_at(*at) == Some(ORIENTATION))?;
    u16_at(place.checked_add(8)?)
}

/// Data that says which way is up and nothing else.
pub(super) fn only(orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    tiff.push(orientation);
    tiff.extend([0; 6]);
    tiff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_nonsense_is_upright() {
        for turn in 1..=8 {
            assert_eq!(orientation(&only(turn)), turn);
        }
        let little = b"II*\0\x08\0\0\0\x02\0\x0f\x01\x02\0\x01\0\0\0A\0\0\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        assert_eq!(orientation(little), 6);
        for nonsense in [&b""[..], b"MM\0*", b"MM\0*\xff\xff\xff\xff", b"II*\0\x08\0\0\0\xff\xff", &only(9)] {
            assert_eq!(orientation(nonsense), 1);
        }
    }
}
