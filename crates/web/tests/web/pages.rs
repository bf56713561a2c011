//! Pages of residents and staff.

mod account;
mod admin;
mod deadline;
mod home;
mod log;
mod identity;
mod rating;
mod receipt;
mod sign_in;
mod staff;
