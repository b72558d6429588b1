//! Text escaped for JSON and for XML.

/// Appends a quoted JSON string.
pub(super) fn json_string(out: &mut String, value: &str) {
    out.push('"');
    let mut done = 0;
    for (at, byte) in value.bytes().enumerate().filter(|(_, b)| *b < 0x20 || matches!(b, b'"' | b'\\')) {
        out.push_str(&value[done..at]);
        match byte {
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            control => out.push_str(&format!("\\u{control:04x}")),
        }
        done = at + 1;
    }
    out.push_str(&value[done..]);
    out.push('"');
}

/// Appends XML character data and returns whether every character could be written: those that XML 1.0 cannot carry become
/// U+FFFD. A carriage return is escaped because readers turn a bare one into a line feed.
pub(super) fn xml_text(out: &mut String, value: &str) -> bool {
    let mut exact = true;
    for char in value.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' => out.push(char),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                out.push('\u{fffd}');
                exact = false;
            }
            _ => out.push(char),
        }
    }
    exact
}
