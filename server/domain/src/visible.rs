//! Text as people see it. Names of keys may hold anything, and two texts may differ in what no screen shows.

use crate::text::deceptive;
use std::borrow::Cow;

/// Whether a character leaves no mark of its own on the screen, or the mark of another: control and format characters, and
/// every space but the usual one.
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || deceptive(c)
        || (c.is_whitespace() && c != ' ')
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{2800}' | '\u{206a}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// A name that can be told from every other one on the screen: as it is if it shows all of itself, otherwise quoted, with
/// escapes for what does not show.
pub fn visible(name: &str) -> Cow<'_, str> {
    let plain = !name.is_empty() && name.trim() == name && !name.starts_with('"') && !name.chars().any(is_invisible);
    if plain {
        return Cow::Borrowed(name);
    }
    let mut out = String::with_capacity(name.len() + 2);
    out.push('"');
    for c in name.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_invisible(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out.push('"');
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn names_that_look_alike_are_told_apart() {
        for (name, shown) in [
            ("user", "user"),
            ("two words", "two words"),
            ("ключ", "ключ"),
            ("", r#""""#),
            ("user ", r#""user ""#),
            (" ", r#"" ""#),
            ("a\tb", r#""a\tb""#),
            ("user\u{200b}", r#""user\u{200b}""#),
            ("a\u{a0}b", r#""a\u{a0}b""#),
            ("\u{202e}x", r#""\u{202e}x""#),
            ("\"user \"", r#""\"user \"""#),
            ("nul\0", r#""nul\u{0}""#),
        ] {
            assert_eq!(visible(name), shown, "{name:?}");
        }
    }
}
