//! Writing to standard output.

use std::io::{ErrorKind, Write};

/// Writes one line. A reader that has gone away, such as `head`, is no error.
pub(crate) fn say(line: &str) -> anyhow::Result<()> {
    match writeln!(std::io::stdout().lock(), "{line}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
