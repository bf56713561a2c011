//! Tables, migrations, queries: the only crate that knows SQL.
//!
//! Functions that read take any connection; functions that write take a [`Change`], which only [`Database::write`]
//! hands out. Times come from the caller: no database clock is used. The same statements run on SQLite and PostgreSQL.

pub mod account;
pub mod attachment;
pub mod audit;
pub mod authenticator;
pub mod break_glass;
pub mod call;
mod change;
pub mod contact;
pub mod correction;
mod database;
pub mod deadline;
mod error;
pub mod holiday;
pub mod identity;
pub mod job;
pub mod legal_hold;
pub mod matter;
mod migration;
pub mod passkey;
pub mod purge;
pub mod purge_proof;
pub mod rating;
pub mod receipt;
pub mod record_key;
pub mod recovery_code;
pub mod referral;
pub mod request;
pub mod rights;
pub mod search;
pub mod session;
pub mod setting;
pub mod station;
pub mod unit;
mod writer;

pub use change::{Change, Committed, Effect};
pub use database::{Database, Listener, Told, open_to_read};
pub use error::StoreError;
pub use sea_orm::{ConnectionTrait, DatabaseConnection};
