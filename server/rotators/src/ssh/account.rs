//! What is done to one account of a host.

use super::{
    authorized_keys::{with, without},
    key_pair::PublicLine,
    script::{CREATE, HostScript, MAY_SET_PASSWORD, READ_KEYS, REMOVE, SET_PASSWORD, WRITE_KEYS},
    session::SshSession,
};
use crate::credential::password;
use strongroom_core::ports::{Credential, Trouble};
use zeroize::Zeroizing;

/// How often a file is read again that somebody else changed before it was replaced.
const TRIES: usize = 3;

/// Whose session it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyHolder {
    /// The account's own.
    Itself,
    /// That of the managing account, which becomes the account.
    Manager,
}

/// # Errors
/// [`Trouble::NoAccount`]: no account can have this name. `sshd`, `sudo` and `chpasswd` agree about these names, and no shell sees more in
/// one than a word.
pub(super) fn named(name: &str) -> Result<(), Trouble> {
    let inner = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.@-".contains(byte);
    match name.as_bytes() {
        [first, rest @ ..] if rest.len() < 255 => {
            let good = (first.is_ascii_alphabetic() || *first == b'_') && rest.iter().all(inner);
            good.then_some(()).ok_or(Trouble::NoAccount)
        }
        _ => Err(Trouble::NoAccount),
    }
}

/// Checks that the managing account may set the password of this one.
pub(super) async fn may_set_password(session: &mut SshSession, account: &str) -> Result<(), Trouble> {
    run(session, &MAY_SET_PASSWORD, account, b"").await
}

/// Sets the password, as the managing account. The host's own rules judge it.
pub(super) async fn set_password(session: &mut SshSession, pending: &Credential) -> Result<(), Trouble> {
    let password = password(pending)?;
    if password.contains(|c: char| c.is_control()) {
        return Err(Trouble::CandidateRefused("a password of one line".into()));
    }
    may_set_password(session, &pending.account).await?;
    let line = Zeroizing::new(format!("{}:{password}\n", pending.account));
    run(session, &SET_PASSWORD, &pending.account, line.as_bytes()).await
}

/// Makes an account that can do nothing but log in.
pub(super) async fn create(session: &mut SshSession, account: &str) -> Result<(), Trouble> {
    run(session, &CREATE, account, b"").await
}

/// Removes one that [`create`] made, if it exists.
pub(super) async fn remove(session: &mut SshSession, account: &str) -> Result<(), Trouble> {
    run(session, &REMOVE, account, b"").await
}

async fn run(session: &mut SshSession, script: &HostScript, account: &str, reads: &[u8]) -> Result<(), Trouble> {
    let answers = session.run(script, account, false, reads).await?;
    if answers.word() == Some("done") { Ok(()) } else { Err(session.refusal(&answers)) }
}

/// Checks that the account's keys can be read, and could be replaced as far as can be seen.
pub(super) async fn may_change_keys(session: &mut SshSession, caller: KeyHolder, account: &str) -> Result<(), Trouble> {
    change_keys(session, caller, account, |_| None).await
}

/// Adds a key to those of the account, with the restrictions of the one whose place it takes.
pub(super) async fn add_key(
    session: &mut SshSession,
    caller: KeyHolder,
    account: &str,
    key: &PublicLine,
    like: &PublicLine,
) -> Result<(), Trouble> {
    change_keys(session, caller, account, |file| with(file, key, like)).await
}

/// Takes a key from those of the account.
pub(super) async fn remove_key(
    session: &mut SshSession,
    caller: KeyHolder,
    account: &str,
    key: &PublicLine,
) -> Result<(), Trouble> {
    change_keys(session, caller, account, |file| without(file, key)).await
}

/// Reads the file, and replaces it by what `change` makes of it, unless that is nothing new. Somebody else's change in between is kept.
async fn change_keys(
    session: &mut SshSession,
    caller: KeyHolder,
    account: &str,
    change: impl Fn(&[u8]) -> Option<Vec<u8>> + Send,
) -> Result<(), Trouble> {
    let as_account = caller == KeyHolder::Manager;
    for tries_left in (0..TRIES).rev() {
        let answers = session.run(&READ_KEYS, account, as_account, b"").await?;
        let read = match answers.word() {
            Some("changed") if tries_left > 0 => continue,
            Some("done") => answers.content(),
            _ => return Err(session.refusal(&answers)),
        };
        let (file, state) = read.ok_or_else(|| Trouble::Unexpected("it cut authorized_keys off".into()))?;
        let Some(changed) = change(file) else { return Ok(()) };
        let head = format!("{state}\n{}\n", changed.len());
        let reads = [head.as_bytes(), &changed].concat();
        let answers = session.run(&WRITE_KEYS, account, as_account, &reads).await?;
        match answers.word() {
            Some("done") => return Ok(()),
            Some("changed") if tries_left > 0 => {}
            _ => return Err(session.refusal(&answers)),
        }
    }
    Err(Trouble::Unexpected("its authorized_keys keeps changing".into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_a_shell_or_a_program_could_misread_are_no_accounts() {
        for good in ["root", "_apt", "app-1", "deploy.bot", "ops@corp.example", "A_b"] {
            assert_eq!(named(good), Ok(()), "{good}");
        }
        let long = "a".repeat(256);
        for bad in ["", "-rf", "0", "a b", "a:b", "a\nroot", "a;b", "$(x)", "a'b", "a/b", "ä", "../a", "~", &long] {
            assert_eq!(named(bad), Err(Trouble::NoAccount), "{bad}");
        }
    }
}
