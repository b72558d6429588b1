//! Commands about one ACL user. Passwords are sent as the SHA-256 that Redis stores, so that it never sees a new one.

use super::{node::Keeping, session::RedisSession};
use redis::{Cmd, Value, cmd};
use strongroom_core::ports::Trouble;
use strongroom_crypto::sha256;

/// `#hash` or `!hash` of a password.
fn hash(mark: char, password: &str) -> String {
    sha256(password.as_bytes()).iter().fold(String::from(mark), |hash, byte| format!("{hash}{byte:02x}"))
}

fn set_user(user: &str, rules: &[&str]) -> Cmd {
    cmd("ACL").arg("SETUSER").arg(user).arg(rules).to_owned()
}

/// The hashes of a user's passwords.
///
/// # Errors
/// [`Trouble::NoAccount`]: `ACL SETUSER` would make it.
pub(super) async fn hashes(session: &mut RedisSession, user: &str) -> Result<Vec<String>, Trouble> {
    let answer: Value = session.ask(cmd("ACL").arg("GETUSER").arg(user), "+acl|getuser, to see the user").await?;
    let odd = || Trouble::Unexpected("it does not describe users as Redis does".into());
    let fields = match answer {
        Value::Nil => return Err(Trouble::NoAccount),
        Value::Array(fields) => fields,
        _ => return Err(odd()),
    };
    let (pairs, _) = fields.as_chunks::<2>();
    let passwords = pairs.iter().find(|[name, _]| is(name, b"passwords"));
    match passwords {
        Some([_, Value::Array(hashes)]) => {
            let text = |hash: &Value| match hash {
                Value::BulkString(hash) => String::from_utf8(hash.clone()).ok(),
                Value::SimpleString(hash) => Some(hash.clone()),
                _ => None,
            };
            hashes.iter().map(text).collect::<Option<_>>().ok_or_else(odd)
        }
        _ => Err(odd()),
    }
}

fn is(value: &Value, text: &[u8]) -> bool {
    match value {
        Value::BulkString(bytes) => bytes == text,
        Value::SimpleString(string) => string.as_bytes() == text,
        _ => false,
    }
}

const MAY_SET: &str = "+acl|setuser, to change users";

/// Adds a password to those of the user. Added again, it is there once.
pub(super) async fn add(session: &mut RedisSession, user: &str, password: &str) -> Result<(), Trouble> {
    hashes(session, user).await?;
    session.change(&set_user(user, &[&hash('#', password)]), MAY_SET).await
}

/// Takes a password from those of the user, if it is among them.
pub(super) async fn take(session: &mut RedisSession, user: &str, password: &str) -> Result<(), Trouble> {
    let rule = hash('!', password);
    if !hashes(session, user).await?.iter().any(|known| Some(known.as_str()) == rule.get(1..)) {
        return Ok(());
    }
    session.change(&set_user(user, &[&rule]), MAY_SET).await
}

/// Makes a user that can do nothing but log in.
pub(super) async fn create(session: &mut RedisSession, user: &str, password: &str) -> Result<(), Trouble> {
    session.change(&set_user(user, &["on", &hash('#', password)]), MAY_SET).await
}

/// Removes a user, if it exists.
pub(super) async fn remove(session: &mut RedisSession, user: &str) -> Result<(), Trouble> {
    session.change(cmd("ACL").arg("DELUSER").arg(user), "+acl|deluser, to remove the scratch user").await
}

/// The commands that a rotation runs and that the managing user may not. Redis tells from version 7 on, and only a user that may ask;
/// otherwise none are found here.
pub(super) async fn refused(
    session: &mut RedisSession,
    manager: &str,
    user: &str,
    keeping: Option<Keeping>,
) -> Result<Vec<String>, Trouble> {
    let mut wanted = vec![(set_user(user, &["on"]), MAY_SET)];
    wanted.extend(keeping.map(|keeping| (keeping.command(), keeping.needed())));
    let mut refused = Vec::new();
    for (command, needed) in wanted {
        let mut asked = cmd("ACL").arg("DRYRUN").arg(manager).to_owned();
        for argument in command.args_iter() {
            if let redis::Arg::Simple(argument) = argument {
                asked.arg(argument);
            }
        }
        match session.ask::<String>(&asked, needed).await {
            Ok(answer) if answer == "OK" => {}
            Ok(_) => refused.push(needed.into()),
            Err(Trouble::NoRights(_) | Trouble::Unexpected(_)) => return Ok(refused),
            Err(trouble) => return Err(trouble),
        }
    }
    Ok(refused)
}
