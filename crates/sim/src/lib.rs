//! A district's days through the live decision code: [`simulate`] asks "what if", [`replay()`] drives recorded calls.
//!
//! [`replay()`] takes recorded calls, puts units on real streets and lets time run from event to event: a call comes,
//! units are recommended by [`kaimen_dispatch::recommend()`], they drive as long as the roads say, stay a random time
//! and are free again. What is left out: calls that officers find themselves, shifts and meals, several calls that are
//! one event, traffic by hour. Response times are therefore those of a model; compare policies with them, do not
//! promise them to anybody.

pub mod calls;
pub mod kinds;
pub mod replay;
pub mod report;
mod service;
pub mod settings;
pub mod simulate;
mod text;

pub use calls::{Call, Reject, RejectReason};
pub use replay::{Answered, Replay, ReplayError, replay};
pub use report::Report;
pub use settings::{OnScene, Settings, Spread};
