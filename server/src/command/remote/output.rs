//! How data is printed.

use crate::Failure;
use std::io::{self, Write};
use strongroom_client::ApiReply;

/// Prints to standard output. A reader that went away is a failure, not a panic.
///
/// # Errors
/// It cannot be written.
pub(super) fn print(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)
        .and_then(|()| out.flush())
        .map_err(|error| Failure::new(format!("cannot write to standard output ({error})")))
}

/// Prints a line of text.
///
/// # Errors
/// It cannot be written.
pub(super) fn line(text: &str) -> Result<(), Failure> {
    print(harmless(text).as_bytes())
}

/// Tells something beside the data, on standard error. Whether anybody reads it does not matter.
pub(super) fn note(text: &str) {
    let _ = io::stderr().lock().write_all(harmless(text).as_bytes());
}

/// A line without control characters: what the service sent may hold some, on which a terminal acts.
fn harmless(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || *c == '\n').chain(['\n']).collect()
}

/// Prints a reply as the service wrote it, and a line end.
///
/// # Errors
/// It cannot be written.
pub(super) fn json(reply: &ApiReply) -> Result<(), Failure> {
    print(reply.json())?;
    print(b"\n")
}

/// Lays out rows under a header, each column as wide as its widest cell.
pub(super) fn table<const N: usize>(header: [&str; N], rows: &[[String; N]]) -> String {
    let lines = || std::iter::once(header).chain(rows.iter().map(|row| row.each_ref().map(String::as_str)));
    let width = |column: usize| lines().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(width);
    let shown = lines().map(|line| {
        let cells = line.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    });
    shown.collect::<Vec<_>>().join("\n")
}

/// Lays out fields, each on a line, with their names in one column.
pub(super) fn fields(fields: &[(&str, String)]) -> String {
    let width = fields.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let lines = fields.iter().map(|(name, value)| format!("{name:width$}  {value}"));
    lines.collect::<Vec<_>>().join("\n")
}
