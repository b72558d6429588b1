//! A whole value that must be text, as it is entered.

use super::{
    form::{ValueForm, ValueKind},
    rows::FormRows,
    value_fields::ValueFields,
};
use crate::secrets::problems::Problems;
use leptos::prelude::*;
use strongroom_domain::{Field, FieldError, Problem, Unit, json_text::JsonKind, limits};

/// What is entered.
#[derive(Clone, Copy)]
pub struct TextValueInput {
    kind: RwSignal<String>,
    lines: FormRows,
    text: RwSignal<String>,
}

impl TextValueInput {
    /// Rows for these keys; without any, an empty text.
    pub fn with_keys(keys: Vec<String>) -> Self {
        let kind = if keys.is_empty() { ValueKind::Text } else { ValueKind::Keys };
        let lines = FormRows::new(u32::from(keys.is_empty()));
        for key in keys {
            lines.add(key, String::new());
        }
        Self { kind: RwSignal::new(kind.word().to_owned()), lines, text: RwSignal::new(String::new()) }
    }

    /// What is wrong with it. A key without a value counts: its row was offered, and may have been overlooked.
    pub fn check(self) -> Option<FieldError> {
        let (keys, values, kinds) = self.lines.columns();
        let kind = ValueKind::named(&self.kind.read());
        let overlooked = keys.iter().zip(&values).zip(&kinds).any(|((key, value), kind)| {
            !key.trim().is_empty() && value.is_empty() && *kind != JsonKind::Null.to_string()
        });
        if kind == ValueKind::Keys && overlooked {
            let problem = Problem::Length { min: 1, max: limits::VALUE_BYTES, unit: Unit::Bytes };
            return Some(FieldError::new(Field::SecretValue, problem));
        }
        let form = ValueForm { kind, keys, values, kinds, text: self.text.get(), binary: String::new() };
        form.text_value().err()
    }
}

/// Its fields, which a form sends as a [`ValueForm`].
#[component]
pub fn TextValueFields(
    /// Prefix of the form's field names.
    prefix: &'static str,
    /// What is entered.
    input: TextValueInput,
    /// The form's problems.
    problems: Problems,
) -> impl IntoView {
    let TextValueInput { kind, lines, text } = input;
    view! { <ValueFields prefix kind lines text problems/> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn value_is_checked_as_it_was_begun() {
        Owner::new().with(|| {
            let text = TextValueInput::with_keys(Vec::new());
            assert!(untrack(|| text.check()).is_some(), "nothing was entered");
            text.text.set("token".to_owned());
            assert_eq!(untrack(|| text.check()), None);
            let keys = TextValueInput::with_keys(vec!["user".to_owned(), "password".to_owned()]);
            assert!(untrack(|| keys.check()).is_some(), "no value was entered");
            for row in untrack(|| keys.lines.all()) {
                row.value.set("x".to_owned());
            }
            assert_eq!(untrack(|| keys.check()), None);
            keys.lines.add("user".to_owned(), "x".to_owned());
            assert!(untrack(|| keys.check()).is_some(), "a key twice");
        });
    }
}
