//! Who is signed in, and where a sign-in leads.

use crate::paths;
use leptos::prelude::use_context;
use serde::{Deserialize, Serialize};
use strongroom_domain::Action;

/// The signed-in person, as far as the frame and the pages need it. What may be done is decided by the core each time; this
/// only keeps pages from offering what would be refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// User name.
    pub name: String,
    /// Its policies, for people.
    pub policies: Vec<String>,
    /// What it may do to something or other.
    pub may: Vec<Action>,
    /// Live secrets, when a page has counted them. Counting is an audited operation, so asking who somebody is does not.
    pub secrets_count: Option<u64>,
    /// Things an administrator should know.
    pub warnings: Vec<String>,
}

impl Who {
    /// Whether a page should offer this at all.
    pub fn may(&self, action: Action) -> bool {
        self.may.contains(&action)
    }

    /// What stands beneath the name.
    pub fn detail(&self) -> String {
        match self.policies.as_slice() {
            [] => "no policies".to_owned(),
            [only] => only.clone(),
            [first, rest @ ..] => format!("{first} and {} more", rest.len()),
        }
    }
}

/// Whether the signed-in person should be offered this at all; yes where nobody is known, in parts shown alone.
pub fn may(action: Action) -> bool {
    use_context::<Who>().is_none_or(|who| who.may(action))
}

/// Longest address a sign-in leads back to.
const NEXT_BYTES: usize = 2_000;

/// The address of this console that `next` names, or home: one leading slash and nothing a browser could read as another host.
pub fn safe_next(next: &str) -> &str {
    let rest = next.strip_prefix('/');
    let local = rest.is_some_and(|rest| !rest.starts_with(['/', '\\']));
    let plain = next.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    if local && plain && next.len() <= NEXT_BYTES && !next.starts_with(paths::SIGN_IN) { next } else { paths::HOME }
}

/// Address of the sign-in form that leads back to `next`.
pub fn sign_in_address(next: &str) -> String {
    match safe_next(next) {
        paths::HOME => paths::SIGN_IN.to_owned(),
        next => format!("{}?next={}", paths::SIGN_IN, paths::escape(next)),
    }
}

/// Where a sign-in through the identity provider begins that leads on to `next`.
pub fn sso_address(next: &str) -> String {
    match safe_next(next) {
        paths::HOME => paths::SSO.to_owned(),
        next => format!("{}?next={}", paths::SSO, paths::escape(next)),
    }
}

/// Address of the second step that leads on to `next`, with a word for whether a passkey will do there.
#[cfg(feature = "ssr")]
pub fn code_address(next: &str, passkeys: bool) -> String {
    let word = if passkeys { "passkey=1" } else { "" };
    match (safe_next(next), passkeys) {
        (paths::HOME, _) => paths::address(paths::SIGN_IN_CODE, word),
        (next, false) => format!("{}?next={}", paths::SIGN_IN_CODE, paths::escape(next)),
        (next, true) => format!("{}?{word}&next={}", paths::SIGN_IN_CODE, paths::escape(next)),
    }
}

/// Address of the page that has one confirm who one is and leads back to `next`.
pub fn confirm_address(next: &str) -> String {
    match safe_next(next) {
        paths::HOME => paths::CONFIRM.to_owned(),
        next => format!("{}?next={}", paths::CONFIRM, paths::escape(next)),
    }
}

/// The seconds named in a sentence such as "try again in 30 seconds".
pub fn seconds_in(sentence: &str) -> Option<u32> {
    sentence.split(|c: char| !c.is_ascii_digit()).find_map(|digits| digits.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_leads_to_this_console_only() {
        for local in ["/", "/secrets", "/audit?range=1h&actor=a%20b", "/secrets/overview/a/b"] {
            assert_eq!(safe_next(local), local);
        }
        let long = format!("/{}", "a".repeat(NEXT_BYTES));
        for foreign in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "secrets",
            "/a\r\nSet-Cookie: x=1",
            "/a b",
            "/\t/evil.example",
            "/a\\b",
            "/ä",
            "\\/evil",
            "/sign-in?next=/sign-in",
            &long,
        ] {
            assert_eq!(safe_next(foreign), "/", "{foreign:?}");
        }
    }

    #[test]
    fn the_way_back_is_escaped() {
        assert_eq!(sign_in_address("/audit?a=b&c=d"), "/sign-in?next=%2Faudit%3Fa%3Db%26c%3Dd");
        assert_eq!(sign_in_address("//evil"), "/sign-in");
        assert_eq!(confirm_address("/users/ann"), "/account/confirm?next=%2Fusers%2Fann");
        assert_eq!(confirm_address("https://evil.example"), "/account/confirm");
    }

    #[test]
    fn seconds_are_read_from_the_sentence() {
        assert_eq!(seconds_in("Too many attempts; try again in 30 seconds."), Some(30));
        for none in ["", "Please wait.", "99999999999999999999"] {
            assert_eq!(seconds_in(none), None);
        }
    }
}
