//! What the errors of Redis mean for a rotation. Of a server's message only the code is read, with one exception.

use crate::{dial::Excess, sent::Sent};
use redis::{ErrorKind, RedisError};
use strongroom_core::ports::Trouble;

/// What an error means. `needed` says which right the command takes.
pub(super) fn trouble(error: &RedisError, sent: Sent, excess: &Excess, needed: &str) -> Trouble {
    match (error.code(), error.kind()) {
        (Some(code), _) => coded(code, error.detail().unwrap_or_default(), sent, needed),
        _ if excess.happened() => sent.odd("its answers are too long"),
        (None, ErrorKind::Parse | ErrorKind::UnexpectedReturnType) => sent.odd("it does not speak Redis' protocol"),
        (None, _) => sent.lost("the connection ended".into()),
    }
}

/// What the code of an error means.
fn coded(code: &str, detail: &str, sent: Sent, needed: &str) -> Trouble {
    // The codes that Redis has; a server that sends something else may send anything.
    const KNOWN: [&str; 6] = ["ERR", "MISCONF", "DENIED", "BUSY", "NOAUTH", "WRONGPASS"];
    match code {
        "NOPERM" => Trouble::NoRights(needed.into()),
        "READONLY" => Trouble::ReadOnly,
        "LOADING" | "MASTERDOWN" => Trouble::Unreachable("it is loading its data, or its primary is gone".into()),
        // Redis has no code of its own for this, and has said it in these words since version 2.4.
        "ERR" if detail.starts_with("max number of clients") => match sent {
            Sent::Nothing => Trouble::Busy,
            Sent::Change => sent.lost("it ended the session".into()),
        },
        _ if KNOWN.contains(&code) => Trouble::Unexpected(format!("code {code}")),
        _ => Trouble::Unexpected("a code that Redis does not have".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_become_troubles_without_the_server_s_text() {
        let of = |code, detail| coded(code, detail, Sent::Change, "+acl|setuser");
        assert_eq!(of("NOPERM", "x"), Trouble::NoRights("+acl|setuser".into()));
        assert_eq!(of("READONLY", "x"), Trouble::ReadOnly);
        assert_eq!(of("ERR", "hunter2"), Trouble::Unexpected("code ERR".into()));
        assert_eq!(of("HUNTER2", "x"), Trouble::Unexpected("a code that Redis does not have".into()));
        assert_eq!(coded("ERR", "max number of clients reached", Sent::Nothing, ""), Trouble::Busy);
    }
}
