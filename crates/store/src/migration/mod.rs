//! Migrations: one list for both databases.

mod m0001_calls;

use sea_orm_migration::{MigrationTrait, MigratorTrait};

/// Every migration in order.
pub(crate) struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(m0001_calls::Migration)]
    }
}
