//! Which characters a text may contain.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The characters of a kind of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Alphabet {
    /// Of secrets, versions and stage labels.
    SecretName,
    /// Of keys and values of tags; letters and digits of every script.
    Tag,
    /// Of users, groups and roles.
    UserName,
    /// Of policies and regions.
    PolicyName,
    /// Of ids of AccessKeys.
    AccessKeyId,
    /// Of role sessions.
    SessionName,
    /// Of external ids.
    ExternalId,
    /// Of names at an identity provider: printable ASCII.
    Printable,
}

impl Alphabet {
    /// Whether a character belongs to it.
    pub fn contains(self, c: char) -> bool {
        match self {
            Self::Printable => (' '..='~').contains(&c),
            Self::Tag => c.is_alphanumeric() || self.marks().contains(c),
            _ => c.is_ascii_alphanumeric() || self.marks().contains(c),
        }
    }

    /// The characters beside letters and digits.
    const fn marks(self) -> &'static str {
        match self {
            Self::SecretName => "_/+=.-@",
            Self::Tag => r"/\_-.+=:@",
            Self::UserName => "._-",
            Self::PolicyName => "-",
            Self::SessionName => "._-@",
            Self::ExternalId => "+=,.@:/-_",
            Self::AccessKeyId | Self::Printable => "",
        }
    }
}

/// A list for the end of a sentence: `letters, digits and . _ -`.
impl fmt::Display for Alphabet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self, self.marks()) {
            (Self::Printable, _) => f.write_str("printable ASCII characters"),
            (_, "") => f.write_str("letters and digits"),
            (_, marks) => {
                f.write_str("letters, digits and")?;
                marks.chars().try_for_each(|mark| write!(f, " {mark}"))
            }
        }
    }
}
