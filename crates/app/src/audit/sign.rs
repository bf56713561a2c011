//! Signing checkpoints, and seeing whether the log still is what was signed last.

use std::sync::Arc;

use chrono::Duration;
use kaimen_domain::audit::checkpoint::Checkpoint;
use kaimen_domain::audit::verify::Fault;
use kaimen_domain::role::Role;
use kaimen_store::StoreError;
use kaimen_store::audit::checkpoint::Kept;
use kaimen_store::audit::{checkpoint, last_seq, tile};

use crate::App;
use crate::alert::To;
use crate::error::Error;

/// A checkpoint is signed this often at most.
const EVERY: Duration = Duration::seconds(60);

/// Why the log does not agree with the last checkpoint kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// Its rows do not.
    #[error("{0}")]
    Rows(Fault),
    /// Rows that it covers are missing.
    #[error("rows that the checkpoint of {size} rows covers are missing")]
    Missing {
        /// Its size.
        size: i64,
    },
    /// It is not signed with the key of this installation: the key was replaced, or the checkpoint.
    #[error("the checkpoint of {size} rows was not signed with the key of this installation")]
    Signature {
        /// Its size.
        size: i64,
    },
}

impl Trouble {
    /// The stable word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Rows(Fault::Truncated { .. }) => "truncated",
            Self::Rows(_) => "rewritten",
            Self::Missing { .. } => "missing",
            Self::Signature { .. } => "signature",
        }
    }

    /// Size of the checkpoint that does not fit.
    #[must_use]
    pub fn size(self) -> i64 {
        match self {
            Self::Rows(Fault::Truncated { size, .. } | Fault::Rewritten { to: size, .. }) => size,
            Self::Rows(fault) => fault.first(),
            Self::Missing { size } | Self::Signature { size } => size,
        }
    }
}

impl App {
    /// What is wrong with the log, as far as the last look saw.
    #[must_use]
    pub fn log_trouble(&self) -> Option<Trouble> {
        self.0.log_trouble.load().as_deref().copied()
    }

    /// Compares the log with the last checkpoint kept. Trouble is said loudly and stops nothing but further signatures:
    /// calls are taken all the same.
    ///
    /// # Errors
    /// [`Error::Internal`] where the database cannot be read.
    pub async fn watch_log(&self) -> Result<Option<Kept>, Error> {
        let last = checkpoint::newest(self.database().read(), 1).await?.into_iter().next();
        let trouble = match &last {
            Some(last) => self.trouble_with(last).await?,
            None => None,
        };
        let before = self.0.log_trouble.swap(trouble.map(Arc::new));
        if let Some(trouble) = trouble
            && before.as_deref() != Some(&trouble)
        {
            tracing::error!(
                trouble = trouble.code(),
                size = trouble.size(),
                "THE AUDIT LOG DOES NOT AGREE WITH ITS LAST CHECKPOINT: {trouble}; run `kaimen audit verify`"
            );
            self.alert_holders().await?;
        }
        Ok(last)
    }

    async fn trouble_with(&self, last: &Kept) -> Result<Option<Trouble>, Error> {
        let on = self.database().read();
        let have = last_seq(on).await?;
        let size = last.size;
        if have < size {
            return Ok(Some(Trouble::Rows(Fault::Truncated { have, size })));
        }
        match tile::root(on, u64::try_from(size).unwrap_or(0)).await {
            Ok(root) if root != last.root => return Ok(Some(Trouble::Rows(Fault::Rewritten { from: 1, to: size }))),
            Ok(_) => {}
            Err(StoreError::Corrupt(_) | StoreError::OutsideLog) => return Ok(Some(Trouble::Missing { size })),
            Err(error) => return Err(error.into()),
        }
        let signed = Checkpoint::open(last.note.as_bytes(), self.verifier_key());
        let good = signed.is_ok_and(|signed| i64::try_from(signed.size) == Ok(size) && signed.root == last.root);
        Ok((!good).then_some(Trouble::Signature { size }))
    }

    async fn alert_holders(&self) -> Result<(), Error> {
        let app = self.clone();
        self.database()
            .write(move |context| {
                Box::pin(async move {
                    for role in [Role::ConductSupervisor, Role::Auditor] {
                        app.alert(context, To::Role(role, None), "log-disagrees", None).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// Signs a checkpoint where the log has grown and the last one is a minute old. A log that disagrees with its last
    /// checkpoint is signed no more, so that no signature ever covers up a change.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn sign_checkpoint(&self) -> Result<(), Error> {
        let last = self.watch_log().await?;
        if matches!(self.log_trouble(), Some(Trouble::Rows(_) | Trouble::Missing { .. })) {
            return Ok(());
        }
        let (on, now) = (self.database().read(), self.now());
        let size = last_seq(on).await?;
        if last.is_some_and(|last| last.size >= size || last.at + EVERY > now) {
            return Ok(());
        }
        let leaves = u64::try_from(size).unwrap_or(0);
        let root = match tile::root(on, leaves).await {
            Ok(root) => root,
            Err(StoreError::Corrupt(what)) => {
                tracing::error!("the audit log cannot be signed: {what}; run `kaimen audit verify`");
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        };
        let note = self.0.checkpoint_key.sign(leaves, root).map_err(Error::internal)?.note;
        let kept = Kept { size, root, at: now, note };
        self.database()
            .write(move |context| Box::pin(async move { Ok(checkpoint::insert(context, kept).await?) }))
            .await
    }
}
