//! A text with a mark for each character that does not show.

use super::first_difference::TextParts;
use leptos::prelude::*;
use strongroom_domain::is_invisible;

/// What differs stands out; invisible characters and spaces at an end have marks.
pub fn visible_text(parts: TextParts) -> AnyView {
    let TextParts { before, differs, after } = parts;
    let ends = (before.is_empty(), after.is_empty());
    // Between words a space shows by itself.
    let all_blank = !differs.is_empty() && differs.chars().all(|c| c == ' ' || is_invisible(c));
    let marked = marked(&differs, all_blank || ends.0, all_blank || ends.1);
    let differs =
        (!differs.is_empty()).then(|| view! { <mark class="rounded-sm bg-amber-tint text-ink">{marked}</mark> });
    let (before, after) = (self::marked(&before, true, false), self::marked(&after, false, true));
    // On one line: every space between the tags would be shown.
    view! { <code data-revealed="" class="break-all whitespace-pre-wrap text-ink">{before}{differs}{after}</code> }
        .into_any()
}

/// The text with marks; of spaces only for those at its beginning or end, where they count.
fn marked(text: &str, first: bool, last: bool) -> String {
    let leading = if first { text.len() - text.trim_start_matches(' ').len() } else { 0 };
    let trailing = if last { text.trim_end_matches(' ').len() } else { text.len() };
    text.char_indices()
        .map(|(at, c)| match c {
            ' ' if at < leading || at >= trailing => "␠".to_owned(),
            '\n' => "␊\n".to_owned(),
            '\r' => "␍".to_owned(),
            '\t' => "␉\t".to_owned(),
            '\0' => "␀".to_owned(),
            c if is_invisible(c) => format!("⟨U+{:04X}⟩", u32::from(c)),
            c => c.to_string(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::marked;

    #[test]
    fn characters_that_do_not_show_have_marks() {
        assert_eq!(marked(" a b ", true, true), "␠a b␠");
        assert_eq!(marked(" a b ", false, false), " a b ");
        assert_eq!(marked("a\u{200b}\r\n\u{a0}", true, true), "a⟨U+200B⟩␍␊\n⟨U+00A0⟩");
        assert_eq!(marked("   ", true, false), "␠␠␠");
    }
}
