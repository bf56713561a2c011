//! The Merkle tree (RFC 6962 §2.1): roots, inclusion and consistency proofs, and their verification.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use tlog_tiles::{EMPTY_HASH, Error, HashReader, node_hash, split_stored_hash_index};

use super::Hash;
use super::tile::{HEIGHT, TileId, WIDTH};

/// The complete subtrees that a tree is made of, largest first: all that is needed to append and to know the root.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Frontier {
    size: u64,
    nodes: Vec<Hash>,
}

/// A hash of a higher tile that an append completed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Completed {
    /// Level of the tile, from 1.
    pub level: u8,
    /// Place of the hash in its level.
    pub index: u64,
    /// The hash.
    pub hash: Hash,
}

impl Frontier {
    /// The frontier of a tree of `size` leaves, from the answer to [`Question::Frontier`].
    #[must_use]
    pub fn new(size: u64, nodes: Vec<Hash>) -> Option<Self> {
        (nodes.len() as u64 == u64::from(size.count_ones())).then_some(Self { size, nodes })
    }

    /// Number of leaves.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Number of the last row; 0 where there is none.
    #[must_use]
    pub fn last_row(&self) -> i64 {
        i64::try_from(self.size).unwrap_or(i64::MAX)
    }

    /// Adds a leaf; answers what it completes.
    pub fn push(&mut self, leaf: Hash) -> Vec<Completed> {
        let mut completed = Vec::new();
        let (mut hash, mut height) = (leaf, 0_u8);
        while self.size >> height & 1 == 1 {
            // As many nodes as ones in the size.
            let Some(left) = self.nodes.pop() else { break };
            hash = node_hash(left, hash);
            height += 1;
            if height.is_multiple_of(HEIGHT) {
                completed.push(Completed { level: height / HEIGHT, index: self.size >> height, hash });
            }
        }
        self.nodes.push(hash);
        self.size += 1;
        completed
    }

    /// Root of the tree.
    #[must_use]
    pub fn root(&self) -> Hash {
        self.nodes.iter().rev().copied().reduce(|right, left| node_hash(left, right)).unwrap_or(EMPTY_HASH)
    }
}

/// Something that can be asked of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// The one hash at the top.
    Root {
        /// Leaves of the tree.
        size: u64,
    },
    /// The nodes of a [`Frontier`].
    Frontier {
        /// Leaves of the tree.
        size: u64,
    },
    /// That a leaf is in the tree.
    Inclusion {
        /// The leaf, from 0.
        index: u64,
        /// Leaves of the tree.
        size: u64,
    },
    /// That a smaller tree is the beginning of a larger one.
    Consistency {
        /// Leaves of the smaller one, from 1.
        from: u64,
        /// Leaves of the larger one.
        to: u64,
    },
}

/// A tree of which such a thing cannot be asked: it is too small.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the tree has no such leaf or size")]
pub struct OutsideTree;

/// A hash that is not there: a row of the log is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("hash {index} of level {} is missing", tile.level)]
pub struct Gap {
    /// Where it should be.
    pub tile: TileId,
    /// Its place in the level.
    pub index: u64,
}

/// Hands out what it was given, or notes what it was asked for.
struct Reader {
    given: Option<Vec<Hash>>,
    asked: RefCell<Vec<u64>>,
}

impl HashReader for Reader {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, Error> {
        *self.asked.borrow_mut() = indexes.to_vec();
        Ok(self.given.clone().unwrap_or_else(|| vec![Hash::default(); indexes.len()]))
    }
}

impl Question {
    fn ask(self, reader: &Reader) -> Result<Vec<Hash>, Error> {
        match self {
            Self::Root { size } => Ok(vec![tlog_tiles::tree_hash(size, reader)?]),
            Self::Frontier { size } => reader.read_hashes(&tlog_tiles::sub_tree_index(0, size, Vec::new())),
            Self::Inclusion { index, size } => tlog_tiles::prove_record(size, index, reader),
            Self::Consistency { from, to } => tlog_tiles::prove_tree(to, from, reader),
        }
    }

    /// Sizes up to 2^48 are reckoned with: a row a microsecond for nine years.
    fn indexes(self) -> Result<Vec<u64>, OutsideTree> {
        let (Self::Root { size }
        | Self::Frontier { size }
        | Self::Inclusion { size, .. }
        | Self::Consistency { to: size, .. }) = self;
        if size > 1 << 48 {
            return Err(OutsideTree);
        }
        let reader = Reader { given: None, asked: RefCell::default() };
        self.ask(&reader).map_err(|_| OutsideTree)?;
        Ok(reader.asked.into_inner())
    }

    /// The tiles that hold the answer.
    ///
    /// # Errors
    /// [`OutsideTree`].
    pub fn tiles(self) -> Result<BTreeSet<TileId>, OutsideTree> {
        Ok(self.indexes()?.into_iter().map(|index| Place::of(index).tile).collect())
    }

    /// The answer, from those tiles.
    ///
    /// # Errors
    /// [`Gap`] where a hash is not there. [`Question::tiles`] has told already whether the tree is large enough.
    pub fn answer(self, tiles: &Tiles) -> Result<Vec<Hash>, Gap> {
        let indexes = self.indexes().unwrap_or_default();
        let given = indexes.iter().map(|index| tiles.hash(*index)).collect::<Result<Vec<_>, _>>()?;
        let reader = Reader { given: Some(given), asked: RefCell::default() };
        Ok(self.ask(&reader).unwrap_or_default())
    }

    /// As [`Question::answer`], with zeros for what is missing, so that a damaged log can be appended to.
    #[must_use]
    pub fn answer_with_zeros(self, tiles: &Tiles) -> Vec<Hash> {
        let indexes = self.indexes().unwrap_or_default();
        let given = indexes.iter().map(|index| tiles.hash(*index).unwrap_or_default()).collect();
        let reader = Reader { given: Some(given), asked: RefCell::default() };
        self.ask(&reader).unwrap_or_default()
    }
}

/// Where a node of the tree is to be found: `1 << height` hashes from `first` on, inside one tile.
struct Place {
    tile: TileId,
    first: u64,
    height: u8,
}

impl Place {
    fn of(stored_index: u64) -> Self {
        let (level, index) = split_stored_hash_index(stored_index);
        let height = level % HEIGHT;
        let first = index << height;
        Self { tile: TileId { level: level / HEIGHT, index: first / WIDTH }, first, height }
    }
}

/// Hashes that were fetched to answer a question.
#[derive(Debug, Default)]
pub struct Tiles(BTreeMap<(u8, u64), Hash>);

impl Tiles {
    /// Adds the hash at a place of a level.
    pub fn insert(&mut self, level: u8, index: u64, hash: Hash) {
        self.0.insert((level, index), hash);
    }

    fn hash(&self, stored_index: u64) -> Result<Hash, Gap> {
        let Place { tile, first, height } = Place::of(stored_index);
        let mut subtree = Frontier::default();
        for index in first..first + (1 << height) {
            subtree.push(*self.0.get(&(tile.level, index)).ok_or(Gap { tile, index })?);
        }
        Ok(subtree.root())
    }
}

/// Whether `proof` shows that leaf `index` with hash `leaf` is in the tree of `size` leaves with `root`.
#[must_use]
pub fn includes(proof: Vec<Hash>, size: u64, root: Hash, index: u64, leaf: Hash) -> bool {
    size <= 1 << 48 && tlog_tiles::check_record(&proof, size, root, index, leaf).is_ok()
}

/// Whether `proof` shows that the tree of `from` leaves is the beginning of the tree of `to` leaves; each with its root.
#[must_use]
pub fn is_consistent(proof: Vec<Hash>, from: (u64, Hash), to: (u64, Hash)) -> bool {
    to.0 <= 1 << 48 && tlog_tiles::check_tree(&proof, to.0, to.1, from.0, from.1).is_ok()
}
