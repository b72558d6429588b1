//! Signing in through an identity provider: the way there, and what is said when it leads nowhere.

#[cfg(not(feature = "ssr"))]
use leptos::prelude::document;

/// What people call the identity provider: on the server as configured, in the browser as the page says.
#[cfg(feature = "ssr")]
pub(crate) fn single_sign_on() -> Option<String> {
    crate::door::console().ok()?.single_sign_on.map(|name| name.to_string())
}

/// What people call the identity provider: on the server as configured, in the browser as the page says.
#[cfg(not(feature = "ssr"))]
pub(crate) fn single_sign_on() -> Option<String> {
    document().query_selector("meta[name=single-sign-on]").ok()??.get_attribute("content")
}

/// Why a sign-in through the provider was refused, as far as the person may know. The address of the sign-in page carries the
/// word alone, so that nobody can put sentences there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SsoRefusal {
    /// Not begun in this browser, ended already, or begun too long ago.
    BeginAgain,
    /// The person or the provider said no.
    Declined,
    /// The provider cannot be reached.
    Unreachable,
    /// The provider's answer breaks a rule.
    NotAccepted,
    /// In none of the groups that let people in.
    NoGroup,
    /// Somebody else has the person's name here.
    NameTaken,
    /// None of the person's names can be a user's name.
    NoName,
    /// Anything else.
    Failed,
}

impl SsoRefusal {
    const ALL: [Self; 8] = [
        Self::BeginAgain,
        Self::Declined,
        Self::Unreachable,
        Self::NotAccepted,
        Self::NoGroup,
        Self::NameTaken,
        Self::NoName,
        Self::Failed,
    ];

    /// The word in the address.
    pub fn word(self) -> &'static str {
        match self {
            Self::BeginAgain => "again",
            Self::Declined => "declined",
            Self::Unreachable => "unreachable",
            Self::NotAccepted => "answer",
            Self::NoGroup => "group",
            Self::NameTaken => "taken",
            Self::NoName => "name",
            Self::Failed => "failed",
        }
    }

    /// The refusal of a word; an unknown word says nothing in particular.
    pub fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|refusal| refusal.word() == word).unwrap_or(Self::Failed)
    }

    /// What the page says.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::BeginAgain => {
                "This sign-in was not begun in this browser, took longer than ten minutes, or has ended. Begin it again."
            }
            Self::Declined => "The identity provider did not sign you in.",
            Self::Unreachable => {
                "The identity provider cannot be reached now. Try again later, or sign in with a password."
            }
            Self::NotAccepted => {
                "The identity provider's answer was not accepted. Begin again; if it stays so, tell an administrator."
            }
            Self::NoGroup => {
                "None of your groups at the identity provider gives access here. Ask an administrator for one."
            }
            Self::NameTaken => {
                "A user of your name exists here and is not linked to the identity provider. An administrator must rename that user first."
            }
            Self::NoName => {
                "None of your names at the identity provider can be a user name here. Tell an administrator."
            }
            Self::Failed => "Signing in did not work. An administrator finds the reason in the audit trail.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_unique_and_come_back() {
        for refusal in SsoRefusal::ALL {
            assert_eq!(SsoRefusal::from_word(refusal.word()), refusal);
        }
        for unknown in ["", "GROUP", "<b>", "group "] {
            assert_eq!(SsoRefusal::from_word(unknown), SsoRefusal::Failed, "{unknown}");
        }
    }
}
