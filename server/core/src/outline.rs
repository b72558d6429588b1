//! What may be known about a value without opening it: the names and kinds of the keys of a JSON object and a keyed fingerprint
//! of each member's value, byte for byte as it is written. Encrypted beside the value under the same data key, so a stolen
//! database shows neither.

use crate::CoreError;
use serde::{Deserialize, Serialize};
use strongroom_crypto::Keyring;
use strongroom_domain::{
    SecretId, ValueType,
    json_text::{JsonKind, ObjectText},
};

/// How outlines are written. Those of format 1 had fingerprints of numbers that were rounded, and no kinds: they are made
/// again from the value when they are needed.
const FORMAT: u32 = 2;

/// Shape of a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    /// The keys of a JSON object, in its order; `None` for any other value.
    pub keys: Option<Vec<OutlineKey>>,
    /// Length of the whole value, in bytes.
    pub bytes: u32,
    /// Fingerprint of type and value.
    pub whole: [u8; 16],
}

/// A key of a value. Names need not be unique.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutlineKey {
    /// Name.
    pub name: String,
    /// What its value is.
    pub kind: JsonKind,
    /// Fingerprint of its value as it is written.
    pub print: [u8; 16],
}

/// As it is encrypted.
#[derive(Serialize, Deserialize)]
struct StoredOutline<T> {
    format: u32,
    #[serde(flatten)]
    outline: T,
}

/// Tells the format.
#[derive(Deserialize)]
struct FormatOf {
    #[serde(default)]
    format: u32,
}

/// How a key of two versions relates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Difference {
    /// Equal values.
    Same,
    /// Different values.
    Changed,
    /// Only in the second version.
    Added,
    /// Only in the first version.
    Removed,
}

/// A key of either of two versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedKey {
    /// Its name; `None` for the whole value, where it is no JSON object.
    pub name: Option<String>,
    /// How its values relate.
    pub difference: Difference,
    /// How often it is in the first and in the second version. More than once is a fault of the value.
    pub times: (usize, usize),
}

impl Outline {
    /// Outline of a value about to be stored.
    pub(crate) fn of(keyring: &Keyring, secret: SecretId, value_type: ValueType, value: &[u8]) -> Self {
        let text = std::str::from_utf8(value).ok().filter(|_| value_type == ValueType::Text);
        let object = text.and_then(ObjectText::parse);
        let keys = object.map(|object| {
            let key = |member: &strongroom_domain::json_text::Member<'_>| OutlineKey {
                name: member.name.clone().into_owned(),
                kind: member.kind,
                print: keyring.fingerprint(secret.0, member.raw.as_bytes()),
            };
            object.members().iter().map(key).collect()
        });
        let bytes = u32::try_from(value.len()).unwrap_or(u32::MAX);
        Self { keys, bytes, whole: fingerprint(keyring, secret, value_type, value) }
    }

    pub(crate) fn encode(&self) -> Result<Vec<u8>, CoreError> {
        serde_json::to_vec(&StoredOutline { format: FORMAT, outline: self }).map_err(|_| CoreError::tampered("outline"))
    }

    /// `None` if it is of another format.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Option<Self>, CoreError> {
        let broken = |_| CoreError::tampered("outline");
        let FormatOf { format } = serde_json::from_slice(bytes).map_err(broken)?;
        if format != FORMAT {
            return Ok(None);
        }
        let stored: StoredOutline<Self> = serde_json::from_slice(bytes).map_err(broken)?;
        Ok(Some(stored.outline))
    }

    /// Whether more than one key has this name.
    pub fn is_duplicated(&self, name: &str) -> bool {
        self.prints(name).len() > 1
    }

    fn prints(&self, name: &str) -> Vec<[u8; 16]> {
        let keys = self.keys.iter().flatten();
        keys.filter(|key| key.name == name).map(|key| key.print).collect()
    }

    /// Names in order, each once.
    fn names(&self) -> Vec<&str> {
        let mut seen = std::collections::BTreeSet::new();
        self.keys.iter().flatten().map(|key| key.name.as_str()).filter(|name| seen.insert(*name)).collect()
    }

    /// Each key of either version: those of `newer` in its order, then the removed ones.
    pub fn compare(older: &Self, newer: &Self) -> Vec<ComparedKey> {
        let whole = |is: bool| usize::from(is);
        let mut compared = Vec::new();
        if older.keys.is_none() || newer.keys.is_none() {
            let times = (whole(older.keys.is_none()), whole(newer.keys.is_none()));
            compared.push(ComparedKey { name: None, difference: relation(times, older.whole == newer.whole), times });
        }
        let before = older.names();
        let after = newer.names();
        let gone = before.iter().filter(|name| !after.contains(name));
        for name in after.iter().chain(gone) {
            let (old, new) = (older.prints(name), newer.prints(name));
            let times = (old.len(), new.len());
            let difference = relation(times, old == new);
            compared.push(ComparedKey { name: Some((*name).to_owned()), difference, times });
        }
        compared
    }
}

fn relation(times: (usize, usize), equal: bool) -> Difference {
    match times {
        (0, _) => Difference::Added,
        (_, 0) => Difference::Removed,
        _ if equal => Difference::Same,
        _ => Difference::Changed,
    }
}

/// Keyed fingerprint of type and value.
pub(crate) fn fingerprint(keyring: &Keyring, secret: SecretId, value_type: ValueType, value: &[u8]) -> [u8; 16] {
    let mut bytes = zeroize::Zeroizing::new(Vec::with_capacity(value.len() + 1));
    bytes.push(value_type.code());
    bytes.extend_from_slice(value);
    keyring.fingerprint(secret.0, &bytes)
}
