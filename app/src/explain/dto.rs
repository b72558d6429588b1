//! A question about access, and its explanation.

#[cfg(feature = "ssr")]
use crate::paths;
use serde::{Deserialize, Serialize};
use strongroom_domain::PolicySubject;
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
    /// Address of the client; empty for any.
    pub address: String,
    /// `tls`, `plain` or `console`; empty for any.
    pub transport: String,
    /// `yes` or `no`; empty for either.
    pub mfa: String,
    /// Time of the request; empty for now.
    pub time: String,
    /// Policy of a role session, JSON; may be empty.
    pub session: String,
    /// Id of a denied request to explain; replaces all other fields.
    pub event: String,
}

impl AccessQuestion {
    /// Reads the query parameters.
    pub fn read(part: impl Fn(&str) -> String) -> Self {
        Self {
            principal: part("principal"),
            action: part("action"),
            resource: part("resource"),
            address: part("address"),
            transport: part("transport"),
            mfa: part("mfa"),
            time: part("time"),
            session: part("session"),
            event: part("event"),
        }
    }

    /// Whether it is about a role, whose sessions can have a policy.
    pub fn is_about_role(&self) -> bool {
        matches!(PolicySubject::parse(&self.principal), Ok(PolicySubject::Role(_)))
    }
}

#[cfg(feature = "ssr")]
impl AccessQuestion {
    /// The query parameters, with what they hold.
    fn parts(&self) -> [(&'static str, &str); 9] {
        [
            ("principal", &self.principal),
            ("action", &self.action),
            ("resource", &self.resource),
            ("address", &self.address),
            ("transport", &self.transport),
            ("mfa", &self.mfa),
            ("time", &self.time),
            ("session", &self.session),
            ("event", &self.event),
        ]
    }

    /// Address of the page that explains this.
    pub fn href(&self) -> String {
        let given = self.parts().into_iter().filter(|(_, text)| !text.is_empty());
        let query: Vec<_> = given.map(|(name, text)| format!("{name}={}", paths::escape(text))).collect();
        paths::address(paths::EXPLAIN, &query.join("&"))
    }
}

/// The decision, in the circumstances of the question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// Allowed.
    Allowed,
    /// Allowed, because no policy is asked.
    AllowedWithoutPolicy,
    /// Allowed under conditions that the question leaves open, in words.
    Conditional(String),
    /// Denied.
    Denied {
        /// The conditions under which other requests are allowed, in words.
        otherwise: Option<String>,
    },
}

/// The explanation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessExplanation {
    /// The user or role, under its exact name.
    pub who: PolicySubject,
    /// The action with its service.
    pub action: String,
    /// ARN of the resource.
    pub resource: String,
    /// The noun for the resource, if it does not exist.
    pub missing: Option<String>,
    /// The decision.
    pub verdict: Verdict,
    /// Decision, deciding statements, and the smallest changes that would allow it.
    pub explanation: Explanation,
    /// Every policy that was evaluated.
    pub trace: Trace,
    /// Names of the system policies; all others are custom.
    pub system: Vec<String>,
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn address_holds_what_the_question_gives() {
        let mut question = AccessQuestion { principal: "role/deploy".to_owned(), ..AccessQuestion::default() };
        assert_eq!(question.href(), "/explain?principal=role%2Fdeploy");
        question.session = r#"{"a": "&b=1"}"#.to_owned();
        question.mfa = "yes".to_owned();
        let href = question.href();
        assert!(href.contains("&mfa=yes&session=%7B") && !href.contains("&b=1"), "{href}");
        let parts = question.parts();
        let part = |name: &str| parts.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned());
        assert_eq!(AccessQuestion::read(|name| part(name).unwrap_or_default()), question);
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
}
