//! What a failure leaves open: nothing, or whether a change happened.

use strongroom_core::ports::Trouble;

/// Whether a session has sent a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sent {
    /// Nothing that changes anything.
    Nothing,
    /// A change: if no answer comes, it may have happened.
    Change,
}

impl Sent {
    /// The connection is lost.
    pub fn lost(self, how: String) -> Trouble {
        match self {
            Self::Nothing => Trouble::Unreachable(how),
            Self::Change => Trouble::Uncertain(how),
        }
    }

    /// The answer is not one that a target of its kind gives.
    pub fn odd(self, how: &str) -> Trouble {
        match self {
            Self::Nothing => Trouble::Unexpected(how.into()),
            Self::Change => Trouble::Uncertain(how.into()),
        }
    }
}
