//! CreateBackup and RestoreBackup: recorded; the copying itself is the store's.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
};
use strongroom_domain::{Action, Timestamp};
use strongroom_trail::Detail;

/// Request: everything is about to be copied out of the installation. Nothing is copied unless this was recorded.
pub struct CreateBackup {
    /// Name of the file, without its folder.
    pub file: String,
}

impl Run for CreateBackup {
    type Output = ();

    fn action(&self) -> Action {
        Action::CreateBackup
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        cx.note(Detail::State, format!("to {}", self.file));
        Ok(Done::read(()))
    }
}

/// Request: everything in this database comes from a backup.
pub struct RestoreBackup {
    /// When the backup was made. What happened after that is not in this database.
    pub created: Timestamp,
    /// Rows that were restored.
    pub rows: u64,
}

impl Run for RestoreBackup {
    type Output = ();

    fn action(&self) -> Action {
        Action::RestoreBackup
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        cx.note(Detail::State, format!("as of {}", self.created.rfc3339_seconds()));
        cx.note(Detail::Count, self.rows.to_string());
        Ok(Done::read(()))
    }
}
