//! Tables that questions name.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::Context;
use flate2::read::MultiGzDecoder;
use serde::de::DeserializeOwned;

/// Largest table, unpacked.
const MOST_BYTES: u64 = 256 << 20;

/// The rows of a table, CSV or gzipped CSV.
pub(super) fn rows<T: DeserializeOwned>(path: &Path) -> anyhow::Result<Vec<T>> {
    let shown = path.display();
    let file = File::open(path).with_context(|| format!("cannot open the table {shown}; check that it exists"))?;
    let packed = path.extension().is_some_and(|extension| extension == "gz");
    let reader: Box<dyn Read> = if packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
    let mut table = csv::Reader::from_reader(reader.take(MOST_BYTES));
    table.deserialize().collect::<Result<_, _>>().with_context(|| format!("table {shown}"))
}
