//! Where two texts begin to differ, also in characters that do not show.

use strongroom_domain::is_invisible;

/// The parts of two texts: what both begin with, what differs, what both end with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextParts {
    /// What both begin with.
    pub before: String,
    /// What only this text has there.
    pub differs: String,
    /// What both end with.
    pub after: String,
}

/// Both texts in parts.
pub fn parts(one: &str, other: &str) -> (TextParts, TextParts) {
    let same = |(a, b): &(char, char)| a == b;
    let start: usize = one.chars().zip(other.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let (one_rest, other_rest) = (one.get(start..).unwrap_or_default(), other.get(start..).unwrap_or_default());
    let ends = one_rest.chars().rev().zip(other_rest.chars().rev());
    let end: usize = ends.take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let of = |text: &str, rest: &str| TextParts {
        before: text.get(..start).unwrap_or_default().to_owned(),
        differs: rest.get(..rest.len() - end).unwrap_or_default().to_owned(),
        after: rest.get(rest.len() - end..).unwrap_or_default().to_owned(),
    };
    (of(one, one_rest), of(other, other_rest))
}

/// Where two texts differ, in words. `None` if they are the same.
pub fn first_difference(older: &str, newer: &str) -> Option<String> {
    let (older, newer) = parts(older, newer);
    if older.differs.is_empty() && newer.differs.is_empty() {
        return None;
    }
    let next = |parts: &TextParts| format!("{}{}", parts.differs, parts.after).chars().next();
    let at = older.before.chars().count() + 1;
    Some(format!(
        "They differ from character {at}: {} before, {} now.",
        character(next(&older)),
        character(next(&newer))
    ))
}

/// A character in words.
fn character(c: Option<char>) -> String {
    let Some(c) = c else { return "the end".to_owned() };
    let code = u32::from(c);
    match c {
        ' ' => "a space".to_owned(),
        '\n' => "a line break".to_owned(),
        '\r' => "a carriage return".to_owned(),
        '\t' => "a tab".to_owned(),
        '\u{a0}' => "a no-break space (U+00A0)".to_owned(),
        c if is_invisible(c) => format!("an invisible character (U+{code:04X})"),
        c if c.is_ascii() => format!("“{c}”"),
        c => format!("“{c}” (U+{code:04X})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_that_do_not_show_are_named() {
        for (older, newer, words) in [
            ("pass", "pass ", "from character 5: the end before, a space now."),
            ("pass\n", "pass", "from character 5: a line break before, the end now."),
            ("a\r\nb", "a\nb", "from character 2: a carriage return before, a line break now."),
            ("ab", "a\u{200b}b", "from character 2: “b” before, an invisible character (U+200B) now."),
            ("a b", "a\u{a0}b", "from character 2: a space before, a no-break space (U+00A0) now."),
            ("аdmin", "admin", "from character 1: “а” (U+0430) before, “a” now."),
            ("é", "e\u{301}", "from character 1: “é” (U+00E9) before, “e” now."),
            ("", "x", "from character 1: the end before, “x” now."),
        ] {
            let said = first_difference(older, newer).unwrap_or_default();
            assert!(said.ends_with(words), "{older:?} {newer:?}: {said}");
        }
        assert_eq!(first_difference("same", "same"), None);
    }

    #[test]
    fn parts_make_up_the_texts() {
        for (one, other) in
            [("", ""), ("a", ""), ("aaa", "aa"), ("äöü", "äxü"), ("ab", "ba"), ("x€", "x¢"), ("aba", "a")]
        {
            let (a, b) = parts(one, other);
            assert_eq!(format!("{}{}{}", a.before, a.differs, a.after), one);
            assert_eq!(format!("{}{}{}", b.before, b.differs, b.after), other);
            assert!(a.before == b.before && a.after == b.after);
        }
    }
}
