//! `kaimen audit checkpoint`.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use kaimen_app::checkpoint_key;
use kaimen_domain::audit::verify::Fault;
use kaimen_store::audit::{checkpoint, last_seq, tile};

use super::{Place, key};
use crate::commands::output::say;

/// Sign a checkpoint of the audit log as it is now, and print it.
#[derive(Args)]
#[command(after_help = "Examples:
  kaimen audit checkpoint --data /var/lib/kaimen > held.txt
  kaimen audit checkpoint --data /var/lib/kaimen --show-key > bureau.key

A server signs one by itself every minute while the log grows, and shows it on the page of the log.
Nothing is signed where the log does not agree with the last checkpoint: exit code 3.")]
pub(crate) struct Checkpoint {
    #[command(flatten)]
    place: Place,
    /// Print the key that checkpoints are checked with, and sign nothing.
    #[arg(long)]
    show_key: bool,
}

impl Checkpoint {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let file: PathBuf = self.place.data.join(checkpoint_key::FILE);
        let signer = checkpoint_key::load(&self.place.data).with_context(|| {
            format!("the key {} cannot be read: a server makes it when it first starts", file.display())
        })?;
        if self.show_key {
            return say(signer.verifier().text());
        }
        tokio::runtime::Runtime::new()?.block_on(async {
            let on = self.place.open().await?;
            let have = last_seq(&on).await.with_context(|| self.place.opening())?;
            if let Some(last) = checkpoint::newest(&on, 1).await?.first() {
                let (size, leaves) = (last.size, u64::try_from(last.size).unwrap_or(0));
                if have < size {
                    return Err(key::disagrees(&Fault::Truncated { have, size }));
                }
                if tile::root(&on, leaves).await? != last.root {
                    return Err(key::disagrees(&Fault::Rewritten { from: 1, to: size }));
                }
            }
            let size = u64::try_from(have).unwrap_or(0);
            let signed = signer.sign(size, tile::root(&on, size).await?)?;
            say(signed.note.trim_end())
        })
    }
}
