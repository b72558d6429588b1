//! Arguments of a server function that could not be read.

use super::{ErrorDetail, ErrorKind, UiError};

/// The refusal of arguments that could not be read. The framework reports them as text only; of that, nothing but the name of an
/// argument is passed on: the rest may hold what was sent.
pub(super) fn unreadable(text: &str) -> UiError {
    let after = |words: &str, end: char| {
        let (name, _) = text.strip_prefix(words)?.split_once(end)?;
        let is_name = !name.is_empty() && name.len() <= 64 && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        is_name.then_some(name)
    };
    let missing = after("missing field `", '`').map(|field| (field, "is missing"));
    let twice = || after("duplicate field `", '`').or_else(|| after("Multiple values for one key: \"", '"'));
    match missing.or_else(|| twice().map(|field| (field, "is duplicated"))) {
        Some((field, fault)) => {
            let message = format!("The field {field} {fault}. Reload the page and try again.");
            UiError::new(ErrorKind::Invalid, message).with(ErrorDetail::Argument(field.to_owned()))
        }
        None => UiError::new(
            ErrorKind::Invalid,
            "A field of the form has a value that its kind cannot have. Reload the page and try again.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_the_field_and_repeats_nothing_else() {
        for (text, field) in [
            ("missing field `revision`", Some("revision")),
            ("missing field `form` at line 1 column 2", Some("form")),
            ("duplicate field `query` at line 1 column 9", Some("query")),
            ("Multiple values for one key: \"name\"", Some("name")),
            ("Multiple values for one key: \"S3cret!\"", None),
            ("missing field `<b>`", None),
            ("unknown variant `hunter2`, expected `Text`", None),
            ("invalid digit found in string", None),
            ("invalid type: string \"hunter2\", expected u64", None),
            ("missing field `", None),
            ("missing field ``", None),
            ("", None),
        ] {
            let error = unreadable(text);
            let detail = field.map(|field| ErrorDetail::Argument(field.to_owned()));
            assert_eq!((error.kind, error.detail), (ErrorKind::Invalid, detail), "{text}");
            assert!(!error.message.contains("hunter2") && !error.message.contains("S3cret"), "{}", error.message);
        }
    }
}
