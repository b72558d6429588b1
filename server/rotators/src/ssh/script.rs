//! Shell scripts that run at a host, what they are told, and what they answer.
//!
//! The command line is always the same and shows nothing: the script and what it needs are its input. Answers carry a nonce, so that no
//! text of start-up files is taken for one.

use crate::draw;
use strongroom_core::ports::Trouble;
use zeroize::Zeroizing;

macro_rules! script {
    ($($part:literal),+) => { concat!(include_str!("scripts/begin.sh"), $(include_str!(concat!("scripts/", $part))),+) };
}

/// A script.
pub(super) struct HostScript {
    text: &'static str,
    /// Whether it changes anything.
    pub changes: bool,
    /// What the managing account needs for it, besides being root.
    needs: &'static str,
}

const CHPASSWD: &str = "root, or a sudo rule without a password for chpasswd";
const ACCOUNT: &str = "root, or a sudo rule without a password for /bin/sh as this account";
const SCRATCH: &str = "root, or sudo rules without a password for useradd and userdel";

const BECOME: &str = script!("become.sh");
pub(super) const MAY_SET_PASSWORD: HostScript =
    HostScript { text: script!("may_set_password.sh", "done.sh"), changes: false, needs: CHPASSWD };
pub(super) const SET_PASSWORD: HostScript =
    HostScript { text: script!("may_set_password.sh", "set_password.sh"), changes: true, needs: CHPASSWD };
pub(super) const READ_KEYS: HostScript =
    HostScript { text: script!("keys.sh", "read_keys.sh"), changes: false, needs: ACCOUNT };
pub(super) const WRITE_KEYS: HostScript =
    HostScript { text: script!("keys.sh", "write_keys.sh"), changes: true, needs: ACCOUNT };
pub(super) const CREATE: HostScript =
    HostScript { text: script!("scratch.sh", "create.sh"), changes: true, needs: SCRATCH };
pub(super) const REMOVE: HostScript =
    HostScript { text: script!("scratch.sh", "remove.sh"), changes: true, needs: SCRATCH };

/// A script with what it is told.
pub(super) struct ScriptCall {
    /// The command line: for the login shell, whichever it is.
    pub command: String,
    /// The input of the command.
    pub input: Zeroizing<Vec<u8>>,
    nonce: String,
    needs: &'static str,
}

/// Reads a script of so many bytes, and no byte of what follows it.
fn boot(text: &str) -> String {
    format!("exec /bin/sh -c 'eval \"$(dd bs=1 count={} 2>/dev/null)\"'", text.len())
}

impl ScriptCall {
    /// The script for this account, with what it reads. It runs as the session's account, or `as_account`, which the managing account
    /// becomes.
    ///
    /// # Errors
    /// The random generator fails.
    pub fn new(script: &HostScript, account: &str, as_account: bool, reads: &[u8]) -> Result<Self, Trouble> {
        let nonce = draw::scratch_name()?;
        let about = format!("{nonce}\n{account}\n");
        let length = format!("{}\n", script.text.len());
        let first = if as_account { [BECOME, &about, &length] } else { [""; 3] };
        let text = [first[0], first[1], first[2], script.text, &about];
        // As long as it will be, so that no copy is left behind when it grows.
        let mut input =
            Zeroizing::new(Vec::with_capacity(text.iter().map(|part| part.len()).sum::<usize>() + reads.len()));
        text.iter().for_each(|part| input.extend_from_slice(part.as_bytes()));
        input.extend_from_slice(reads);
        let command = boot(if as_account { BECOME } else { script.text });
        Ok(Self { command, input, nonce, needs: script.needs })
    }

    /// What the script answered, in what the command printed.
    pub fn answers(&self, printed: Vec<u8>) -> Answers {
        Answers { printed, mark: format!("\n{} ", self.nonce), needs: self.needs }
    }
}

/// What a command printed.
pub(super) struct Answers {
    printed: Vec<u8>,
    mark: String,
    needs: &'static str,
}

impl Answers {
    /// What follows each mark.
    fn marked(&self) -> impl Iterator<Item = &[u8]> {
        let mark = self.mark.as_bytes();
        let places = self.printed.windows(mark.len()).enumerate().filter(move |(_, window)| *window == mark);
        places.filter_map(move |(place, _)| self.printed.get(place + mark.len()..))
    }

    /// The last word; `None` if the script did not come to its end.
    pub fn word(&self) -> Option<&str> {
        let (line, _) = self.marked().last().and_then(|rest| split_line(rest))?;
        (!line.starts_with("content ")).then_some(line)
    }

    /// The file that was printed, and its state.
    pub fn content(&self) -> Option<(&[u8], &str)> {
        self.marked().find_map(|rest| {
            let (line, rest) = split_line(rest)?;
            let (size, state) = line.strip_prefix("content ")?.split_once(' ')?;
            Some((rest.get(..size.parse().ok()?)?, state))
        })
    }

    /// What a word means that is not the wanted one; `None` if it is none of ours.
    pub fn trouble(&self) -> Option<Trouble> {
        let unsupported = |what: &str| Trouble::Unsupported(what.into());
        Some(match self.word()? {
            "no-account" => Trouble::NoAccount,
            "no-rights" => Trouble::NoRights(self.needs.into()),
            "read-only" => Trouble::ReadOnly,
            "refused" => Trouble::CandidateRefused("its rules for passwords".into()),
            "no-home" => unsupported("the account has no home directory"),
            "no-tool" => unsupported("it lacks a program that is needed"),
            "unsafe" => unsupported(
                "the home directory, .ssh or authorized_keys is a symbolic link, of another owner, or others may write to it",
            ),
            "not-writable" => unsupported("the account may not write to its own .ssh directory"),
            "too-long" => unsupported("authorized_keys is longer than 256 KiB"),
            "changed" => Trouble::Unexpected("its authorized_keys keeps changing".into()),
            "cut" => Trouble::Unreachable("it did not receive the whole request".into()),
            "failed" => Trouble::Unexpected("a command failed".into()),
            _ => return None,
        })
    }
}

fn split_line(text: &[u8]) -> Option<(&str, &[u8])> {
    let end = text.iter().position(|byte| *byte == b'\n')?;
    let (line, rest) = text.split_at(end);
    Some((std::str::from_utf8(line).ok()?, rest.get(1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(script: &HostScript, printed: &str) -> Answers {
        let call = ScriptCall::new(script, "app", false, b"").unwrap();
        call.answers(printed.replace("NONCE", &call.nonce).into_bytes())
    }

    #[test]
    fn command_line_shows_nothing() {
        for as_account in [false, true] {
            let call = ScriptCall::new(&SET_PASSWORD, "app", as_account, b"app:hunter2\n").unwrap();
            assert!(!call.command.contains("hunter2") && !call.command.contains("app"), "{}", call.command);
            assert!(call.input.ends_with(b"app:hunter2\n") && call.input.len() == call.input.capacity());
            assert!(call.command.len() < 80 && !call.command.contains('\n') && call.command.matches('\'').count() == 2);
        }
    }

    #[test]
    fn only_answers_with_the_nonce_count() {
        let answers =
            answered(&READ_KEYS, "done\nrefused\nstrongroom done\n\nNONCE content 4 12 4\nx\ny\n\nNONCE done\n");
        assert_eq!((answers.word(), answers.content()), (Some("done"), Some((&b"x\ny\n"[..], "12 4"))));
        for nothing in ["", "done\n", "\nNONCE done", "NONCE done\n", "\nNONCE content 0 none\n"] {
            assert_eq!(answered(&READ_KEYS, nothing).word(), None, "{nothing:?}");
        }
        assert_eq!(answered(&READ_KEYS, "\nNONCE content 9 12 9\nx\n").content(), None, "cut");
    }

    #[test]
    fn words_become_troubles() {
        let of = |word: &str| answered(&SET_PASSWORD, &format!("\nNONCE {word}\n")).trouble();
        assert_eq!(of("no-rights"), Some(Trouble::NoRights(CHPASSWD.into())));
        assert_eq!(of("no-account"), Some(Trouble::NoAccount));
        assert!(matches!(of("refused"), Some(Trouble::CandidateRefused(_))));
        assert_eq!(of("hunter2"), None);
    }

    /// Every word that a script says is known.
    #[test]
    fn scripts_say_known_words_only() {
        let scripts = [&MAY_SET_PASSWORD, &SET_PASSWORD, &READ_KEYS, &WRITE_KEYS, &CREATE, &REMOVE].map(|one| one.text);
        for text in scripts.into_iter().chain([BECOME]) {
            for said in ["answer ", "leave "].iter().flat_map(|verb| text.split(verb).skip(1)) {
                let word = said.split(|c: char| !c.is_ascii_lowercase() && c != '-').next().unwrap();
                let known = word == "done" || answered(&READ_KEYS, &format!("\nNONCE {word}\n")).trouble().is_some();
                assert!(known || word.is_empty(), "{word}");
            }
        }
    }
}
