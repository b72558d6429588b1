//! Line ends of texts that come from forms.

/// The text with line feeds alone: forms send every line end as two characters, text areas and stored documents know only one.
pub(crate) fn unix_lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}
