//! States of customer master keys.

use serde::{Deserialize, Serialize};

/// State of a customer master key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeyState {
    /// In use.
    Enabled,
    /// Nothing can be encrypted or decrypted with it.
    Disabled,
}
