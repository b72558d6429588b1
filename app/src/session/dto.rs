//! Who is signed in, and where a sign-in leads.

use crate::paths;
use serde::{Deserialize, Serialize};

/// The signed-in person, as far as the frame and the pages need it. What may be done is decided by the core each time; this
/// only keeps pages from offering what would be refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// User name.
    pub name: String,
    /// Role, for people.
    pub role_word: String,
    /// May do everything.
    pub is_administrator: bool,
    /// May see facts and the trail.
    pub is_auditor: bool,
    /// Live secrets, when a page has counted them. Counting is an audited operation, so asking who somebody is does not.
    pub secrets_count: Option<u64>,
    /// Things an administrator should know.
    pub warnings: Vec<String>,
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
    }

    #[test]
    fn seconds_are_read_from_the_sentence() {
        assert_eq!(seconds_in("Too many attempts; try again in 30 seconds."), Some(30));
        for none in ["", "Please wait.", "99999999999999999999"] {
            assert_eq!(seconds_in(none), None);
        }
    }
}
