//! A bar on the terminal while something long goes on.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar on standard error; nothing where that is no terminal.
pub(crate) struct Bar(ProgressBar);

impl Bar {
    pub(crate) fn new() -> Self {
        let bar = ProgressBar::new(0);
        if let Ok(style) = ProgressStyle::with_template("{msg:<10} [{bar:40}] {pos}/{len} {elapsed}") {
            bar.set_style(style.progress_chars("=> "));
        }
        Self(bar)
    }

    /// Shows how far a stage has come; `total` 0 where unknown.
    pub(crate) fn tell(&self, stage: &'static str, done: u64, total: u64) {
        if self.0.is_hidden() {
            return;
        }
        if self.0.message() != stage {
            self.0.set_message(stage);
        }
        self.0.set_length(total.max(done));
        self.0.set_position(done);
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        self.0.finish_and_clear();
    }
}

/// An error takes the bar away too, so that its message stands alone.
impl Drop for Bar {
    fn drop(&mut self) {
        self.finish();
    }
}
