//! Validated text: a value of these types has passed its rule, wherever it came from.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A field that breaks its rule. Never carries the value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{field}: {rule}")]
pub struct FieldError {
    /// The field, in the vendor's spelling.
    pub field: String,
    /// The rule it broke, as a sentence part ("must be …").
    pub rule: String,
}

impl FieldError {
    /// `field` broke `rule`.
    pub fn new(field: impl Into<String>, rule: impl Into<String>) -> Self {
        Self { field: field.into(), rule: rule.into() }
    }
}

/// Characters that make text read differently from what it is: bidirectional controls and invisible marks.
fn deceptive(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

fn name_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_/+=.-@".contains(c)
}

fn check_secret_name(s: &str) -> Result<(), &'static str> {
    if !s.chars().all(name_char) {
        return Err("may hold only letters, digits and _ / + = . - @");
    }
    if s.starts_with("acs/") {
        return Err("must not begin with acs/, which is kept for managed secrets");
    }
    let path = s.strip_prefix('/').unwrap_or(s);
    if path.split('/').any(|part| part.is_empty() || part == "." || part == "..") {
        return Err("must not hold an empty, . or .. path segment");
    }
    Ok(())
}

fn check_version_id(s: &str) -> Result<(), &'static str> {
    if s.chars().all(name_char) { Ok(()) } else { Err("may hold only letters, digits and _ / + = . - @") }
}

fn check_tag(s: &str) -> Result<(), &'static str> {
    if s.chars().all(|c| c.is_alphanumeric() || "/\\_-.+=:@".contains(c)) {
        Ok(())
    } else {
        Err(r"may hold only letters, digits and / \ _ - . + = : @")
    }
}

fn check_tag_key(s: &str) -> Result<(), &'static str> {
    check_tag(s)?;
    if s.starts_with("aliyun") || s.starts_with("acs:") {
        return Err("must not begin with aliyun or acs:");
    }
    Ok(())
}

fn check_user_name(s: &str) -> Result<(), &'static str> {
    if s.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c)) {
        Ok(())
    } else {
        Err("may hold only letters, digits and . _ -")
    }
}

fn check_policy_name(s: &str) -> Result<(), &'static str> {
    if s.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        Ok(())
    } else {
        Err("may hold only letters, digits and dashes")
    }
}

fn check_access_key_id(s: &str) -> Result<(), &'static str> {
    let rest = s.strip_prefix(AccessKeyId::TEMPORARY).unwrap_or(s);
    if rest.bytes().all(|b| b.is_ascii_alphanumeric()) { Ok(()) } else { Err("may hold only letters and digits") }
}

fn check_session_name(s: &str) -> Result<(), &'static str> {
    if s.chars().all(|c| c.is_ascii_alphanumeric() || "._-@".contains(c)) {
        Ok(())
    } else {
        Err("may hold only letters, digits and . _ - @")
    }
}

fn check_external_id(s: &str) -> Result<(), &'static str> {
    if s.chars().all(|c| c.is_ascii_alphanumeric() || "+=,.@:/-_".contains(c)) {
        Ok(())
    } else {
        Err("may hold only letters, digits and + = , . @ : / - _")
    }
}

fn check_printable(s: &str) -> Result<(), &'static str> {
    if s.bytes().all(|b| (b' '..=b'~').contains(&b)) { Ok(()) } else { Err("may hold only printable ASCII characters") }
}

fn check_description(s: &str) -> Result<(), &'static str> {
    if s.chars().any(|c| (c.is_control() && c != '\n' && c != '\t') || deceptive(c)) {
        return Err("must not hold control characters or invisible direction marks");
    }
    Ok(())
}

macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $field:literal, $min:literal..=$max:literal, $check:path) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Box<str>);

        impl $name {
            /// Checks `text` against the rule of this type.
            ///
            /// # Errors
            /// The field and the rule it breaks; never the text.
            pub fn new(text: &str) -> Result<Self, FieldError> {
                let length = text.chars().count();
                if !($min..=$max).contains(&length) {
                    return Err(FieldError::new($field, concat!("must have ", stringify!($min), " to ", stringify!($max), " characters")));
                }
                $check(text).map_err(|rule| FieldError::new($field, rule))?;
                Ok(Self(text.into()))
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = FieldError;
            fn try_from(text: String) -> Result<Self, FieldError> {
                Self::new(&text)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.0.into()
            }
        }
    };
}

text!(
    /// Name of a secret: a path such as `payments/ledger-db`. The vendor's alphabet and length; empty and dot segments are
    /// refused besides, because names stand in paths and policies.
    SecretName, "SecretName", 1..=192, check_secret_name
);
text!(
    /// Id of a version, chosen by the caller, unique in its secret.
    VersionId, "VersionId", 1..=64, check_version_id
);
text!(
    /// Key of a tag.
    TagKey, "TagKey", 1..=128, check_tag_key
);
text!(
    /// Value of a tag; may be empty.
    TagValue, "TagValue", 0..=128, check_tag
);
text!(
    /// Name of a RAM user.
    UserName, "UserName", 1..=64, check_user_name
);
text!(
    /// Name of a group of users.
    GroupName, "GroupName", 1..=64, check_user_name
);
text!(
    /// Name of a role.
    RoleName, "RoleName", 1..=64, check_user_name
);
text!(
    /// Name of a session of a role, chosen by whoever assumes it; stands in the trail as `role/session`.
    SessionName, "RoleSessionName", 2..=64, check_session_name
);
text!(
    /// What a third party and the owner of a role have agreed on, so that nobody else makes the third party assume it.
    ExternalId, "ExternalId", 2..=1224, check_external_id
);
text!(
    /// Name of a policy.
    PolicyName, "PolicyName", 1..=128, check_policy_name
);
text!(
    /// What its owner calls a passkey, such as the name of the device.
    PasskeyName, "name", 1..=64, check_description
);
text!(
    /// Free text about a user, group, role or policy; may be empty.
    Comments, "Comments", 0..=1024, check_description
);
text!(
    /// Id of an AccessKey, public. Ours are `SR` and 22 letters or digits, those of sessions `STS.` and as many; the vendor's fit
    /// too.
    AccessKeyId, "AccessKeyId", 1..=64, check_access_key_id
);

impl AccessKeyId {
    /// How the ids of temporary AccessKeys begin.
    pub const TEMPORARY: &'static str = "STS.";
}

text!(
    /// Address that names an identity provider, exactly as the provider writes it.
    Issuer, "Issuer", 1..=512, check_printable
);
text!(
    /// A person's name at an identity provider, which never gives it to anybody else (OpenID Connect Core, section 2).
    Subject, "Subject", 1..=255, check_printable
);
text!(
    /// Free text about a secret or key; may be empty.
    Description, "Description", 0..=8192, check_description
);

/// The tags of one secret, sorted by key.
pub type Tags = litemap::LiteMap<TagKey, TagValue>;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn secret_names() {
        for good in ["a", "payments/ledger-db", "/prod/db", "A+b=c.d-e@f_1", &"x".repeat(192)] {
            assert!(SecretName::new(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "a b",
            "a\nb",
            "a\u{202e}b",
            "<b>",
            "a//b",
            "a/",
            "//a",
            "/",
            ".",
            "..",
            "a/../b",
            "a/./b",
            "acs/ecs/x",
            "naïve",
            "a\0",
            "a%2fb",
            "a\\b",
            "a:b",
            "\u{feff}a",
            &"x".repeat(193),
        ] {
            let error = SecretName::new(bad).unwrap_err();
            assert_eq!(error.field, "SecretName");
            assert!(bad.len() < 3 || !error.to_string().contains(bad), "the value must not be echoed");
        }
    }

    #[test]
    fn other_rules() {
        assert!(VersionId::new(&"v".repeat(64)).is_ok());
        assert!(VersionId::new(&"v".repeat(65)).is_err());
        assert!(VersionId::new("a b").is_err());
        assert!(TagKey::new("acs:x").is_err());
        assert!(TagKey::new("aliyun-x").is_err());
        assert!(TagKey::new("团队").is_ok());
        assert!(TagValue::new("").is_ok());
        assert!(TagValue::new("<i>").is_err());
        assert!(UserName::new("m.ortega").is_ok());
        assert!(UserName::new("a b").is_err());
        for bad in ["", "a\u{202e}b", "a\nb", "ä", &"s".repeat(256)] {
            assert!(Subject::new(bad).is_err(), "{bad:?}");
        }
        assert!(Subject::new("auth0|5f7c8ec7 <b>").is_ok());
        assert!(PasskeyName::new("Ann's phone").is_ok() && PasskeyName::new("").is_err());
        assert!(PasskeyName::new(&"x".repeat(65)).is_err() && PasskeyName::new("a\u{202e}b").is_err());
        assert!(SessionName::new("ci@runner-7.x_y").is_ok());
        for bad in ["a", "a/b", "a b", &"s".repeat(65)] {
            assert!(SessionName::new(bad).is_err(), "{bad}");
        }
        assert!(AccessKeyId::new("STS.abc").is_ok());
        assert!(AccessKeyId::new("SR.abc").is_err() && AccessKeyId::new("STS.a.b").is_err());
        assert!(ExternalId::new("a:b/c").is_ok() && ExternalId::new("a b").is_err());
        assert!(Description::new("two\nlines").is_ok());
        assert!(Description::new("right\u{202e}left").is_err());
        assert!(Description::new(&"x".repeat(8193)).is_err());
    }
}
