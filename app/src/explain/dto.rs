//! A question about access and its answer.

#[cfg(feature = "ssr")]
use crate::paths;
use serde::{Deserialize, Serialize};
#[cfg(feature = "ssr")]
use strongroom_domain::Action;
use strongroom_policy::{Explanation, Trace};

/// What is asked; all of it stands in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// A user's name, or `role/` and a role's.
    pub principal: String,
    /// An action's name, with or without its service.
    pub action: String,
    /// Name of the secret, key, user, group or policy; empty for creating and listing.
    pub resource: String,
    /// Address of the client; empty when it does not matter.
    pub address: String,
    /// Id of a denied request: then that is asked about, and the rest does not count.
    pub event: String,
}

#[cfg(feature = "ssr")]
impl Question {
    /// The page that asks this.
    pub fn href(&self) -> String {
        let Self { principal, action, resource, address, .. } = self;
        let part = |name: &str, text: &str| format!("{name}={}", paths::escape(text));
        let query = [
            part("principal", principal),
            part("action", action),
            part("resource", resource),
            part("address", address),
        ];
        paths::address(paths::EXPLAIN, &query.join("&"))
    }
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// `user/` or `role/` and the name as it is spelled; roles in lower case.
    pub who: String,
    /// The action with its service.
    pub action: String,
    /// ARN of the thing.
    pub resource: String,
    /// Decision, reasons, smallest changes.
    pub explanation: Explanation,
    /// Every policy that was looked at.
    pub trace: Trace,
    /// Names of the system policies: those of others are custom.
    pub system: Vec<String>,
}

/// The action a person means.
#[cfg(feature = "ssr")]
pub fn action_named(text: &str) -> Option<Action> {
    let text = text.trim();
    Action::ALL
        .iter()
        .copied()
        .find(|action| action.name().eq_ignore_ascii_case(text) || action.full_name().eq_ignore_ascii_case(text))
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn actions_are_found_however_they_are_written() {
        for text in ["GetSecretValue", "kms:GetSecretValue", " KMS:getsecretvalue "] {
            assert_eq!(action_named(text), Some(Action::GetSecretValue), "{text}");
        }
        for text in ["", "kms:", "ram:GetSecretValue", "kms:*"] {
            assert_eq!(action_named(text), None, "{text}");
        }
    }
}
