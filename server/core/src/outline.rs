//! What may be known about a value without opening it: the names of the keys of a JSON object and a keyed fingerprint of
//! each. Encrypted beside the value under the same data key, so a stolen database shows neither; decrypted to draw masked rows
//! and to compare versions, which therefore never decrypts a value.

use crate::CoreError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use strongroom_crypto::Keyring;
use strongroom_domain::{SecretId, ValueType};

/// Most keys of a JSON object that are treated one by one; a larger object is one value.
const KEYS: usize = 256;

/// Shape of a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    /// Names of keys in the value's order, each with a fingerprint of its value; a single unnamed entry for a value that is
    /// no JSON object.
    pub keys: Vec<(String, [u8; 16])>,
    /// Whether the value is a JSON object.
    pub object: bool,
    /// Length of the whole value, in bytes.
    pub bytes: u32,
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

impl Outline {
    /// Outline of a value about to be stored.
    pub(crate) fn of(keyring: &Keyring, secret: SecretId, value_type: ValueType, value: &[u8]) -> Self {
        let print = |bytes: &[u8]| keyring.fingerprint(secret.0, bytes);
        let bytes = u32::try_from(value.len()).unwrap_or(u32::MAX);
        let object = (value_type == ValueType::Text).then(|| object(value)).flatten();
        match object {
            Some(map) => Self {
                keys: map.into_iter().map(|(key, value)| (key, print(scalar_text(&value).as_bytes()))).collect(),
                object: true,
                bytes,
            },
            None => Self { keys: vec![(String::new(), print(value))], object: false, bytes },
        }
    }

    pub(crate) fn encode(&self) -> Result<Vec<u8>, CoreError> {
        serde_json::to_vec(self).map_err(|_| CoreError::tampered("outline"))
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, CoreError> {
        serde_json::from_slice(bytes).map_err(|_| CoreError::tampered("outline"))
    }

    /// Each key of either version: those of `newer` in its order, then the removed ones.
    pub fn compare(older: &Self, newer: &Self) -> Vec<(String, Difference)> {
        let before: BTreeMap<_, _> = older.keys.iter().map(|(k, f)| (k.as_str(), f)).collect();
        let after: BTreeMap<_, _> = newer.keys.iter().map(|(k, f)| (k.as_str(), f)).collect();
        let kept = newer.keys.iter().map(|(key, print)| {
            let difference = match before.get(key.as_str()) {
                None => Difference::Added,
                Some(old) if *old == print => Difference::Same,
                Some(_) => Difference::Changed,
            };
            (key.clone(), difference)
        });
        let gone = older.keys.iter().filter(|(key, _)| !after.contains_key(key.as_str()));
        kept.chain(gone.map(|(key, _)| (key.clone(), Difference::Removed))).collect()
    }
}

/// The JSON object a value is, if it is one of a manageable number of keys, in its own order.
pub(crate) fn object(value: &[u8]) -> Option<serde_json::Map<String, serde_json::Value>> {
    let map: serde_json::Map<_, _> = serde_json::from_slice(value).ok()?;
    (1..=KEYS).contains(&map.len()).then_some(map)
}

/// Text of one value of a JSON object: a string as it is, anything else as JSON.
pub fn scalar_text(value: &serde_json::Value) -> std::borrow::Cow<'_, str> {
    match value {
        serde_json::Value::String(text) => text.into(),
        other => other.to_string().into(),
    }
}
