//! Addresses of the sign-in and re-authentication that lead back to the requested page.

use super::{CONFIRM, HOME, SIGN_IN, SIGN_IN_CODE, SSO, address, escape};

/// Longest return address, in bytes.
const NEXT_BYTES: usize = 2_000;

/// `next` if it is a safe address of this console, or home. A safe address has one leading slash and nothing a browser could
/// read as another host.
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

/// Address that starts a sign-in through the identity provider and leads to `next`.
pub fn sso_address(next: &str) -> String {
    match safe_next(next) {
        HOME => SSO.to_owned(),
        next => format!("{}?next={}", SSO, escape(next)),
    }
}

/// Address of the second step that leads to `next`. `passkeys` says whether the step accepts passkeys.
pub fn code_address(next: &str, passkeys: bool) -> String {
    let query = if passkeys { "passkey=1" } else { "" };
    match (safe_next(next), passkeys) {
        (HOME, _) => address(SIGN_IN_CODE, query),
        (next, false) => format!("{}?next={}", SIGN_IN_CODE, escape(next)),
        (next, true) => format!("{}?{query}&next={}", SIGN_IN_CODE, escape(next)),
    }
}

/// Address of the re-authentication page that leads back to `next`.
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
    fn return_address_stays_on_this_console() {
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
    fn return_address_is_percent_encoded() {
        assert_eq!(sign_in_address("/audit?a=b&c=d"), "/sign-in?next=%2Faudit%3Fa%3Db%26c%3Dd");
        assert_eq!(sign_in_address("//evil"), "/sign-in");
        assert_eq!(confirm_address("/users/ann"), "/account/confirm?next=%2Fusers%2Fann");
        assert_eq!(confirm_address("https://evil.example"), "/account/confirm");
    }
}
