//! Accepting a restored database: recorded, then done.

use crate::{
    CoreError, Engine,
    engine::{Context, Done, Run, Trusted},
};
use strongroom_domain::Action;
use strongroom_trail::{Detail, TrailFault};

/// Request: an operator accepts the database, although checkpoints outside it say that it is another or an older one.
struct TrustRestore {
    /// Number of the checkpoint that accepts it.
    number: u64,
    /// What was wrong until now.
    was: TrailFault,
}

impl Run for TrustRestore {
    type Output = ();

    fn action(&self) -> Action {
        Action::RestoreBackup
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        cx.note(Detail::State, format!("accepted by checkpoint {}", self.number));
        cx.note(Detail::Alarm, self.was.to_string());
        Ok(Done::read(()))
    }
}

impl Engine {
    /// Accepts the database as it is, if the checkpoints outside say that it is another or an older one. Recorded before it counts.
    ///
    /// # Errors
    /// Sealed, the store is unavailable, or a checkpoint was made meanwhile ([`CoreError::Conflict`]: nothing was accepted).
    pub async fn trust_restore(&self) -> Result<Trusted, CoreError> {
        let keys = self.keys()?;
        let found = match self.restored_database(&keys).await? {
            Ok(found) => found,
            Err(otherwise) => return Ok(otherwise),
        };
        let record = TrustRestore { number: found.number, was: found.was.clone() };
        self.call(&self.operator_call()?, &record).await?;
        self.accept_database(found, &keys).await
    }
}
