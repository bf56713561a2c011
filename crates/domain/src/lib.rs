//! Words and rules of the district: no input or output, no async, no clock.
//!
//! * **call**: what somebody brings to 110; **assignment**: one unit sent to it; **medical**: its link to 120;
//! * **unit**: officers and vehicle that are sent together; **station**: the police station in charge of a place;
//! * **deadline**: what must be done in time, and the clocks that watch it;
//! * **act**: something that can be done, by name; **actor**: by whom; **access**: whether they may.

pub mod access;
pub mod act;
pub mod assignment;
pub mod audit;
pub mod break_glass;
pub mod call;
pub mod deadline;
pub mod id;
pub mod kind;
pub mod link;
pub mod matter;
pub mod medical;
pub mod receipt;
pub mod referral;
pub mod retention;
pub mod rights;
pub mod role;
pub mod sign_in;
pub mod unit;
