//! The live board in memory and who should go.
//!
//! [`recommend()`] is a pure function of the board, the roads, the need and the time: no clock, no randomness, no
//! input or output. The live service, the replay and the command line call the same function.
//!
//! Order: the smallest travel time plus handicaps first; among equals the unit whose last call ended longest ago
//! (none yet counts as longest); then the smaller unit id. One rule per file in [`rules`].

pub mod board;
pub mod coverage;
pub mod need;
pub mod policy;
mod race;
pub mod reason;
pub mod recommend;
pub mod rules;
pub mod table;
pub mod times;
pub mod unit;

pub use board::{Board, BoardError};
pub use coverage::{Coverage, move_up};
pub use need::Need;
pub use policy::Policy;
pub use reason::Reason;
pub use recommend::{PassedOver, Pick, Recommendation, recommend, recommend_by};
pub use table::{Reject, TableError, UnitTable, read_units};
pub use times::{ByRoad, Times};
pub use unit::{Fix, Unit};
