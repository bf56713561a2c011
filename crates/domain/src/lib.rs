//! Words and rules of the district: no input or output, no async, no clock

pub mod id;
pub mod unit;
