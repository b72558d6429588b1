//! What a row of the comparison shows of two revealed values.

use super::{
    dto::{ComparedLine, Diff},
    first_difference::{TextParts, first_difference, parts},
};
use crate::secrets::value::revealed::RevealedValue;
use strongroom_domain::json_text::{JsonKind, Member};

/// Both texts of a row, and what the eye cannot see about them. Lives as long as the values are revealed.
#[derive(Clone, PartialEq, Eq)]
pub struct ShownPair {
    /// The older text, if the key is in that version.
    pub older: Option<TextParts>,
    /// The newer text.
    pub newer: Option<TextParts>,
    /// How they differ, if both are there.
    pub note: Option<String>,
}

/// What a row shows.
pub fn shown_pair(older: &RevealedValue, newer: &RevealedValue, line: &ComparedLine) -> ShownPair {
    let Some(name) = &line.name else {
        let word = |value: &RevealedValue| if value.is_binary() { "binary" } else { "text" };
        return pair(line.diff, older.expose(), newer.expose(), (word(older), word(newer)));
    };
    older.with_key(name, |before| {
        newer.with_key(name, |after| {
            // Strings are shown as applications read them, unless it is their writing that differs.
            let strings = before.iter().chain(after).all(|member| member.kind == JsonKind::Text);
            let decoded = strings && (texts(before) != texts(after));
            let shown = |members: &[&Member<'_>]| if decoded { texts(members) } else { raws(members) };
            pair(line.diff, &shown(before), &shown(after), (kind(before), kind(after)))
        })
    })
}

fn pair(diff: Diff, older: &str, newer: &str, (was, is): (&str, &str)) -> ShownPair {
    match diff {
        Diff::Added => ShownPair { older: None, newer: Some(parts(newer, newer).1), note: None },
        Diff::Removed => ShownPair { older: Some(parts(older, older).0), newer: None, note: None },
        Diff::Same | Diff::Changed => {
            let (before, after) = parts(older, newer);
            let of_type = (was != is).then(|| format!("The type was {was} and is {is}."));
            let of_text = first_difference(older, newer);
            let notes: Vec<_> = of_type.into_iter().chain(of_text).collect();
            let note = (!notes.is_empty()).then(|| notes.join(" "));
            ShownPair { older: Some(before), newer: Some(after), note }
        }
    }
}

/// One line for each value.
fn texts(members: &[&Member<'_>]) -> String {
    members.iter().map(|member| member.text()).collect::<Vec<_>>().join("\n")
}

fn raws(members: &[&Member<'_>]) -> String {
    members.iter().map(|member| member.raw).collect::<Vec<_>>().join("\n")
}

fn kind(members: &[&Member<'_>]) -> &'static str {
    match members {
        [one] => match one.kind {
            JsonKind::Text => "text",
            JsonKind::Number => "a number",
            JsonKind::Boolean => "true or false",
            JsonKind::Null => "null",
            JsonKind::Object => "an object",
            JsonKind::Array => "an array",
        },
        _ => "several values",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn whole(parts: Option<TextParts>) -> Option<String> {
        parts.map(|parts| format!("{}{}{}", parts.before, parts.differs, parts.after))
    }

    fn shown(older: &str, newer: &str, diff: Diff) -> (Option<String>, Option<String>, Option<String>) {
        let value = |text: &str| RevealedValue::new(text.to_owned(), false);
        let line = ComparedLine { name: Some("k".to_owned()), diff, duplicated: false };
        let ShownPair { older, newer, note } = shown_pair(&value(older), &value(newer), &line);
        (whole(older), whole(newer), note)
    }

    fn changed(older: &str, newer: &str) -> (String, String, String) {
        let value = |raw: &str| format!(r#"{{"k":{raw}}}"#);
        let (older, newer, note) = shown(&value(older), &value(newer), Diff::Changed);
        (older.unwrap(), newer.unwrap(), note.unwrap())
    }

    #[test]
    fn values_are_shown_so_that_they_differ() {
        for (older, newer, before, after) in [
            (r#""a\n""#, r#""a""#, "a\n", "a"),
            ("1", r#""1""#, "1", r#""1""#),
            ("1.0", "1.00", "1.0", "1.00"),
            (r#""A""#, r#""\u0041""#, r#""A""#, r#""\u0041""#),
            ("null", r#""null""#, "null", r#""null""#),
        ] {
            let (one, other, _) = changed(older, newer);
            assert_eq!((one.as_str(), other.as_str()), (before, after));
        }
    }

    #[test]
    fn note_tells_types_and_invisible_characters() {
        assert!(
            changed("1", r#""1""#).2.starts_with("The type was a number and is text. They differ from character 1")
        );
        assert!(changed(r#""x""#, r#""x ""#).2.ends_with("the end before, a space now."));
        let (older, newer, note) = shown(r#"{"k":1,"k":2}"#, r#"{"k":2}"#, Diff::Changed);
        assert_eq!((older.as_deref(), newer.as_deref()), (Some("1\n2"), Some("2")));
        assert!(note.unwrap().starts_with("The type was several values and is a number."));
        assert_eq!(shown("{}", r#"{"k":"é\t"}"#, Diff::Added), (None, Some("é\t".to_owned()), None));
    }

    #[test]
    fn equal_text_of_another_type_says_so() {
        let line = ComparedLine { name: None, diff: Diff::Changed, duplicated: false };
        let value = |binary| RevealedValue::new("AAEC".to_owned(), binary);
        let note = shown_pair(&value(false), &value(true), &line).note;
        assert_eq!(note.as_deref(), Some("The type was text and is binary."));
    }
}
