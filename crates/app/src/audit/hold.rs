//! For those outside the chain of command who hold checkpoints: conduct supervisors and auditors.

use kaimen_domain::access::Subject;
use kaimen_domain::act::Act;
use kaimen_domain::audit::checkpoint::{BadCheckpoint, Checkpoint};
use kaimen_domain::audit::verify::Fault;
use kaimen_domain::audit::{Entry, Hash};
use kaimen_store::audit::checkpoint::Kept;
use kaimen_store::audit::{Row, after, checkpoint, export, last_seq, tile};
use kaimen_store::{Effect, StoreError};

use super::Trouble;
use crate::App;
use crate::caller::Caller;
use crate::error::Error;

/// Checkpoints shown.
const SHOWN: u64 = 20;
/// Rows of an export read at a time.
const PAGE: u64 = 2000;

/// The log at a glance.
#[derive(Debug, Clone)]
pub struct Overview {
    /// Rows.
    pub size: i64,
    /// The newest checkpoints, newest first.
    pub checkpoints: Vec<Kept>,
    /// What is wrong with the log.
    pub trouble: Option<Trouble>,
}

/// What a checkpoint that somebody holds says about the log as it is now.
#[derive(Debug, Clone, PartialEq)]
pub enum Comparison {
    /// Nothing that it covers was changed or removed.
    Fits {
        /// Rows that it covers.
        size: u64,
        /// The newest checkpoint, and the consistency proof from the held one to it.
        newest: Option<(Kept, Vec<Hash>)>,
    },
    /// The log is not what it was.
    Disagrees(Fault),
    /// Rows that it covers are missing.
    Missing {
        /// Rows that it covers.
        size: u64,
    },
    /// It is no checkpoint of this log.
    Unreadable(BadCheckpoint),
}

impl App {
    /// Size and newest checkpoints of the log.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub async fn log_overview(&self, caller: &Caller) -> Result<Overview, Error> {
        caller.require(Act::ReadCheckpoints, Subject::District, self.now())?;
        let on = self.database().read();
        let (size, checkpoints) = (last_seq(on).await?, checkpoint::newest(on, SHOWN).await?);
        Ok(Overview { size, checkpoints, trouble: self.log_trouble() })
    }

    /// One checkpoint by its size.
    ///
    /// # Errors
    /// [`Error::Forbidden`], [`Error::NotFound`].
    pub async fn checkpoint(&self, caller: &Caller, size: i64) -> Result<Kept, Error> {
        caller.require(Act::ReadCheckpoints, Subject::District, self.now())?;
        checkpoint::find(self.database().read(), size).await?.ok_or(Error::NotFound)
    }

    /// Compares a checkpoint that the caller holds with the log as it is now.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub async fn compare_checkpoint(&self, caller: &Caller, note: &str) -> Result<Comparison, Error> {
        caller.require(Act::ReadCheckpoints, Subject::District, self.now())?;
        let held = match Checkpoint::open(note.as_bytes(), self.verifier_key()) {
            Ok(held) => held,
            Err(bad) => return Ok(Comparison::Unreadable(bad)),
        };
        let on = self.database().read();
        let (have, size) = (last_seq(on).await?, i64::try_from(held.size).unwrap_or(i64::MAX));
        if have < size {
            return Ok(Comparison::Disagrees(Fault::Truncated { have, size }));
        }
        match tile::root(on, held.size).await {
            Ok(root) if root == held.root => {}
            Ok(_) => return Ok(Comparison::Disagrees(self.disagreement(&held, size).await?)),
            Err(StoreError::Corrupt(_)) => return Ok(Comparison::Missing { size: held.size }),
            Err(error) => return Err(error.into()),
        }
        let newest = match self.newest_checkpoint().await? {
            Some(newest) if size > 0 && (size..=have).contains(&newest.size) => {
                let proof = self.prove_consistency(held.size, newest.size.cast_unsigned()).await?;
                Some((newest, proof))
            }
            _ => None,
        };
        Ok(Comparison::Fits { size: held.size, newest })
    }

    /// Two signatures over different things, or rows rewritten since.
    async fn disagreement(&self, held: &Checkpoint, size: i64) -> Result<Fault, Error> {
        let same_size = checkpoint::find(self.database().read(), size).await?;
        Ok(match same_size {
            Some(kept) if kept.root != held.root => Fault::SplitView { size },
            _ => Fault::Rewritten { from: 1, to: size },
        })
    }

    /// Begins an export: that somebody takes one is written to the log, and its number of rows is answered.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub async fn begin_export(&self, caller: &Caller) -> Result<i64, Error> {
        let now = self.now();
        caller.require(Act::ExportAudit, Subject::District, now)?;
        let entry = Entry {
            at: now,
            actor: caller.actor.reference(),
            act: Act::ExportAudit.word().to_owned(),
            subject: "audit".to_owned(),
            why: String::new(),
            detail: "{}".to_owned(),
        };
        self.database()
            .write(move |context| Box::pin(async move { Ok(context.audit(entry, Effect::default()).await?) }))
            .await
    }

    /// Lines of the rows after `seq`, up to row `to`, without their details; with the number of the last one. Empty at
    /// the end.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn export_lines(&self, seq: i64, to: i64) -> Result<(String, i64), Error> {
        let rows = after(self.database().read(), seq, PAGE).await?;
        let mut lines = String::with_capacity(rows.len() * 400);
        let mut last = seq;
        for row in rows.iter().take_while(|row: &&Row| row.seq <= to) {
            lines.push_str(&export::line(row, false).text().map_err(Error::internal)?);
            lines.push('\n');
            last = row.seq;
        }
        Ok((lines, last))
    }
}
