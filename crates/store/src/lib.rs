//! Tables, migrations, queries: the only crate that knows SQL
