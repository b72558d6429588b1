//! Addresses that lead back: to the sign-in and its steps, and from there to the page a person asked for.

use super::{CONFIRM, HOME, SIGN_IN, SIGN_IN_CODE, SSO, address, escape};

/// Longest address a sign-in leads back to.
const NEXT_BYTES: usize = 2_000;

/// The address of this console that `next` names, or home: one leading slash and nothing a browser could read as another host.
pub fn safe_next(next: &str) -> &str {
    let rest = next.strip_prefix('/');
    let local = rest.is_some_and(|rest| !rest.starts_with(['/', '\\']));
    let plain = next.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    if local && plain && next.len() <= NEXT_BYTES && !next.starts_with(SIGN_IN) { next } else { HOME }
}

/// Address of the sign-in form that leads back to `next`.
pub fn sign_in_address(next: &str) -> String {
    match safe_next(next) {
        HOME => SIGN_IN.to_owned(),
        next => format!("{}?next={}", SIGN_IN, escape(next)),
    }
}

/// Where a sign-in through the identity provider begins that leads on to `next`.
pub fn sso_address(next: &str) -> String {
    match safe_next(next) {
        HOME => SSO.to_owned(),
        next => format!("{}?next={}", SSO, escape(next)),
    }
}

/// Address of the second step that leads on to `next`, with a word for whether a passkey will do there.
pub fn code_address(next: &str, passkeys: bool) -> String {
    let word = if passkeys { "passkey=1" } else { "" };
    match (safe_next(next), passkeys) {
        (HOME, _) => address(SIGN_IN_CODE, word),
        (next, false) => format!("{}?next={}", SIGN_IN_CODE, escape(next)),
        (next, true) => format!("{}?{word}&next={}", SIGN_IN_CODE, escape(next)),
    }
}

/// Address of the page that has one confirm who one is and leads back to `next`.
pub fn confirm_address(next: &str) -> String {
    match safe_next(next) {
        HOME => CONFIRM.to_owned(),
        next => format!("{}?next={}", CONFIRM, escape(next)),
    }
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
}
