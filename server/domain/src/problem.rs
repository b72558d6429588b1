//! How a field breaks its rule, as data: surfaces put it into words of their own.

use crate::{Action, Alphabet, Field, json_text::JsonKind};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A field that breaks its rule. Never carries the value. Displayed in logs and events only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{field} {problem}")]
pub struct FieldError {
    /// The field.
    pub field: Field,
    /// What is wrong with it.
    pub problem: Problem,
}

impl FieldError {
    /// `field` has this problem.
    pub fn new(field: Field, problem: Problem) -> Self {
        Self { field, problem }
    }
}

/// What limits count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// Unicode characters.
    Characters,
    /// Bytes of UTF-8.
    Bytes,
    /// Entries of a list.
    Entries,
    /// Keys of a value.
    Keys,
    /// Stage labels.
    Labels,
    /// Addresses or networks.
    Networks,
    /// Secrets.
    Secrets,
    /// Tags.
    Tags,
    /// Values of a filter.
    Values,
    /// Days.
    Days,
    /// Hours.
    Hours,
    /// Minutes.
    Minutes,
    /// Seconds.
    Seconds,
    /// Hundredths.
    Percent,
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Characters => "characters",
            Self::Bytes => "bytes",
            Self::Entries => "entries",
            Self::Keys => "keys",
            Self::Labels => "stage labels",
            Self::Networks => "networks",
            Self::Secrets => "secrets",
            Self::Tags => "tags",
            Self::Values => "values",
            Self::Days => "days",
            Self::Hours => "hours",
            Self::Minutes => "minutes",
            Self::Seconds => "seconds",
            Self::Percent => "percent",
        })
    }
}

/// What a text must be to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    /// A name of an operation with its service.
    Action,
    /// An IP address.
    Address,
    /// Base64 in the usual alphabet, with padding.
    Base64,
    /// `user/`, `group/` or `role/` and a name.
    Bearer,
    /// Certificates in PEM, and nothing else in PEM.
    Certificates,
    /// One of the choices of a form.
    Choice,
    /// The value of a managed secret, in the form of its type.
    Credential,
    /// A whole number with the unit `d`, `h`, `m` or `s`.
    Duration,
    /// Nothing.
    Empty,
    /// A public SSH host key.
    HostKey,
    /// A private SSH key in the OpenSSH format, or RSA in PEM, without a passphrase.
    PrivateKey,
    /// Name or IP address of a host.
    HostName,
    /// An address that begins with `https://`.
    HttpsAddress,
    /// A mail address, without a name or quotes.
    MailAddress,
    /// A TCP port.
    Port,
    /// A JSON value of this kind.
    Json(JsonKind),
    /// A JSON object.
    JsonObject,
    /// Any JSON value.
    JsonValue,
    /// IP addresses or networks.
    Networks,
    /// Object with a list of statements.
    Policy,
    /// `System` or `Custom`.
    PolicyType,
    /// ARN of a role of this account.
    RoleArn,
    /// A name of a secret, or its beginning followed by `*`.
    SecretPattern,
    /// Name or ARN of a secret.
    SecretReference,
    /// UTF-8.
    Text,
    /// A point in time with its zone.
    Time,
    /// A UUID.
    Uuid,
    /// Two times of day and an offset from UTC.
    Window,
}

/// How names begin that only the service gives out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReservedPrefix {
    /// Of managed secrets.
    ManagedSecret,
    /// Of the vendor's own tags.
    VendorTag,
}

impl ReservedPrefix {
    /// The prefixes.
    pub const fn prefixes(self) -> &'static [&'static str] {
        match self {
            Self::ManagedSecret => &["acs/"],
            Self::VendorTag => &["aliyun", "acs:"],
        }
    }
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    /// Shorter or longer than allowed.
    Length {
        /// Fewest.
        min: usize,
        /// Most.
        max: usize,
        /// What is counted.
        unit: Unit,
    },
    /// Too few, where the upper limit is another rule.
    TooFew {
        /// Fewest.
        min: usize,
        /// What is counted.
        unit: Unit,
    },
    /// Too many.
    TooMany {
        /// Most.
        max: usize,
        /// What is counted.
        unit: Unit,
    },
    /// A number out of its range.
    Range {
        /// Least.
        min: u32,
        /// Greatest.
        max: u32,
        /// What it counts.
        unit: Unit,
    },
    /// A number that must be positive is zero.
    Zero,
    /// A character outside the alphabet.
    Alphabet(Alphabet),
    /// Begins as only the service's own names do.
    Reserved(ReservedPrefix),
    /// A name that means the server itself.
    ReservedName,
    /// A path with an empty, `.` or `..` segment.
    PathSegment,
    /// Control characters or invisible marks, which make text read differently from what it is.
    DeceptiveCharacters,
    /// Stands there twice.
    Duplicate,
    /// Not what it must be to be read.
    Malformed(Form),
    /// Names something of another account or region.
    Foreign,
    /// Not one this server gave out for this list.
    UnknownCursor,
    /// Not earlier than the other.
    NotBefore(Field),
    /// Neither this nor the other is given.
    OneRequired(Field),
    /// Must be given to move a label of the service.
    RequiredForServiceLabel,
    /// A label that only the service sets.
    ServiceLabel,
    /// The version does not carry the label.
    NotLabelled,
    /// A password with the user's name in it.
    ContainsUserName,
    /// A password that guessing tries first.
    TooCommon,
    /// A password where a second factor is required.
    SecondFactorRequired,
    /// Came too late.
    Expired,
    /// Not the code of the device.
    WrongCode,
    /// Only role sessions have one.
    RolesOnly,
    /// Denies this action to the whole account, so that no one could change the policy again.
    LocksOut(Action),
    /// Cannot be derived from the names the identity provider gives.
    NotDerivable,
    /// No kind of character is left.
    NothingLeft,
    /// A kind of character that is required is left empty.
    KindLeftEmpty,
    /// The value has no such key.
    NoSuchKey,
    /// As many keys as values are expected.
    Unpaired,
    /// Changes nothing.
    Unchanged,
    /// Another statement of the policy grants it.
    GrantedElsewhere,
    /// Not the same as what it repeats.
    Different,
}

/// English for logs and events.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Length { min, max, unit } => return write!(f, "must have {min} to {max} {unit}"),
            Self::TooFew { min, unit } => return write!(f, "must have at least {min} {unit}"),
            Self::TooMany { max, unit } => return write!(f, "must have at most {max} {unit}"),
            Self::Range { min, max, unit } => return write!(f, "must be {min} to {max} {unit}"),
            Self::Alphabet(alphabet) => return write!(f, "may contain only {alphabet}"),
            Self::ReservedName => "is reserved for the server",
            Self::Reserved(prefix) => return write!(f, "must not begin with {}", prefix.prefixes().join(" or ")),
            Self::Malformed(form) => return write!(f, "is malformed; expected: {form:?}"),
            Self::NotBefore(other) => return write!(f, "must be before {other}"),
            Self::OneRequired(other) => return write!(f, "or {other} is required"),
            Self::LocksOut(action) => return write!(f, "denies {} to the whole account", action.full_name()),
            Self::Zero => "must be positive",
            Self::PathSegment => "has an empty, . or .. path segment",
            Self::DeceptiveCharacters => "has control characters or invisible direction marks",
            Self::Duplicate => "is duplicated",
            Self::Foreign => "belongs to another account or region",
            Self::UnknownCursor => "was not issued for this list",
            Self::RequiredForServiceLabel => "is required for a label of the service",
            Self::ServiceLabel => "is reserved for the service",
            Self::NotLabelled => "does not carry the stage label",
            Self::ContainsUserName => "contains the user name",
            Self::TooCommon => "is too common",
            Self::SecondFactorRequired => "is not enough: a second factor is required",
            Self::Expired => "has expired",
            Self::WrongCode => "is wrong",
            Self::RolesOnly => "is for roles only",
            Self::NotDerivable => "cannot be derived from the names of the identity provider",
            Self::NothingLeft => "leave no kind of character",
            Self::KindLeftEmpty => "leave a required kind of character empty",
            Self::NoSuchKey => "does not exist",
            Self::Unpaired => "must come in pairs of key and value",
            Self::Unchanged => "is unchanged",
            Self::GrantedElsewhere => "is granted access by another statement",
            Self::Different => "does not match",
        };
        f.write_str(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_names_field_and_limit() {
        let problem = Problem::Length { min: 1, max: 192, unit: Unit::Characters };
        assert_eq!(
            FieldError::new(Field::SecretName, problem).to_string(),
            "secret name must have 1 to 192 characters"
        );
        let problem = Problem::Alphabet(Alphabet::UserName);
        assert_eq!(
            FieldError::new(Field::UserName, problem).to_string(),
            "user name may contain only letters, digits and . _ -"
        );
    }
}
