//! Ids of rows: 128 bits, a UUID in text. Made by the server (version 7 for rows), opaque to everyone else.

use crate::{Field, FieldError, Form, Problem, Timestamp};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $field:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(pub [u8; 16]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                uuid::Uuid::from_bytes(self.0).hyphenated().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = FieldError;
            fn from_str(text: &str) -> Result<Self, FieldError> {
                uuid::Uuid::try_parse(text)
                    .map(|id| Self(id.into_bytes()))
                    .map_err(|_| FieldError::new(Field::$field, Problem::Malformed(Form::Uuid)))
            }
        }

        impl TryFrom<String> for $name {
            type Error = FieldError;
            fn try_from(text: String) -> Result<Self, FieldError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }
    };
}

id!(
    /// Id of this installation; bound into every ciphertext.
    InstallationId, InstallationId
);
id!(
    /// Id of a secret; never reused, also not for a later secret of the same name.
    SecretId, SecretId
);
id!(
    /// Id of a customer master key.
    CmkId, KeyId
);
id!(
    /// Id of a RAM user.
    UserId, UserId
);
id!(
    /// Id of a group of users.
    GroupId, GroupId
);
id!(
    /// Id of the second factors of a user; never reused, not even for the same user.
    MfaDeviceId, SecondFactorId
);
id!(
    /// Id of a passkey; ours, not the device's.
    PasskeyId, PasskeyId
);
id!(
    /// Id of a role; never reused, also not for a later role of the same name.
    RoleId, RoleId
);
id!(
    /// Id of a target of rotations; never reused, also not for a later target of the same name.
    TargetId, TargetId
);
id!(
    /// Id of one rotation of a secret.
    RotationId, RotationId
);
id!(
    /// Id of a notification channel; never reused, also not for a later channel of the same name.
    ChannelId, ChannelId
);
id!(
    /// Id of a notice.
    NoticeId, NoticeId
);
id!(
    /// Id of a message to a channel, by which receivers recognise one that they have got twice.
    DeliveryId, DeliveryId
);
id!(
    /// Id of a request; joins the answer, the log line and the audit event.
    RequestId, RequestId
);

impl RequestId {
    /// When it was made, to the millisecond (RFC 9562, section 5.7). Of an id from elsewhere any moment.
    pub fn made(&self) -> Timestamp {
        let [a, b, c, d, e, f, ..] = self.0;
        Timestamp(i64::from_be_bytes([0, 0, a, b, c, d, e, f]))
    }
}
