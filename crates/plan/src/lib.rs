//! Queueing theory, posts and beats: what can be said of a district before anybody is moved.
//!
//! * **erlang**: how many units are enough where all are alike and places do not matter;
//! * **hypercube**: which unit answers where, exactly for a beat and approximately for a district;
//! * **posts**: where to stand; **beats**: how to divide a district;
//! * **mip**: the integer programs that posts and beats are made of.
//!
//! No input or output, no clock, no chance: the same question has the same answer.

pub mod beats;
pub mod erlang;
pub mod hypercube;
pub mod mip;
pub mod posts;

pub use hypercube::{City, Line};
