//! Migrations: one list for both databases.

mod m0001_calls;
mod m0002_transparency;
mod m0003_deadlines;
mod m0004_sign_in;
mod m0005_identity;
mod m0006_vault;
mod m0007_matters;
mod m0008_search;
mod m0009_rights;
mod m0010_referrals;

use sea_orm_migration::prelude::*;

/// Every migration in order.
pub(crate) struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_calls::Migration),
            Box::new(m0002_transparency::Migration),
            Box::new(m0003_deadlines::Migration),
            Box::new(m0004_sign_in::Migration),
            Box::new(m0005_identity::Migration),
            Box::new(m0006_vault::Migration),
            Box::new(m0007_matters::Migration),
            Box::new(m0008_search::Migration),
            Box::new(m0009_rights::Migration),
            Box::new(m0010_referrals::Migration),
        ]
    }
}

fn table(name: &'static str, columns: Vec<ColumnDef>) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(name);
    for mut column in columns {
        table.col(&mut column);
    }
    table
}

fn index(name: &'static str, on: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(name).table(on);
    for column in columns {
        index.col(*column);
    }
    index
}
