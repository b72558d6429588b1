//! One notice.

use super::NoticeKind;
use crate::{NoticeId, RotationId, RunCause, SecretName, Timestamp};
use serde::{Deserialize, Serialize};

/// Something that happened, or has lasted for too long, or has ended. It holds no value and no credential.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Id, the same in every message that holds it.
    pub id: NoticeId,
    /// What it is about.
    pub kind: NoticeKind,
    /// Whether it says that what was told before has ended.
    pub resolved: bool,
    /// When it happened.
    pub at: Timestamp,
    /// What it happened to.
    pub about: NoticeSubject,
    /// Why, of a rotation.
    pub cause: Option<RunCause>,
    /// The date it is about, such as that of a deletion.
    pub date: Option<Timestamp>,
}

/// Most characters of a name in a sentence.
const NAME: usize = 200;

/// What a notice is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoticeSubject {
    /// A secret, and one of its rotations if it is about that.
    Secret {
        /// Its name.
        name: SecretName,
        /// The rotation.
        rotation: Option<RotationId>,
    },
    /// A server, by the name of its API.
    Server(String),
    /// The channel itself.
    Channel,
}

impl NoticeSubject {
    /// The name of the secret, if it is about one.
    pub fn secret(&self) -> Option<&SecretName> {
        match self {
            Self::Secret { name, .. } => Some(name),
            Self::Server(_) | Self::Channel => None,
        }
    }

    /// Its name for people.
    pub fn name(&self) -> &str {
        match self {
            Self::Secret { name, .. } => name.as_str(),
            Self::Server(name) => name,
            Self::Channel => "this channel",
        }
    }
}

impl Notice {
    /// One line: what happened, to what, and why.
    pub fn sentence(&self) -> String {
        let name = self.about.name();
        let shown = match name.char_indices().nth(NAME) {
            None => crate::visible(name).into_owned(),
            Some((end, _)) => format!("{}…", crate::visible(name.get(..end).unwrap_or_default())),
        };
        let mut out = format!("{}: {shown}", self.kind.title(self.resolved));
        if let Some(cause) = self.cause.filter(|_| !self.resolved) {
            out.push_str(&format!(" ({cause})"));
        }
        if let Some(date) = self.date.filter(|_| !self.resolved) {
            let words = match self.kind {
                NoticeKind::RotationOverdue => "due since",
                _ => "on",
            };
            out.push_str(&format!(", {words} {}", date.rfc3339_seconds()));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_one_short_line_whatever_the_name() {
        let named = |name: &str| Notice {
            id: NoticeId([1; 16]),
            kind: NoticeKind::CertificateExpiring,
            resolved: false,
            at: Timestamp(0),
            about: NoticeSubject::Server(name.to_owned()),
            cause: None,
            date: Some(Timestamp(0)),
        };
        let plain = named("api.example.org").sentence();
        assert_eq!(plain, "API certificate expires soon: api.example.org, on 1970-01-01T00:00:00Z");
        for hostile in ["a\r\nBcc: b@example.org", "\u{202e}gro.elpmaxe", "a\0b", &"x".repeat(4_096)] {
            let sentence = named(hostile).sentence();
            assert!(!sentence.chars().any(crate::is_invisible) && sentence.chars().count() < 300, "{sentence}");
        }
    }
}
