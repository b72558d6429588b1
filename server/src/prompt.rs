//! Questions at the terminal.

use crate::Failure;
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use std::{
    fs::File,
    io::{BufRead, BufReader, Read, Write},
};
use strongroom_core::Plaintext;

/// The longest answer, in bytes. Reserved at once, so that no copy of an answer is left behind in memory.
const LONGEST: usize = 4096;

/// Asks at the terminal of the process whether to go on; `None` if it has none. Anything but `y` or `yes` means no.
///
/// # Errors
/// The terminal fails.
pub fn confirm(question: &str) -> Result<Option<bool>, Failure> {
    let Ok(terminal) = File::options().read(true).write(true).open("/dev/tty") else { return Ok(None) };
    let failed = |error: std::io::Error| Failure::new(format!("the terminal cannot be read ({error})"));
    write!(&terminal, "{question} [y/N]: ").map_err(failed)?;
    let mut answer = String::new();
    let longest = u64::try_from(LONGEST).unwrap_or(u64::MAX);
    BufReader::new((&terminal).take(longest)).read_line(&mut answer).map_err(failed)?;
    Ok(Some(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")))
}

/// Asks at the terminal of the process without showing the answer; `None` if it has none.
///
/// # Errors
/// The terminal fails, or the answer is too long.
pub fn ask(question: &str) -> Result<Option<Plaintext>, Failure> {
    let Ok(terminal) = File::options().read(true).write(true).open("/dev/tty") else { return Ok(None) };
    let failed = |error: std::io::Error| Failure::new(format!("the terminal cannot be read ({error})"));
    write!(&terminal, "{question}: ").map_err(failed)?;
    let mut answer = Vec::with_capacity(LONGEST);
    let quiet = Quiet::new(&terminal).map_err(|error| failed(error.into()))?;
    loop {
        let mut byte = [0];
        if (&terminal).read(&mut byte).map_err(failed)? == 0 || byte[0] == b'\n' {
            break;
        }
        if answer.len() == LONGEST {
            return Err(Failure::new(format!("the answer is longer than {LONGEST} bytes")));
        }
        answer.extend(byte);
    }
    drop(quiet);
    writeln!(&terminal).map_err(failed)?;
    Ok(Some(Plaintext::new(answer)))
}

/// A terminal that does not show what is typed, until this is dropped.
struct Quiet<'a> {
    terminal: &'a File,
    before: Termios,
}

impl<'a> Quiet<'a> {
    fn new(terminal: &'a File) -> rustix::io::Result<Self> {
        let before = tcgetattr(terminal)?;
        let mut quiet = before.clone();
        quiet.local_modes.remove(LocalModes::ECHO);
        tcsetattr(terminal, OptionalActions::Flush, &quiet)?;
        Ok(Self { terminal, before })
    }
}

impl Drop for Quiet<'_> {
    fn drop(&mut self) {
        let _ = tcsetattr(self.terminal, OptionalActions::Flush, &self.before);
    }
}
