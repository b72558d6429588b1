//! How long a target may take.

use std::time::Duration;
use strongroom_core::ports::Trouble;

/// How long a target may take before it counts as gone.
#[derive(Clone, Copy, Debug)]
pub struct Deadlines {
    /// From the look-up of the name to the end of the log-in. A target on another continent needs about a second.
    pub connect: Duration,
    /// For the answer to one statement. Setting a password takes milliseconds, but may wait for a lock or a synchronous replica.
    pub statement: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), statement: Duration::from_secs(10) }
    }
}

impl Deadlines {
    /// The statement timeout to set at the target: a little shorter than the deadline here, so that no statement runs after it was given
    /// up.
    pub(crate) fn at_target(&self) -> Duration {
        self.statement * 9 / 10
    }

    /// Runs what opens a connection.
    ///
    /// # Errors
    /// Its own, or [`Trouble::Unreachable`] after the deadline.
    pub(crate) async fn connecting<T>(&self, work: impl Future<Output = Result<T, Trouble>>) -> Result<T, Trouble> {
        let late = |_| Err(Trouble::Unreachable(format!("no log-in within {:?}", self.connect)));
        tokio::time::timeout(self.connect, work).await.unwrap_or_else(late)
    }
}
