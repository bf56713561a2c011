//! Reading rows in order and finding the first that is not what it was.

use super::Hash;
use super::checkpoint::Checkpoint;
use super::leaf::Covered;
use super::tree::{Completed, Frontier};

/// Rows among which the old place of a moved one is looked for.
const SEARCHED: i64 = 100_000;

/// The first thing that is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The row is not what its leaf hash covers.
    #[error("row {seq} was changed")]
    Changed {
        /// The row.
        seq: i64,
    },
    /// Rows are not there.
    #[error("{} missing: deleted", rows(*.from, *.to))]
    Missing {
        /// The first.
        from: i64,
        /// The last.
        to: i64,
    },
    /// A row stands where another was.
    #[error("row {seq} was written as row {was}: rows were swapped, put in, or taken out and the rest renumbered")]
    Moved {
        /// Where it stands.
        seq: i64,
        /// Where it was written.
        was: i64,
    },
    /// A row stands after a later one.
    #[error("row {seq} stands after a later one: the order was changed")]
    Reordered {
        /// The row.
        seq: i64,
    },
    /// A row is there twice.
    #[error("row {seq} is there twice: one was put in")]
    Repeated {
        /// The row.
        seq: i64,
    },
    /// A row with a number that the log never gives.
    #[error("row {seq} was put in: the log counts from 1")]
    PutIn {
        /// The row.
        seq: i64,
    },
    /// Rows that a checkpoint covers were rewritten with everything that belongs to them.
    #[error("{} changed, with all hashes: the checkpoint of {to} rows does not fit them", rows(*.from, *.to))]
    Rewritten {
        /// The first that may be wrong: every checkpoint before it fits.
        from: i64,
        /// Last row of the checkpoint that does not fit.
        to: i64,
    },
    /// The log is shorter than a checkpoint says.
    #[error("the log ends after row {have}, a checkpoint covers {size}: {} cut off", rows(.have + 1, *.size))]
    Truncated {
        /// Rows there are.
        have: i64,
        /// Rows there were.
        size: i64,
    },
    /// Two checkpoints of the same size say different things.
    #[error("two signed checkpoints of {size} rows differ: the log was shown differently to different people")]
    SplitView {
        /// Their size.
        size: i64,
    },
    /// The hashes kept of whole groups of rows do not fit the rows.
    #[error("the hash kept of {} was changed; the rows themselves are sound", rows(*.from, *.to))]
    Tile {
        /// First row that it covers.
        from: i64,
        /// Last row.
        to: i64,
    },
}

fn rows(from: i64, to: i64) -> String {
    if from == to { format!("row {from} was") } else { format!("rows {from} to {to} were") }
}

impl Fault {
    /// The first row that may be wrong.
    #[must_use]
    pub fn first(self) -> i64 {
        match self {
            Self::Changed { seq }
            | Self::Moved { seq, .. }
            | Self::Reordered { seq }
            | Self::Repeated { seq }
            | Self::PutIn { seq } => seq,
            Self::Missing { from, .. } | Self::Rewritten { from, .. } | Self::Tile { from, .. } => from,
            Self::Truncated { have, .. } => have + 1,
            Self::SplitView { size } => size,
        }
    }
}

/// Goes through rows in order.
#[derive(Debug, Default)]
pub struct Verifier {
    tree: Frontier,
    /// Checkpoints not reached yet, the largest first.
    ahead: Vec<(i64, Hash)>,
    /// Size of the last checkpoint that fitted.
    fitted: i64,
    /// Numbers that were passed over.
    gap: Option<(i64, i64)>,
}

impl Verifier {
    /// Begins, with the checkpoints that somebody holds.
    ///
    /// # Errors
    /// [`Fault::SplitView`] where two of them contradict each other.
    pub fn new<'a>(held: impl IntoIterator<Item = &'a Checkpoint>) -> Result<Self, Fault> {
        let mut ahead: Vec<(i64, Hash)> =
            held.into_iter().map(|held| (i64::try_from(held.size).unwrap_or(i64::MAX), held.root)).collect();
        ahead.sort_by_key(|(size, _)| std::cmp::Reverse(*size));
        if let Some(pair) = ahead.windows(2).find(|pair| pair[0].0 == pair[1].0 && pair[0].1 != pair[1].1) {
            return Err(Fault::SplitView { size: pair[0].0 });
        }
        let mut verifier = Self { ahead, ..Self::default() };
        verifier.compare()?;
        Ok(verifier)
    }

    /// Rows that were sound.
    #[must_use]
    pub fn rows(&self) -> i64 {
        self.tree.last_row()
    }

    /// Root of these rows.
    #[must_use]
    pub fn root(&self) -> Hash {
        self.tree.root()
    }

    /// Takes the next row with the leaf hash kept of it; answers the hashes of higher tiles that it completes.
    ///
    /// # Errors
    /// [`Fault`].
    pub fn push(&mut self, row: &Covered<'_>, kept: Hash) -> Result<Vec<Completed>, Fault> {
        let (seq, expected) = (row.seq, self.rows() + 1);
        if let Some((from, _)) = self.gap {
            // Only whether the missing row comes later is of interest now.
            return if seq == from { Err(Fault::Reordered { seq }) } else { Ok(Vec::new()) };
        }
        if seq < 1 {
            return Err(Fault::PutIn { seq });
        }
        if seq > expected {
            self.gap = Some((expected, seq - 1));
            return Ok(Vec::new());
        }
        if seq < expected {
            return Err(if seq == expected - 1 { Fault::Repeated { seq } } else { Fault::Reordered { seq } });
        }
        if row.leaf() != kept {
            let written_as = |was: &i64| Covered { seq: *was, ..*row }.leaf() == kept;
            let was = (1..=SEARCHED).map(|step| seq + step).chain((1..seq).rev()).take(2 * SEARCHED as usize);
            return Err(was
                .into_iter()
                .find(written_as)
                .map_or(Fault::Changed { seq }, |was| Fault::Moved { seq, was }));
        }
        let completed = self.tree.push(kept);
        self.compare()?;
        Ok(completed)
    }

    fn compare(&mut self) -> Result<(), Fault> {
        let size = self.rows();
        while let Some((_, root)) = self.ahead.pop_if(|(at, _)| *at == size) {
            if root != self.root() {
                return Err(Fault::Rewritten { from: self.fitted + 1, to: size });
            }
            self.fitted = size;
        }
        Ok(())
    }

    /// No more rows.
    ///
    /// # Errors
    /// [`Fault::Missing`], [`Fault::Truncated`].
    pub fn finish(&self) -> Result<(), Fault> {
        if let Some((from, to)) = self.gap {
            return Err(Fault::Missing { from, to });
        }
        match self.ahead.first() {
            Some((size, _)) => Err(Fault::Truncated { have: self.rows(), size: *size }),
            None => Ok(()),
        }
    }
}
