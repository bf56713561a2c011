//! Pages of residents and staff.

mod account;
mod admin;
mod deadline;
mod home;
mod identity;
mod log;
mod matter;
mod rating;
mod receipt;
mod rights;
mod sign_in;
mod staff;
mod work;
