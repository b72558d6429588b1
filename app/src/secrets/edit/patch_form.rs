//! Changes to the keys of a value as a form sends them.
//!
//! Existing keys are named by their position in the base version: no form can alter their names on the way, and two keys of one
//! name stay apart.

use super::form::{kind_named, rows};
use crate::line_ends::unix_lines;
use serde::{Deserialize, Serialize};
use std::fmt;
use strongroom_domain::{Field, FieldError, Form, Problem, json_text::JsonKind};

/// Changes to a value's keys.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PatchForm {
    /// Positions of existing keys.
    pub at: Vec<usize>,
    /// What was entered for them.
    pub values: Vec<String>,
    /// What their values become, a [`KindChoice`] each.
    pub kinds: Vec<String>,
    /// Positions of keys to remove.
    pub removed: Vec<usize>,
    /// Names of new keys.
    pub added: Vec<String>,
    /// Their values.
    pub added_values: Vec<String>,
    /// What their values are.
    pub added_kinds: Vec<String>,
}

// Arguments of server functions must implement `Debug`, but plaintext must never be logged.
impl fmt::Debug for PatchForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("changes to a value")
    }
}

/// What the value of an existing key becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KindChoice {
    /// Of the same kind as now; unchanged if nothing is entered.
    AsNow(JsonKind),
    /// Of another kind.
    Other(JsonKind),
    /// The empty text.
    Empty,
}

impl KindChoice {
    /// The word in the form.
    pub fn word(self) -> String {
        match self {
            Self::AsNow(kind) => format!("now-{kind}"),
            Self::Other(kind) => kind.to_string(),
            Self::Empty => "empty".to_owned(),
        }
    }

    /// The choice of this word.
    ///
    /// # Errors
    /// There is no such choice.
    pub fn parse(word: &str) -> Result<Self, FieldError> {
        match word.strip_prefix("now-") {
            Some(kind) => kind_named(kind).map(Self::AsNow),
            None if word == "empty" => Ok(Self::Empty),
            None => kind_named(word).map(Self::Other),
        }
    }

    /// The new value as JSON; `None` to keep the present one.
    ///
    /// # Errors
    /// What was entered is not of the chosen kind.
    pub fn write(self, entered: &str) -> Result<Option<String>, FieldError> {
        match self {
            Self::AsNow(_) if entered.is_empty() => Ok(None),
            Self::AsNow(kind) | Self::Other(kind) => kind.write(entered).map(Some),
            Self::Empty if entered.is_empty() => JsonKind::Text.write(entered).map(Some),
            Self::Empty => Err(FieldError::new(Field::SecretValue, Problem::Malformed(Form::Empty))),
        }
    }
}

/// A change of one key. Values are JSON.
#[derive(Clone, PartialEq, Eq)]
pub enum ValueKeyChange {
    /// Replaces the value of an existing key.
    Set {
        /// Its position.
        at: usize,
        /// Its new value.
        json: String,
    },
    /// Removes an existing key.
    Remove {
        /// Its position.
        at: usize,
    },
    /// Adds a key.
    Add {
        /// Its name.
        name: String,
        /// Its value.
        json: String,
    },
}

impl PatchForm {
    /// What changes.
    ///
    /// # Errors
    /// A row is invalid, or nothing changes.
    pub fn changes(&self) -> Result<Vec<ValueKeyChange>, FieldError> {
        if self.at.len() != self.values.len() || self.at.len() != self.kinds.len() {
            return Err(FieldError::new(Field::SecretValue, Problem::Unpaired));
        }
        let mut changes: Vec<_> = self.removed.iter().map(|at| ValueKeyChange::Remove { at: *at }).collect();
        for ((at, value), kind) in self.at.iter().zip(&self.values).zip(&self.kinds) {
            if self.removed.contains(at) {
                continue;
            }
            let json = KindChoice::parse(kind)?.write(&unix_lines(value))?;
            changes.extend(json.map(|json| ValueKeyChange::Set { at: *at, json }));
        }
        let added = rows(&self.added, &self.added_values, &self.added_kinds)?;
        changes.extend(added.into_iter().map(|(name, json)| ValueKeyChange::Add { name, json }));
        if changes.is_empty() {
            return Err(FieldError::new(Field::SecretValue, Problem::Unchanged));
        }
        Ok(changes)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    fn shown(form: &PatchForm) -> String {
        let one = |change: &ValueKeyChange| match change {
            ValueKeyChange::Set { at, json } => format!("{at}={json}"),
            ValueKeyChange::Remove { at } => format!("-{at}"),
            ValueKeyChange::Add { name, json } => format!("+{name}={json}"),
        };
        form.changes().unwrap().iter().map(one).collect::<Vec<_>>().join(" ")
    }

    fn edit(value: &str, kind: &str) -> PatchForm {
        PatchForm { at: vec![0], values: texts(&[value]), kinds: texts(&[kind]), ..PatchForm::default() }
    }

    #[test]
    fn only_changes_are_sent_on() {
        let form = PatchForm {
            at: vec![0, 1, 2],
            values: texts(&["", "new", "gone"]),
            kinds: texts(&["now-text", "now-text", "now-number"]),
            added: texts(&["ssl", ""]),
            added_values: texts(&["on", ""]),
            added_kinds: texts(&["text", "text"]),
            removed: vec![2],
        };
        assert_eq!(shown(&form), r#"-2 1="new" +ssl="on""#);
        assert!(edit("", "now-number").changes().is_err(), "nothing changes");
        assert!(PatchForm { kinds: Vec::new(), ..edit("x", "") }.changes().is_err());
    }

    #[test]
    fn edited_keys_keep_their_kind_unless_another_is_chosen() {
        for (value, kind, after) in [
            ("5433", "now-number", "0=5433"),
            ("5433", "now-text", r#"0="5433""#),
            ("5433", "text", r#"0="5433""#),
            ("", "empty", r#"0="""#),
            ("", "text", r#"0="""#),
            ("", "null", "0=null"),
            ("108204268033311374519", "number", "0=108204268033311374519"),
            ("[1]", "now-array", "0=[1]"),
            (" a\r\nb ", "now-text", r#"0=" a\nb ""#),
        ] {
            assert_eq!(shown(&edit(value, kind)), after, "{value} {kind}");
        }
        for (value, kind) in [
            ("54-33", "now-number"),
            ("", "number"),
            ("yes", "boolean"),
            ("x", "number "),
            ("x", "other"),
            ("x", "empty"),
        ] {
            assert!(edit(value, kind).changes().is_err(), "{value} {kind}");
        }
    }
}
