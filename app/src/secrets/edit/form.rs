//! The value of a new version as a form sends it, and the rules both sides check.
//!
//! Rows are two lists of the same length, the only form a plain HTML form can send.

use crate::line_ends::unix_lines;
use serde::{Deserialize, Serialize};
use std::fmt;
use strongroom_domain::{Field, FieldError, Form, Problem, Unit, check_value_key, limits};

/// The kind of a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ValueKind {
    /// Keys with texts, stored as one JSON object.
    #[default]
    Keys,
    /// One text.
    Text,
    /// Bytes, in Base64.
    Binary,
}

impl ValueKind {
    /// The value in the form.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Keys => "Keys",
            Self::Text => "Text",
            Self::Binary => "Binary",
        }
    }
}

/// A whole value.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ValueForm {
    /// Which of the fields below applies.
    pub kind: ValueKind,
    /// Names of the keys.
    pub keys: Vec<String>,
    /// Their texts.
    pub values: Vec<String>,
    /// The text.
    pub text: String,
    /// The bytes, in Base64.
    pub binary: String,
}

/// Changes to a value's keys.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PatchForm {
    /// Existing keys.
    pub keys: Vec<String>,
    /// Their new texts; empty keeps the current text.
    pub values: Vec<String>,
    /// Names of new keys.
    pub added: Vec<String>,
    /// Their texts.
    pub added_values: Vec<String>,
    /// Names of keys to remove.
    pub removed: Vec<String>,
}

// Arguments of server functions must implement `Debug`, but plaintext must never be logged.
impl fmt::Debug for ValueForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
}

impl fmt::Debug for PatchForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("changes to a value")
    }
}

/// The rows that were filled in.
///
/// # Errors
/// A row has no name, a name is duplicated, or there are too many rows.
pub fn rows(keys: &[String], values: &[String]) -> Result<Vec<(String, String)>, FieldError> {
    if keys.len() != values.len() {
        return Err(FieldError::new(Field::SecretValue, Problem::Unpaired));
    }
    if keys.len() > limits::VALUE_KEYS {
        let problem = Problem::TooMany { max: limits::VALUE_KEYS, unit: Unit::Keys };
        return Err(FieldError::new(Field::SecretValue, problem));
    }
    let mut rows: Vec<(String, String)> = Vec::with_capacity(keys.len());
    for (key, value) in keys.iter().zip(values).filter(|(key, value)| !(key.trim().is_empty() && value.is_empty())) {
        let key = key.trim();
        check_value_key(key)?;
        if rows.iter().any(|(known, _)| known == key) {
            return Err(FieldError::new(Field::ValueKey, Problem::Duplicate));
        }
        rows.push((key.to_owned(), unix_lines(value)));
    }
    Ok(rows)
}

/// Checks the length of a text value.
///
/// # Errors
/// The text is empty or too long.
pub fn check_value(text: &str) -> Result<(), FieldError> {
    if text.is_empty() || text.len() > limits::VALUE_BYTES {
        let problem = Problem::Length { min: 1, max: limits::VALUE_BYTES, unit: Unit::Bytes };
        return Err(FieldError::new(Field::SecretValue, problem));
    }
    Ok(())
}

/// Checks that a text is Base64 in the standard alphabet, with padding.
///
/// # Errors
/// It is not valid Base64.
pub fn check_base64(text: &str) -> Result<(), FieldError> {
    let data = text.trim_end_matches('=');
    let letters = data.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'/');
    if text.is_empty() || !text.len().is_multiple_of(4) || text.len() - data.len() > 2 || !letters {
        return Err(FieldError::new(Field::SecretValue, Problem::Malformed(Form::Base64)));
    }
    check_value(text)
}

impl ValueForm {
    /// The value to store, and whether it is binary.
    ///
    /// # Errors
    /// The value is invalid. The error never repeats it.
    pub fn value(&self) -> Result<(String, bool), FieldError> {
        match self.kind {
            ValueKind::Keys => {
                let rows = rows(&self.keys, &self.values)?;
                if rows.is_empty() {
                    return Err(FieldError::new(Field::SecretValue, Problem::TooFew { min: 1, unit: Unit::Keys }));
                }
                let object: serde_json::Map<_, _> = rows.into_iter().map(|(key, value)| (key, value.into())).collect();
                let text = serde_json::Value::Object(object).to_string();
                check_value(&text).map(|()| (text, false))
            }
            ValueKind::Text => {
                let text = unix_lines(&self.text);
                check_value(&text).map(|()| (text, false))
            }
            ValueKind::Binary => {
                let text: String = self.binary.split_whitespace().collect();
                check_base64(&text).map(|()| (text, true))
            }
        }
    }
}

/// Keys to set with their texts, and keys to remove.
pub type Patch = (Vec<(String, String)>, Vec<String>);

impl PatchForm {
    /// The keys to set and the keys to remove.
    ///
    /// # Errors
    /// A row is invalid, or nothing changes.
    pub fn patch(&self) -> Result<Patch, FieldError> {
        let kept = |key: &String| !self.removed.contains(key);
        let mut set: Vec<_> = rows(&self.keys, &self.values)?;
        set.retain(|(key, value)| !value.is_empty() && kept(key));
        for (key, value) in rows(&self.added, &self.added_values)? {
            if self.keys.contains(&key) {
                return Err(FieldError::new(Field::ValueKey, Problem::Duplicate));
            }
            set.push((key, value));
        }
        if set.is_empty() && self.removed.is_empty() {
            return Err(FieldError::new(Field::SecretValue, Problem::Unchanged));
        }
        Ok((set, self.removed.clone()))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    fn keys(keys: &[&str], values: &[&str]) -> ValueForm {
        ValueForm { keys: texts(keys), values: texts(values), ..ValueForm::default() }
    }

    #[test]
    fn rows_become_one_object_in_order() {
        let form = keys(&[" user ", "", "pem"], &["a\"b", "", "x\r\ny"]);
        assert_eq!(form.value().ok(), Some((r#"{"user":"a\"b","pem":"x\ny"}"#.to_owned(), false)));
    }

    #[test]
    fn invalid_rows_are_rejected() {
        let long = "k".repeat(257);
        for (names, values) in [
            (vec!["a", "a"], vec!["1", "2"]),
            (vec![""], vec!["1"]),
            (vec!["a"], vec![]),
            (vec!["a\u{7}"], vec!["1"]),
            (vec![long.as_str()], vec!["1"]),
            (vec![""], vec![""]),
        ] {
            assert!(keys(&names, &values).value().is_err(), "{names:?}");
        }
        assert!(keys(&["a"], &[&"x".repeat(limits::VALUE_BYTES)]).value().is_err());
        assert!(keys(&["a"; 101], &["x"; 101]).value().is_err());
    }

    #[test]
    fn text_and_binary_values_are_checked() {
        let text =
            |text: &str| ValueForm { kind: ValueKind::Text, text: text.to_owned(), ..ValueForm::default() }.value();
        assert_eq!(text(" x\r\n").ok(), Some((" x\n".to_owned(), false)));
        assert!(text("").is_err() && text(&"x".repeat(30_721)).is_err());
        let binary =
            |text: &str| ValueForm { kind: ValueKind::Binary, binary: text.to_owned(), ..ValueForm::default() }.value();
        assert_eq!(binary("AAEC\n/w==\n").ok(), Some(("AAEC/w==".to_owned(), true)));
        for bad in ["", "A", "AAE", "A===", "AA=A", "AAE-", "ääää"] {
            assert!(binary(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn patch_contains_only_changes() {
        let form = PatchForm {
            keys: texts(&["host", "password", "old"]),
            values: texts(&["", "new", "gone"]),
            added: texts(&["ssl", ""]),
            added_values: texts(&["on", ""]),
            removed: texts(&["old"]),
        };
        let (set, removed) = form.patch().unwrap();
        assert_eq!(set, [("password".to_owned(), "new".to_owned()), ("ssl".to_owned(), "on".to_owned())]);
        assert_eq!(removed, ["old"]);
        let twice = PatchForm { added: texts(&["host"]), added_values: texts(&["x"]), ..form.clone() };
        assert!(twice.patch().is_err());
        let nothing =
            PatchForm { values: texts(&["", "", ""]), added: vec![], added_values: vec![], removed: vec![], ..form };
        assert!(nothing.patch().is_err());
    }
}
