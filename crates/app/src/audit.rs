//! The audit log to the outside: checkpoints, proofs, exports.
//!
//! * **sign**: a checkpoint a minute while the log grows, after a look whether the last one still fits;
//! * **prove**: tiles and proofs, which are hashes only and no secret;
//! * **hold**: what conduct supervisors and auditors do: look, compare what they hold, take an export.

mod hold;
mod prove;
mod sign;

pub use hold::{Comparison, Overview};
pub use kaimen_store::audit::checkpoint::Kept;
pub use prove::Inclusion;
pub use sign::Trouble;
