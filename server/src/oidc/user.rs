//! What of a provider's claims describes a user.

use super::claims::{Claims, names_of};
use serde_json::Value;

/// Names of the claims that identify a user, name them and list their groups.
pub(super) struct UserClaims {
    pub subject: String,
    pub name: String,
    pub groups: String,
}

impl UserClaims {
    /// The user's groups; `None` if the claim is absent.
    pub fn groups(&self, claims: &Claims) -> Option<Vec<String>> {
        claims.groups(&self.groups)
    }

    /// Groups in the response of an endpoint that lists them: the identifier of each, never its display name, which anybody may
    /// give to a group of their own. `login` at GitHub and Gitee, `full_path` at GitLab.
    pub fn listed_groups(list: &[Value]) -> Vec<String> {
        names_of(list, &["login", "full_path", "path"])
    }

    /// Names of the user, the best for a user name first.
    pub fn names(&self, said: &[&Claims]) -> Vec<String> {
        let first = |claim: &str| said.iter().find_map(|claims| claims.text(claim)).map(str::to_owned);
        let mut names: Vec<String> = [self.name.as_str(), "email", "name"].into_iter().filter_map(first).collect();
        names.dedup();
        names
    }
}

/// Whether the authentication methods (RFC 8176) include more than a password.
pub(super) fn is_multi_factor(methods: &[&str]) -> bool {
    let has = |method: &str| methods.contains(&method);
    has("mfa") || has("otp") || has("hwk") || (has("swk") && has("pin"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_beyond_a_password_count_as_multi_factor() {
        for strong in [&["mfa"][..], &["pwd", "otp"], &["hwk"], &["pwd", "swk", "pin"]] {
            assert!(is_multi_factor(strong), "{strong:?}");
        }
        for weak in [&[][..], &["pwd"], &["pin"], &["swk"], &["MFA"], &["sms"], &["mfa "]] {
            assert!(!is_multi_factor(weak), "{weak:?}");
        }
    }

    #[test]
    fn listed_groups_are_never_taken_by_their_display_name() {
        let list = serde_json::json!([{"login": "acme", "name": "evil"}, {"name": "evil"}, {"full_path": "a/b"}, "c"]);
        assert_eq!(UserClaims::listed_groups(list.as_array().map_or(&[][..], Vec::as_slice)), ["acme", "a/b", "c"]);
    }
}
