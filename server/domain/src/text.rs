//! Validated text: a value of these types has passed its rule, wherever it came from.

use crate::{Alphabet, Field, FieldError, Problem, ReservedPrefix, Unit, limits};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Characters that make text read differently from what it is: bidirectional controls and invisible marks.
pub(crate) fn deceptive(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// Checks the name of a new key of a value that is a JSON object. Names of existing keys follow no rule.
///
/// # Errors
/// Empty, too long, or with control characters.
pub fn check_value_key(key: &str) -> Result<(), FieldError> {
    let problem = if key.is_empty() || key.len() > limits::VALUE_KEY {
        Problem::Length { min: 1, max: limits::VALUE_KEY, unit: Unit::Bytes }
    } else if key.chars().any(char::is_control) {
        Problem::DeceptiveCharacters
    } else {
        return Ok(());
    };
    Err(FieldError::new(Field::ValueKey, problem))
}

/// Checks the name of a region.
///
/// # Errors
/// Empty, too long, or with other characters than letters, digits and dashes.
pub fn check_region(region: &str) -> Result<(), FieldError> {
    let problem = match region.chars().count() {
        1..=limits::REGION if region.chars().all(|c| Alphabet::PolicyName.contains(c)) => return Ok(()),
        1..=limits::REGION => Problem::Alphabet(Alphabet::PolicyName),
        _ => Problem::Length { min: 1, max: limits::REGION, unit: Unit::Characters },
    };
    Err(FieldError::new(Field::Region, problem))
}

type Checked = Result<(), Problem>;

fn within(alphabet: Alphabet, text: &str) -> Checked {
    if text.chars().all(|c| alphabet.contains(c)) { Ok(()) } else { Err(Problem::Alphabet(alphabet)) }
}

fn unreserved(reserved: ReservedPrefix, text: &str) -> Checked {
    let taken = reserved.prefixes().iter().any(|prefix| text.starts_with(prefix));
    if taken { Err(Problem::Reserved(reserved)) } else { Ok(()) }
}

fn check_secret_name(s: &str) -> Checked {
    within(Alphabet::SecretName, s)?;
    if ![SecretName::OF_HOSTS, SecretName::OF_RAM_USERS].iter().any(|own| s.starts_with(own)) {
        unreserved(ReservedPrefix::ManagedSecret, s)?;
    }
    let path = s.strip_prefix('/').unwrap_or(s);
    if path.split('/').any(|part| part.is_empty() || part == "." || part == "..") {
        return Err(Problem::PathSegment);
    }
    Ok(())
}

fn check_version_id(s: &str) -> Checked {
    within(Alphabet::SecretName, s)
}

fn check_tag(s: &str) -> Checked {
    within(Alphabet::Tag, s)
}

fn check_tag_key(s: &str) -> Checked {
    check_tag(s)?;
    unreserved(ReservedPrefix::VendorTag, s)
}

fn check_user_name(s: &str) -> Checked {
    within(Alphabet::UserName, s)
}

impl SecretName {
    /// How no names begin but those of secrets of hosts. The vendor's API also requires it of them.
    pub const OF_HOSTS: &'static str = "acs/ecs/";
    /// How no names begin but those of AccessKeys of users. The vendor's API has the name of the user follow.
    pub const OF_RAM_USERS: &'static str = "acs/ram/user/";
}

impl UserName {
    /// The name of the server in the audit trail, and of its services with a colon behind it.
    const SERVER: &'static str = "strongroom";

    /// Checks that a new user may have this name: it must not read like the server itself, in any letter case. Users that have it
    /// already keep it.
    ///
    /// # Errors
    /// [`Problem::ReservedName`].
    pub fn check_available(&self) -> Result<(), FieldError> {
        let service = self.0.split(':').next().unwrap_or_default();
        if service.eq_ignore_ascii_case(Self::SERVER) {
            return Err(FieldError::new(Field::UserName, Problem::ReservedName));
        }
        Ok(())
    }
}

fn check_one_line(s: &str) -> Checked {
    match s.chars().any(|c| c.is_control() || deceptive(c)) {
        true => Err(Problem::DeceptiveCharacters),
        false => Ok(()),
    }
}

fn check_policy_name(s: &str) -> Checked {
    within(Alphabet::PolicyName, s)
}

fn check_access_key_id(s: &str) -> Checked {
    within(Alphabet::AccessKeyId, s.strip_prefix(AccessKeyId::TEMPORARY).unwrap_or(s))
}

fn check_session_name(s: &str) -> Checked {
    within(Alphabet::SessionName, s)
}

fn check_external_id(s: &str) -> Checked {
    within(Alphabet::ExternalId, s)
}

fn check_printable(s: &str) -> Checked {
    within(Alphabet::Printable, s)
}

fn check_description(s: &str) -> Checked {
    if s.chars().any(|c| (c.is_control() && c != '\n' && c != '\t') || deceptive(c)) {
        return Err(Problem::DeceptiveCharacters);
    }
    Ok(())
}

macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $min:literal..=$max:expr, $check:path) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Box<str>);

        impl $name {
            /// The most characters.
            pub const MAX: usize = $max;

            /// Checks `text` against the rule of this type.
            ///
            /// # Errors
            /// The field and the rule it breaks; never the text.
            pub fn new(text: &str) -> Result<Self, FieldError> {
                let problem = |problem| FieldError::new(Field::$name, problem);
                if !($min..=$max).contains(&text.chars().count()) {
                    return Err(problem(Problem::Length { min: $min, max: $max, unit: Unit::Characters }));
                }
                $check(text).map_err(problem)?;
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
    /// also rejected, because names are part of paths and policies.
    SecretName, 1..=limits::SECRET_NAME, check_secret_name
);
text!(
    /// Id of a version, chosen by the caller, unique in its secret.
    VersionId, 1..=limits::VERSION_ID, check_version_id
);
text!(
    /// Key of a tag.
    TagKey, 1..=limits::TAG, check_tag_key
);
text!(
    /// Value of a tag; may be empty.
    TagValue, 0..=limits::TAG, check_tag
);
text!(
    /// Name of a RAM user.
    UserName, 1..=limits::IDENTITY_NAME, check_user_name
);
text!(
    /// Name of a group of users.
    GroupName, 1..=limits::IDENTITY_NAME, check_user_name
);
text!(
    /// Name of a role.
    RoleName, 1..=limits::IDENTITY_NAME, check_user_name
);
text!(
    /// Name of a session of a role, chosen by the caller that assumes it; `role/session` in the trail.
    SessionName, 2..=limits::SESSION_NAME, check_session_name
);
text!(
    /// Agreed by a third party and the owner of a role, so that no one else can make the third party assume it.
    ExternalId, 2..=limits::EXTERNAL_ID, check_external_id
);
text!(
    /// Name of a policy.
    PolicyName, 1..=limits::POLICY_NAME, check_policy_name
);
text!(
    /// What its owner calls a passkey, such as the name of the device.
    PasskeyName, 1..=limits::PASSKEY_NAME, check_description
);
text!(
    /// Free text about a user, group, role or policy; may be empty.
    Comments, 0..=limits::COMMENTS, check_description
);
text!(
    /// Id of an AccessKey, public. Ours are `SR` and 22 letters or digits, those of sessions `STS.` and as many; the vendor's fit
    /// too.
    AccessKeyId, 1..=limits::ACCESS_KEY_ID, check_access_key_id
);

impl AccessKeyId {
    /// How the ids of temporary AccessKeys begin.
    pub const TEMPORARY: &'static str = "STS.";
}

text!(
    /// Address that names an identity provider, exactly as the provider writes it.
    Issuer, 1..=limits::ISSUER, check_printable
);
text!(
    /// A person's name at an identity provider, which never gives it to anyone else (OpenID Connect Core, section 2).
    Subject, 1..=limits::SUBJECT, check_printable
);
text!(
    /// Unique name of a target of rotations.
    TargetName, 1..=limits::IDENTITY_NAME, check_user_name
);
text!(
    /// Where a target is: a name or an IP address, or a whole `https:` address.
    TargetHost, 1..=limits::TARGET_HOST, check_printable
);
text!(
    /// Unique name of a notification channel.
    ChannelName, 1..=limits::IDENTITY_NAME, check_user_name
);
text!(
    /// Name of a database at a target, exactly as the target has it.
    DatabaseName, 1..=limits::ACCOUNT_NAME, check_one_line
);
text!(
    /// Name of an account at a target, exactly as the target has it. Quotes, spaces and letters of any script are allowed.
    AccountName, 1..=limits::ACCOUNT_NAME, check_one_line
);
text!(
    /// Free text about a secret or key; may be empty.
    Description, 0..=limits::DESCRIPTION, check_description
);

/// The tags of one secret, sorted by key.
pub type Tags = litemap::LiteMap<TagKey, TagValue>;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn secret_names() {
        for good in
            ["a", "payments/ledger-db", "/prod/db", "A+b=c.d-e@f_1", "acs/ecs/x", "acs/ram/user/x", &"x".repeat(192)]
        {
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
            "acs/ram/x",
            "acs/ram/user/",
            "acs/ecs",
            "acs/ecs/",
            "naïve",
            "a\0",
            "a%2fb",
            "a\\b",
            "a:b",
            "\u{feff}a",
            &"x".repeat(193),
        ] {
            let error = SecretName::new(bad).unwrap_err();
            assert_eq!(error.field, Field::SecretName);
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
        for name in ["app", "o'brien \"x\"", "\u{7528}\u{6237}", "a;b--", "%_\\"] {
            assert_eq!(AccountName::new(name).unwrap().as_str(), name);
        }
        for bad in ["", "a\nb", "a\0b", "a\u{202e}b", &"x".repeat(129)] {
            assert!(AccountName::new(bad).is_err() && DatabaseName::new(bad).is_err(), "{bad:?}");
        }
        assert!(TargetName::new("ledger-db.prod").is_ok() && TargetName::new("a b").is_err());
        assert!(TargetHost::new("2001:db8::1").is_ok() && TargetHost::new("d\u{e9}j\u{e0}").is_err());
        assert!(Description::new("right\u{202e}left").is_err());
        assert!(Description::new(&"x".repeat(8193)).is_err());
    }
}
