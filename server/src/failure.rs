//! Why a command failed: a sentence for the person at the terminal.

use std::fmt;

/// What is wrong and what to do next. Never contains a secret.
#[derive(Debug, PartialEq, Eq)]
pub struct Failure(String);

impl Failure {
    /// A failure with this message.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

impl From<strongroom_crypto::root::RootError> for Failure {
    fn from(error: strongroom_crypto::root::RootError) -> Self {
        Self(error.to_string())
    }
}

impl From<strongroom_store::OpenError> for Failure {
    fn from(error: strongroom_store::OpenError) -> Self {
        Self(error.to_string())
    }
}

impl From<strongroom_core::CoreError> for Failure {
    fn from(error: strongroom_core::CoreError) -> Self {
        Self(error.to_string())
    }
}

impl From<strongroom_store::backup::BackupError> for Failure {
    fn from(error: strongroom_store::backup::BackupError) -> Self {
        Self(error.to_string())
    }
}
