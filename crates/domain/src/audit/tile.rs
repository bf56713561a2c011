//! Tiles: the hashes of the tree in pieces of 256, addressed as C2SP tlog-tiles says.

/// Levels of the tree that one level of tiles covers.
pub const HEIGHT: u8 = 8;
/// Hashes in a full tile.
pub const WIDTH: u64 = 1 << HEIGHT;
/// Levels of tiles: beyond stand more rows than there can be.
const LEVELS: u8 = 6;

/// A tile, however full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TileId {
    /// 0 for leaves, 1 for the roots of 256 leaves, and so on.
    pub level: u8,
    /// Place in the level.
    pub index: u64,
}

/// A tile as it is asked for over HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TileAddress {
    /// Which.
    pub tile: TileId,
    /// How many of its hashes, 1 to 256.
    pub width: u64,
}

impl TileAddress {
    /// Reads `L/N` or `L/N.p/W`, where N is written in groups of three digits: `0/x001/x234/067.p/12`.
    #[must_use]
    pub fn parse(path: &str) -> Option<Self> {
        let (path, width) = match path.split_once(".p/") {
            None => (path, WIDTH),
            Some((path, width)) => (path, number(width).filter(|width| (1..WIDTH).contains(width))?),
        };
        let (level, groups) = path.split_once('/')?;
        let level = number(level).and_then(|level| u8::try_from(level).ok()).filter(|level| *level < LEVELS)?;
        let mut groups = groups.split('/').rev();
        let last = three(groups.next()?)?;
        let mut higher = Vec::new();
        for group in groups {
            higher.push(three(group.strip_prefix('x')?)?);
        }
        // Only the shortest form is an address, so that each tile has one.
        if higher.len() > 5 || higher.last() == Some(&0) {
            return None;
        }
        let index = higher.iter().rev().fold(0, |sum, group| sum * 1000 + group) * 1000 + last;
        Some(Self { tile: TileId { level, index }, width })
    }
}

fn number(text: &str) -> Option<u64> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (plain && (text == "0" || !text.starts_with('0'))).then(|| text.parse().ok())?
}

fn three(text: &str) -> Option<u64> {
    (text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_as_the_specification_writes_them() {
        let address = |level, index, width| Some(TileAddress { tile: TileId { level, index }, width });
        assert_eq!(TileAddress::parse("0/000"), address(0, 0, 256));
        assert_eq!(TileAddress::parse("0/x001/x234/067"), address(0, 1_234_067, 256));
        assert_eq!(TileAddress::parse("1/x001/000.p/8"), address(1, 1000, 8));
        let wrong = [
            "",
            "0",
            "0/",
            "0/0",
            "0/0000",
            "0/x000/001",
            "0/001/002",
            "6/000",
            "data/000",
            "entries/000",
            "0/000.p/0",
            "0/000.p/256",
            "0/000.p/",
            "00/000",
            "0/000.p/01",
            "-1/000",
            "0/x001/",
            "0/+01",
            "0/x１１１/000",
            "0/x999/x999/x999/x999/x999/x999/999",
            "255/000",
            "0/000.p/1.p/1",
        ];
        for path in wrong {
            assert_eq!(TileAddress::parse(path), None, "{path}");
        }
    }
}
