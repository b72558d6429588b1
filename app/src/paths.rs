//! Every address of the console, in one place, so that links stay valid.

mod next;

pub use next::{code_address, confirm_address, safe_next, sign_in_address, sso_address};

use strongroom_domain::{PolicyRef, SecretName};

/// Home.
pub const HOME: &str = "/";
/// Sign-in form; `?next=` leads back.
pub const SIGN_IN: &str = "/sign-in";
/// Second step of the sign-in, for users with a second factor; `?next=` leads back.
pub const SIGN_IN_CODE: &str = "/sign-in/code";
/// Start of a sign-in through the identity provider; `?next=` leads back.
pub const SSO: &str = "/sign-in/oidc";
/// Address the identity provider redirects the browser to.
pub const SSO_CALLBACK: &str = "/sign-in/oidc/callback";
/// Page of a sealed server.
pub const SEALED: &str = "/sealed";
/// List of secrets.
pub const SECRETS: &str = "/secrets";
/// Form for a new secret.
pub const NEW_SECRET: &str = "/secrets/new";
/// Form for a new secret whose credential rotates; `?target=` chooses a target.
pub const NEW_MANAGED: &str = "/secrets/new/managed";
/// Audit trail.
pub const AUDIT: &str = "/audit";
/// Users (people and applications); one user at `/users/<name>`.
pub const USERS: &str = "/users";
/// Groups of users; one group at `/groups/<name>`.
pub const GROUPS: &str = "/groups";
/// Roles; one role at `/roles/<name>`.
pub const ROLES: &str = "/roles";
/// Form for a new role.
pub const NEW_ROLE: &str = "/roles/new";
/// Policies; one policy at `/policies/<type>/<name>`.
pub const POLICIES: &str = "/policies";
/// Form for a new policy.
pub const NEW_POLICY: &str = "/policies/new";
/// Explanation of a policy decision: `?principal=&action=&resource=`.
pub const EXPLAIN: &str = "/explain";
/// Customer master keys; one key at `/keys/<id>`.
pub const KEYS: &str = "/keys";
/// Targets of rotations; one target at `/targets/<name>`.
pub const TARGETS: &str = "/targets";
/// Form for a new target.
pub const NEW_TARGET: &str = "/targets/new";
/// Events that rotations changed, for scripts; `?secret=` for those of one secret.
pub const LIVE: &str = "/live/rotations";
/// Rotations day by day.
pub const CALENDAR: &str = "/rotations/calendar";
/// Rotations; one rotation at `/rotations/<id>/<secret>`.
pub const ROTATIONS: &str = "/rotations";
/// The user's password, second factors and sessions.
pub const ACCOUNT: &str = "/account";
/// Re-authentication; `?next=` leads back.
pub const CONFIRM: &str = "/account/confirm";
/// Notification channels, and the messages to them; one channel at `/settings/notifications/<name>`.
pub const NOTIFICATIONS: &str = "/settings/notifications";
/// Form for a new notification channel.
pub const NEW_CHANNEL: &str = "/settings/notifications/new";
/// Installation and appearance.
pub const SETTINGS: &str = "/settings";

/// A page about one secret: `/secrets/<page>/<name>`. The name comes last because it holds slashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretRoute {
    /// Facts and masked value.
    Overview,
    /// Form for a new version, with a review.
    Edit,
    /// All versions.
    Versions,
    /// How it rotates: schedule and history.
    Rotation,
    /// What to do when its credential leaked.
    Leaked,
    /// Form for where and how it rotates.
    Plan,
    /// Two versions side by side; `?a=&b=` are version ids.
    Compare,
    /// Audit events of the secret.
    Audit,
    /// Example code for applications.
    Connect,
    /// Principals that can read it, and why.
    Access,
}

impl SecretRoute {
    /// The path segment.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Edit => "edit",
            Self::Versions => "versions",
            Self::Rotation => "rotation",
            Self::Leaked => "leaked",
            Self::Plan => "plan",
            Self::Compare => "compare",
            Self::Audit => "audit",
            Self::Connect => "connect",
            Self::Access => "access",
        }
    }
}

/// Address of a page about a secret.
pub fn secret(page: SecretRoute, name: &str) -> String {
    format!("{SECRETS}/{}/{}", page.word(), escape_path(name))
}

/// Address of the comparison of two versions.
pub fn compare(name: &str, older: &str, newer: &str) -> String {
    format!("{}?a={}&b={}", secret(SecretRoute::Compare, name), escape(older), escape(newer))
}

/// The secret name in the rest of an address; `None` if it is not a valid name.
pub fn secret_name(rest: &str) -> Option<SecretName> {
    SecretName::new(&unescape(rest)).ok()
}

/// Address of a policy.
pub fn policy(policy: &PolicyRef) -> String {
    format!("{POLICIES}/{policy}")
}

/// Address of a key.
pub fn key(id: &str) -> String {
    format!("{KEYS}/{}", escape(id))
}

/// Address of a target.
pub fn target(name: &str) -> String {
    format!("{TARGETS}/{}", escape(name))
}

/// Address of a notification channel.
pub fn channel(name: &str) -> String {
    format!("{NOTIFICATIONS}/{}", escape(name))
}

/// Address of the form that changes a notification channel.
pub fn edit_channel(name: &str) -> String {
    format!("{}/edit", channel(name))
}

/// Address of the form for a secret that rotates, with a target chosen.
pub fn new_managed(target: Option<&str>) -> String {
    address(NEW_MANAGED, &target.map(|name| format!("target={}", escape(name))).unwrap_or_default())
}

/// Address of the form for a new target that leads back to the form for a secret.
pub fn new_target_for_secret() -> String {
    format!("{NEW_TARGET}?for=secret")
}

/// Address of the form that changes a target.
pub fn edit_target(name: &str) -> String {
    format!("{}/edit", target(name))
}

/// Address of a rotation. The secret's name comes last because it holds slashes.
pub fn rotation(id: &str, secret: &str) -> String {
    format!("{ROTATIONS}/{}/{}", escape(id), escape_path(secret))
}

/// Address of `user/<name>`, `group/<name>` or `role/<name>`.
pub fn principal(who: &str) -> String {
    let (kind, name) = who.split_once('/').unwrap_or(("user", who));
    format!("/{kind}s/{}", escape(name))
}

/// Percent-encodes a value for a query or a path segment.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

/// A name as path segments. A leading slash is encoded, because proxies merge consecutive slashes.
fn escape_path(name: &str) -> String {
    let (lead, rest) = name.strip_prefix('/').map_or(("", name), |rest| ("%2F", rest));
    format!("{lead}{}", rest.split('/').map(escape).collect::<Vec<_>>().join("/"))
}

/// Decodes a percent-encoded part of an address.
pub fn unescape(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let hex = tail.get(..2).and_then(|h| std::str::from_utf8(h).ok()).and_then(|h| u8::from_str_radix(h, 16).ok());
        match (byte, hex) {
            (b'%', Some(value)) => {
                bytes.push(value);
                rest = tail.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(byte);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A path with a query, which may start with a question mark.
pub fn address(path: &str, search: &str) -> String {
    match search.trim_start_matches('?') {
        "" => path.to_owned(),
        search => format!("{path}?{search}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn principal_addresses_match_the_list_addresses() {
        assert_eq!(principal("user/bob"), format!("{USERS}/bob"));
        assert_eq!(principal("group/ops"), format!("{GROUPS}/ops"));
        assert_eq!(principal("role/a+b"), format!("{ROLES}/a%2Bb"));
    }

    #[test]
    fn secret_names_round_trip_through_addresses() {
        for name in ["a", "payments/ledger-db", "/prod/db", "a+b=c@d"] {
            let address = secret(SecretRoute::Versions, name);
            let rest = address.strip_prefix("/secrets/versions/").unwrap_or_default();
            assert!(!rest.contains("//"));
            assert_eq!(secret_name(rest).map(String::from).as_deref(), Some(name));
        }
        assert_eq!(secret_name("a%"), None);
        assert_eq!(secret_name("%3Cb%3E"), None);
        assert_eq!(secret_name("a/../b"), None);
    }
}
