//! Migrations: one list for both databases.

mod m0001_calls;
mod m0004_sign_in;

use sea_orm_migration::{MigrationTrait, MigratorTrait};

/// Every migration in order.
pub(crate) struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(m0001_calls::Migration), Box::new(m0004_sign_in::Migration)]
    }
}
