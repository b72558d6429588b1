//! Where checkpoints of the audit trail are kept outside the database, so that who may change the database cannot change them too.

use strongroom_trail::{CheckpointKey, SignedCheckpoint};

/// Why a place outside cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutsideError {
    /// It cannot be read. The text is for people.
    #[error("checkpoints outside the database cannot be read: {0}")]
    Unreadable(String),
    /// It cannot be written. The text is for people.
    #[error("checkpoints outside the database cannot be written: {0}")]
    Unwritable(String),
    /// It holds checkpoints of other installations only.
    #[error("{0} holds the checkpoints of another installation; set checkpoint_file to a file of this one")]
    OtherInstallation(String),
    /// It holds something, and no checkpoint of this installation in it is valid.
    #[error("{0} holds no valid checkpoint; restore it from a copy, or move it away")]
    Damaged(String),
}

/// A place outside the database that checkpoints are appended to.
///
/// Calls block, so they are made beside the executor's threads. The machine has one of it; each node of several has its own.
pub trait OutsideCheckpoints: Send + Sync {
    /// The newest checkpoint of this installation there, its signature verified; `None` if nothing was ever kept there.
    ///
    /// # Errors
    /// See [`OutsideError`].
    fn newest(&self, installation: &[u8; 16], key: &CheckpointKey) -> Result<Option<SignedCheckpoint>, OutsideError>;

    /// Appends checkpoints, durable when it returns.
    ///
    /// # Errors
    /// See [`OutsideError`]; some of them may have been appended.
    fn append(&self, checkpoints: &[SignedCheckpoint]) -> Result<(), OutsideError>;

    /// Where it is, for people.
    fn place(&self) -> String;
}
