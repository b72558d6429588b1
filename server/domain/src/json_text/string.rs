//! JSON strings.

use std::{borrow::Cow, fmt::Write};

/// A text as a JSON string, with its quotes.
pub fn quote(text: &str) -> String {
    // Room for the longest result, so that growing leaves no copies of a value behind.
    let mut out =
        String::with_capacity(2 + text.chars().map(|c| if c < ' ' { 6 } else { c.len_utf8() + 1 }).sum::<usize>());
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' => drop(write!(out, "\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// The text of a JSON string with its quotes. `None` if it is none, or has half of a surrogate pair, which is not Unicode.
pub fn unquote(raw: &str) -> Option<Cow<'_, str>> {
    let inside = raw.strip_prefix('"')?.strip_suffix('"')?;
    if !inside.contains('\\') {
        return Some(Cow::Borrowed(inside));
    }
    let mut out = String::with_capacity(inside.len());
    let mut rest = inside;
    while let Some(at) = rest.find('\\') {
        out.push_str(rest.get(..at)?);
        let (c, after) = escaped(rest.get(at + 1..)?)?;
        out.push(c);
        rest = after;
    }
    out.push_str(rest);
    Some(Cow::Owned(out))
}

/// The character that an escape stands for, and what follows it.
fn escaped(text: &str) -> Option<(char, &str)> {
    let mut letters = text.chars();
    let c = match letters.next()? {
        c @ ('"' | '\\' | '/') => c,
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => return unicode(letters.as_str()),
        _ => return None,
    };
    Some((c, letters.as_str()))
}

/// The character of a `\u` escape, or of a pair of them.
fn unicode(text: &str) -> Option<(char, &str)> {
    let unit = |text: &str| u32::from_str_radix(text.get(..4)?, 16).ok();
    let (first, rest) = (unit(text)?, text.get(4..)?);
    if !(0xd800..0xe000).contains(&first) {
        return Some((char::from_u32(first)?, rest));
    }
    let rest = rest.strip_prefix("\\u")?;
    let second = unit(rest).filter(|second| first < 0xdc00 && (0xdc00..0xe000).contains(second))?;
    let c = char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))?;
    Some((c, rest.get(4..)?))
}
