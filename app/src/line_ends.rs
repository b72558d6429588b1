//! Line ends of submitted text.

/// Replaces CRLF with LF: forms submit line ends as CRLF, text areas and stored documents use LF.
pub(crate) fn unix_lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}
