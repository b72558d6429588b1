//! What a command reads besides its options. Secrets come from files, standard input or the terminal, never from the command line.

use crate::{Failure, prompt, root::without_line_end};
use std::{
    fs::File,
    io::{self, IsTerminal, Read},
    path::Path,
};
use strongroom_core::Plaintext;

/// Longest input, in bytes. The service takes less of anything.
const LONGEST: usize = 64 << 10;

/// A file, or standard input where it is named `-`. `option` names it in errors.
///
/// # Errors
/// It cannot be read, or is longer than 64 KiB.
pub(super) fn content(option: &str, path: &Path) -> Result<Plaintext, Failure> {
    let read = match path.to_str() {
        Some("-") => bounded(io::stdin().lock()),
        _ => File::open(path).and_then(bounded),
    };
    let bytes = read.map_err(|error| Failure::new(format!("{option}: cannot read {} ({error})", path.display())))?;
    match bytes.len() > LONGEST {
        true => Err(Failure::new(format!("{option}: {} has more than {LONGEST} bytes", path.display()))),
        false => Ok(bytes),
    }
}

/// One byte more than allowed, into memory reserved at once, so that no copy is left behind.
fn bounded(source: impl Read) -> io::Result<Plaintext> {
    let mut bytes = Vec::with_capacity(LONGEST + 2);
    let read = source.take(u64::try_from(LONGEST + 1).unwrap_or(u64::MAX)).read_to_end(&mut bytes);
    let bytes = Plaintext::new(bytes);
    read.map(|_| bytes)
}

/// Text of a file or of standard input, such as certificates.
///
/// # Errors
/// It cannot be read, is too long, or is not UTF-8.
pub(super) fn text_of(option: &str, path: &Path) -> Result<String, Failure> {
    let content = content(option, path)?;
    let text = std::str::from_utf8(content.expose());
    text.map(str::to_owned).map_err(|_| Failure::new(format!("{option}: {} is not text", path.display())))
}

/// A secret of several lines, such as a private key.
///
/// # Errors
/// It cannot be read, is too long, empty, or not text.
pub(super) fn secret_text(option: &str, path: &Path) -> Result<Plaintext, Failure> {
    let secret = content(option, path)?;
    match secret.is_empty() || std::str::from_utf8(secret.expose()).is_err() {
        true => Err(Failure::new(format!("{option} is empty or is not text"))),
        false => Ok(secret),
    }
}

/// A secret of one line: from the file, or asked at the terminal without one. A line end at its end does not belong to it.
///
/// # Errors
/// It cannot be read, is empty or is not text; there is no terminal to ask at.
pub(super) fn secret_line(option: &str, path: Option<&Path>, question: &str) -> Result<Plaintext, Failure> {
    let secret = match path {
        Some(path) => without_line_end(&content(option, path)?),
        None => prompt::ask(question)?.ok_or_else(|| {
            Failure::new(format!("there is no terminal to ask at; pass {option} FILE, or - for standard input"))
        })?,
    };
    match secret.is_empty() || std::str::from_utf8(secret.expose()).is_err() {
        true => Err(Failure::new(format!("{option} is empty or is not text"))),
        false => Ok(secret),
    }
}

/// A value of any bytes: from the file, from standard input without one, or typed at the terminal if that is standard input.
///
/// # Errors
/// It cannot be read or is too long.
pub(super) fn value(option: &str, path: Option<&Path>) -> Result<Plaintext, Failure> {
    match path {
        Some(path) => content(option, path),
        None if io::stdin().is_terminal() => prompt::ask("Value")?
            .ok_or_else(|| Failure::new(format!("there is no terminal to ask at; pass {option} FILE"))),
        None => content("standard input", Path::new("-")),
    }
}

/// A secret as the text that a parameter takes. Each was read as text.
pub(super) fn exposed(secret: &Plaintext) -> &str {
    std::str::from_utf8(secret.expose()).unwrap_or_default()
}
