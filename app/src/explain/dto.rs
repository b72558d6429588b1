//! A question about access, and its explanation.

#[cfg(feature = "ssr")]
use crate::paths;
use serde::{Deserialize, Serialize};
#[cfg(feature = "ssr")]
use strongroom_domain::Action;
use strongroom_policy::{Explanation, Trace};

/// A question about access, kept in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessQuestion {
    /// A user's name, or `role/` and a role's.
    pub principal: String,
    /// An action's name, with or without its service.
    pub action: String,
    /// Name of the secret, key, user, group or policy; empty for creating and listing.
    pub resource: String,
    /// Address of the client; may be empty.
    pub address: String,
    /// Policy of a role session, JSON; may be empty.
    pub session: String,
    /// Id of a denied request to explain; replaces all other fields.
    pub event: String,
}

impl AccessQuestion {
    /// Whether it is about a role, whose sessions can have a policy.
    pub fn is_about_role(&self) -> bool {
        let relative = self.principal.rsplit(':').next().unwrap_or_default();
        relative.trim().starts_with("role/")
    }
}

#[cfg(feature = "ssr")]
impl AccessQuestion {
    /// Address of the page that explains this.
    pub fn href(&self) -> String {
        let Self { principal, action, resource, address, session, .. } = self;
        let part = |name: &str, text: &str| format!("{name}={}", paths::escape(text));
        let mut query = vec![
            part("principal", principal),
            part("action", action),
            part("resource", resource),
            part("address", address),
        ];
        if !session.is_empty() {
            query.push(part("session", session));
        }
        paths::address(paths::EXPLAIN, &query.join("&"))
    }
}

/// The explanation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessExplanation {
    /// `user/` or `role/` and the exact name; roles in lower case.
    pub who: String,
    /// The action with its service.
    pub action: String,
    /// ARN of the resource.
    pub resource: String,
    /// Decision, deciding statements, and the smallest changes that would allow it.
    pub explanation: Explanation,
    /// Every policy that was evaluated.
    pub trace: Trace,
    /// Names of the system policies; all others are custom.
    pub system: Vec<String>,
}

/// Parses the name of an action, with or without its service.
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
    fn address_contains_the_session_policy_if_set() {
        let mut question = AccessQuestion { principal: "role/deploy".to_owned(), ..AccessQuestion::default() };
        assert!(!question.href().contains("session"));
        question.session = r#"{"a": "&b=1"}"#.to_owned();
        let href = question.href();
        assert!(href.contains("&session=%7B") && !href.contains("&b=1"), "{href}");
    }

    #[test]
    fn roles_and_users_are_distinguished() {
        for (text, role) in [
            ("role/deploy", true),
            (" role/deploy", true),
            ("acs:ram::1:role/deploy", true),
            ("bob", false),
            ("user/role", false),
            ("role", false),
            ("", false),
        ] {
            let question = AccessQuestion { principal: text.to_owned(), ..AccessQuestion::default() };
            assert_eq!(question.is_about_role(), role, "{text}");
        }
    }

    #[test]
    fn actions_are_found_in_any_spelling() {
        for text in ["GetSecretValue", "kms:GetSecretValue", " KMS:getsecretvalue "] {
            assert_eq!(action_named(text), Some(Action::GetSecretValue), "{text}");
        }
        for text in ["", "kms:", "ram:GetSecretValue", "kms:*"] {
            assert_eq!(action_named(text), None, "{text}");
        }
    }
}
