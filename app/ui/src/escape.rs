//! Escaping for the two places where Leptos writes text into the server's HTML as it is.

/// Text that can stand between the tags of an element whose content is only text.
pub(crate) fn html_text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            other => escaped.push(other),
        }
    }
    escaped
}
