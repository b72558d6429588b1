//! The steps of a rehearsal.

use super::{Guarantee, Strategy};
use serde::{Deserialize, Serialize};

/// A step of a rehearsal: what is done with a scratch account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RehearsalStep {
    /// It is created.
    Create,
    /// A log-in with its password.
    LogIn,
    /// It, or its clone, gets a new password.
    Replace,
    /// A log-in with the new password.
    LogInAgain,
    /// A log-in with the old password, which must still work.
    KeepOld,
    /// The old password is revoked, and must be refused.
    Revoke,
    /// It is removed.
    Remove,
}

impl RehearsalStep {
    /// Those of a strategy, in order.
    pub fn of(strategy: Strategy) -> impl Iterator<Item = Self> {
        let all =
            [Self::Create, Self::LogIn, Self::Replace, Self::LogInAgain, Self::KeepOld, Self::Revoke, Self::Remove];
        let keeps = strategy.guarantee() == Guarantee::NoGap;
        all.into_iter().filter(move |step| match step {
            Self::KeepOld => keeps,
            // A function has the account itself, real or not.
            Self::LogIn | Self::Remove => strategy != Strategy::Function,
            Self::Create | Self::Replace | Self::LogInAgain | Self::Revoke => true,
        })
    }
}
