//! What the errors of PostgreSQL mean for a rotation. Of a server's message only the SQLSTATE is read.

use crate::{dial::Excess, sent::Sent};
use std::{error::Error as _, io};
use strongroom_core::ports::Trouble;

/// What an error means. `needed` says which right the statement takes.
pub(super) fn trouble(error: &tokio_postgres::Error, sent: Sent, excess: &Excess, needed: &str) -> Trouble {
    if let Some(state) = error.code() {
        return stated(state.code(), sent, needed);
    }
    if excess.happened() {
        return sent.odd("its answers are too long");
    }
    let cause = error.source().and_then(|cause| cause.downcast_ref::<io::Error>()).map(io::Error::kind);
    match cause {
        Some(io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::Other) => {
            sent.odd("it does not speak PostgreSQL's protocol")
        }
        Some(kind) => sent.lost(kind.to_string()),
        None if error.is_closed() => sent.lost("the connection ended".into()),
        None => sent.odd("it does not speak PostgreSQL's protocol"),
    }
}

/// What a SQLSTATE means.
fn stated(state: &str, sent: Sent, needed: &str) -> Trouble {
    let said = || format!("SQLSTATE {}", shown(state));
    match state {
        "25006" => Trouble::ReadOnly,
        "53300" => Trouble::Busy,
        "57P03" => Trouble::Unreachable("it is starting or stopping".into()),
        // The statement timed out, or an administrator cancelled it. Either way it was rolled back.
        "55P03" | "57014" => Trouble::Unreachable(format!("it cancelled the statement: {}", said())),
        "42501" => Trouble::NoRights(needed.into()),
        "42704" => Trouble::NoAccount,
        "0A000" => Trouble::Unsupported(said()),
        "3D000" => Trouble::Unexpected("the database does not exist".into()),
        // Modules that judge passwords answer so. One that cannot see into a verifier may refuse it for being one.
        "22023" => Trouble::CandidateRefused(said()),
        _ if state.starts_with("28") => Trouble::CandidateRefused(said()),
        // The server ended the session, in the middle of what was sent.
        "40003" | "57P01" | "57P02" | "57P04" | "57P05" => sent.lost(said()),
        _ if state.starts_with("08") => sent.lost(said()),
        _ => Trouble::Unexpected(said()),
    }
}

/// A SQLSTATE is five digits and capital letters; a server that sends something else may send anything.
fn shown(state: &str) -> &str {
    let is_state = state.len() == 5 && state.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    if is_state { state } else { "that is none" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_become_troubles() {
        let of = |state| stated(state, Sent::Change, "CREATEROLE");
        assert_eq!(of("25006"), Trouble::ReadOnly);
        assert_eq!(of("53300"), Trouble::Busy);
        assert_eq!(of("42501"), Trouble::NoRights("CREATEROLE".into()));
        assert_eq!(of("42704"), Trouble::NoAccount);
        assert_eq!(of("22023"), Trouble::CandidateRefused("SQLSTATE 22023".into()));
        assert_eq!(of("57P01"), Trouble::Uncertain("SQLSTATE 57P01".into()));
        assert_eq!(of("08006"), Trouble::Uncertain("SQLSTATE 08006".into()));
        assert_eq!(of("57014"), Trouble::Unreachable("it cancelled the statement: SQLSTATE 57014".into()));
        assert_eq!(of("XX000"), Trouble::Unexpected("SQLSTATE XX000".into()));
        assert_eq!(stated("57P01", Sent::Nothing, ""), Trouble::Unreachable("SQLSTATE 57P01".into()));
    }

    #[test]
    fn text_in_place_of_a_state_is_not_repeated() {
        for state in ["hunter2", "abcde", "", "ABCDEF"] {
            assert_eq!(stated(state, Sent::Nothing, ""), Trouble::Unexpected("SQLSTATE that is none".into()));
        }
    }
}
