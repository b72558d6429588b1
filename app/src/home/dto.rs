//! What the first page shows.

use crate::audit::EventRow;
use serde::{Deserialize, Serialize};

/// The first page, for who may see facts or for who only reads secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Home {
    /// A reader has nothing to look after here.
    Reader {
        /// User name.
        name: String,
    },
    /// An administrator or auditor.
    Overview(InstallationOverview),
}

/// The state of everything, in a few numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstallationOverview {
    /// Whether the reader may change anything.
    pub editable: bool,
    /// Whether the reader's password is the one that was printed when the installation was made.
    pub first_password: bool,
    /// Things an administrator should know.
    pub warnings: Vec<String>,
    /// Live secrets.
    pub secrets: u64,
    /// Secrets in their recovery window.
    pub deleting: u64,
    /// Customer master keys.
    pub keys: u64,
    /// Disabled ones among them.
    pub keys_disabled: u64,
    /// The last changes, newest first.
    pub recent: Vec<EventRow>,
    /// The first steps, until they are done.
    pub first_steps: Option<FirstSteps>,
}

/// What makes a new installation useful.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstSteps {
    /// A secret was stored.
    pub secret: bool,
    /// An application has an AccessKey.
    pub access_key: bool,
    /// A value was read over the API.
    pub read: bool,
}

#[cfg(feature = "ssr")]
impl FirstSteps {
    /// Whether nothing is left to do.
    pub fn done(self) -> bool {
        self.secret && self.access_key && self.read
    }
}
