//! Single sign-on: the provider's name, and the messages of failed sign-ins.

#[cfg(not(feature = "ssr"))]
use leptos::prelude::document;

/// Display name of the identity provider: from the configuration on the server, from the page in the browser.
#[cfg(feature = "ssr")]
pub(crate) fn single_sign_on() -> Option<String> {
    crate::door::console().ok()?.single_sign_on.map(|name| name.to_string())
}

/// Display name of the identity provider: from the configuration on the server, from the page in the browser.
#[cfg(not(feature = "ssr"))]
pub(crate) fn single_sign_on() -> Option<String> {
    document().query_selector("meta[name=single-sign-on]").ok()??.get_attribute("content")
}

/// Why single sign-on failed, as far as the user may know. The address of the sign-in page contains only a code word, so that
/// nobody can inject text into the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SsoRefusal {
    /// Started in another browser, already used, or expired.
    BeginAgain,
    /// The user or the provider declined.
    Declined,
    /// The provider cannot be reached.
    Unreachable,
    /// The provider's response is not valid.
    NotAccepted,
    /// The user is in no mapped group.
    NoGroup,
    /// Another user has the same name.
    NameTaken,
    /// None of the user's names at the provider is a valid user name.
    NoName,
    /// Any other failure.
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

    /// The code word in the address.
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

    /// Parses a code word; an unknown word gives [`Self::Failed`].
    pub fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|refusal| refusal.word() == word).unwrap_or(Self::Failed)
    }

    /// The message on the page.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::BeginAgain => {
                "This sign-in took longer than 10 minutes, was already used, or was started in another browser. Sign in again."
            }
            Self::Declined => "The identity provider did not sign you in. Try again, or ask an administrator.",
            Self::Unreachable => {
                "The identity provider cannot be reached. Try again later, or sign in with a password."
            }
            Self::NotAccepted => {
                "The response of the identity provider was not accepted. Try again. If it fails again, tell an administrator."
            }
            Self::NoGroup => {
                "None of your groups at the identity provider has access to this console. Ask an administrator to add you to one that has."
            }
            Self::NameTaken => {
                "A user with your name already exists and is not linked to the identity provider. Ask an administrator to rename that user."
            }
            Self::NoName => {
                "None of your names at the identity provider is a valid user name here. Tell an administrator."
            }
            Self::Failed => "Sign-in failed. Try again. An administrator can find the reason in the audit trail.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_words_are_unique_and_round_trip() {
        for refusal in SsoRefusal::ALL {
            assert_eq!(SsoRefusal::from_word(refusal.word()), refusal);
        }
        for unknown in ["", "GROUP", "<b>", "group "] {
            assert_eq!(SsoRefusal::from_word(unknown), SsoRefusal::Failed, "{unknown}");
        }
    }
}
