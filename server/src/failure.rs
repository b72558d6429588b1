//! Why a command failed: a sentence for the person at the terminal.

use std::fmt;

/// What is wrong and what to do next. Never contains a secret.
#[derive(Debug, PartialEq, Eq)]
pub struct Failure {
    message: String,
    exit_code: u8,
}

impl Failure {
    /// A failure with this message. The process exits with 1.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), exit_code: 1 }
    }

    /// The same with another exit code, for scripts.
    #[must_use]
    pub fn exiting_with(self, exit_code: u8) -> Self {
        Self { exit_code, ..self }
    }

    /// The exit code of the process.
    pub fn exit_code(&self) -> u8 {
        self.exit_code
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

impl From<strongroom_crypto::root::RootError> for Failure {
    fn from(error: strongroom_crypto::root::RootError) -> Self {
        Self::new(error.to_string())
    }
}

impl From<strongroom_store::OpenError> for Failure {
    fn from(error: strongroom_store::OpenError) -> Self {
        Self::new(error.to_string())
    }
}

impl From<strongroom_core::CoreError> for Failure {
    fn from(error: strongroom_core::CoreError) -> Self {
        Self::new(error.to_string())
    }
}

impl From<strongroom_store::backup::BackupError> for Failure {
    fn from(error: strongroom_store::backup::BackupError) -> Self {
        Self::new(error.to_string())
    }
}
