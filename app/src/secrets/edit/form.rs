//! The value of a new version as a form sends it, and the rules both sides check.
//!
//! Rows are lists of the same length, the only form a plain HTML form can send.

use crate::line_ends::unix_lines;
use serde::{Deserialize, Serialize};
use std::fmt;
use strongroom_domain::{
    Field, FieldError, Form, Problem, Unit, check_base64, check_value_key,
    json_text::{JsonKind, quote},
    limits,
};

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

    /// The kind of a value in the form; keys for any other.
    pub fn named(word: &str) -> Self {
        [Self::Text, Self::Binary].into_iter().find(|kind| kind.word() == word).unwrap_or_default()
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
    /// Their values.
    pub values: Vec<String>,
    /// What their values are; empty if all are text.
    pub kinds: Vec<String>,
    /// The text.
    pub text: String,
    /// The bytes, in Base64.
    pub binary: String,
}

// Arguments of server functions must implement `Debug`, but plaintext must never be logged.
impl fmt::Debug for ValueForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
}

/// The rows that were filled in: names, and values as JSON.
///
/// # Errors
/// A row has no name, a name is duplicated, a value is not of its kind, or there are too many rows.
pub fn rows(keys: &[String], values: &[String], kinds: &[String]) -> Result<Vec<(String, String)>, FieldError> {
    if keys.len() != values.len() || !(kinds.is_empty() || kinds.len() == keys.len()) {
        return Err(FieldError::new(Field::SecretValue, Problem::Unpaired));
    }
    if keys.len() > limits::VALUE_KEYS {
        let problem = Problem::TooMany { max: limits::VALUE_KEYS, unit: Unit::Keys };
        return Err(FieldError::new(Field::SecretValue, problem));
    }
    let mut rows: Vec<(String, String)> = Vec::with_capacity(keys.len());
    for (at, (key, value)) in keys.iter().zip(values).enumerate() {
        let kind = kinds.get(at).map_or(Ok(JsonKind::Text), |word| kind_named(word))?;
        let key = key.trim();
        if key.is_empty() && value.is_empty() && kind == JsonKind::Text {
            continue;
        }
        check_value_key(key)?;
        if rows.iter().any(|(known, _)| known == key) {
            return Err(FieldError::new(Field::ValueKey, Problem::Duplicate));
        }
        rows.push((key.to_owned(), kind.write(&unix_lines(value))?));
    }
    Ok(rows)
}

/// The kind that a form names.
///
/// # Errors
/// There is no such kind.
pub fn kind_named(word: &str) -> Result<JsonKind, FieldError> {
    let kind = JsonKind::ALL.into_iter().find(|kind| kind.to_string() == word);
    kind.ok_or(FieldError::new(Field::SecretValue, Problem::Malformed(Form::Choice)))
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

impl ValueForm {
    /// The value to store where it must be text.
    ///
    /// # Errors
    /// The value is invalid or binary. The error never repeats it.
    pub fn text_value(&self) -> Result<String, FieldError> {
        match self.value()? {
            (text, false) => Ok(text),
            (_, true) => Err(FieldError::new(Field::SecretValue, Problem::Malformed(Form::Text))),
        }
    }

    /// The value to store, and whether it is binary.
    ///
    /// # Errors
    /// The value is invalid. The error never repeats it.
    pub fn value(&self) -> Result<(String, bool), FieldError> {
        match self.kind {
            ValueKind::Keys => {
                let rows = rows(&self.keys, &self.values, &self.kinds)?;
                if rows.is_empty() {
                    return Err(FieldError::new(Field::SecretValue, Problem::TooFew { min: 1, unit: Unit::Keys }));
                }
                let members: Vec<_> = rows.iter().map(|(key, value)| format!("{}:{value}", quote(key))).collect();
                let text = format!("{{{}}}", members.join(","));
                check_value(&text).map(|()| (text, false))
            }
            ValueKind::Text => {
                let text = unix_lines(&self.text);
                check_value(&text).map(|()| (text, false))
            }
            ValueKind::Binary => {
                let text: String = self.binary.split_whitespace().collect();
                check_value(&text)?;
                check_base64(&text).map(|()| (text, true))
            }
        }
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
        assert!(keys(&["a"; limits::VALUE_KEYS + 1], &["x"; limits::VALUE_KEYS + 1]).value().is_err());
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
        let bytes = ValueForm { kind: ValueKind::Binary, binary: "AAEC".to_owned(), ..ValueForm::default() };
        assert!(bytes.text_value().is_err(), "not where a value must be text");
        for bad in ["", "A", "AAE", "A===", "AA=A", "AAE-", "ääää"] {
            assert!(binary(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn rows_have_the_kind_that_was_chosen() {
        let kinds = |kinds: &[&str]| ValueForm {
            kinds: texts(kinds),
            ..keys(&["port", "tls", "none"], &[" 5432 ", "true", ""])
        };
        let form = kinds(&["number", "boolean", "null"]);
        assert_eq!(form.value().ok().map(|(text, _)| text).as_deref(), Some(r#"{"port":5432,"tls":true,"none":null}"#));
        for bad in [
            vec!["boolean", "text", "text"],
            vec!["number"],
            vec!["Number", "text", "text"],
            vec!["object", "text", "text"],
        ] {
            assert!(kinds(&bad).value().is_err(), "{bad:?}");
        }
    }
}
