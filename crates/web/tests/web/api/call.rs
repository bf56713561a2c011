//! Acts on one call.

mod classify;
mod close;
mod dispatch;
mod divert;
mod duplicates;
mod medical;
mod merge;
mod progress;
mod read;
mod recall;
mod route;
