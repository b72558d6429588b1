//! What the errors of MySQL and MariaDB mean for a rotation. Of a server's message only the number is read.

use crate::sent::Sent;
use std::{
    io::{self, ErrorKind},
    time::Duration,
};
use strongroom_core::ports::Trouble;

/// Why a statement or a log-in was not answered.
#[derive(Debug)]
pub(super) enum MysqlFailure {
    /// The server refuses, with this number.
    Refused(u16),
    /// The connection ended.
    Lost(ErrorKind),
    /// No answer came within this time.
    Late(Duration),
    /// A packet, or the whole session, exceeds [`MOST_BYTES`](crate::dial::MOST_BYTES).
    TooLong,
    /// The server violates the protocol.
    Odd,
    /// A failure of the log-in whose meaning is already known.
    Known(Trouble),
}

impl From<io::Error> for MysqlFailure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::FileTooLarge => Self::TooLong,
            ErrorKind::InvalidData | ErrorKind::InvalidInput | ErrorKind::Other => Self::Odd,
            kind => Self::Lost(kind),
        }
    }
}

/// What a failure means. `needed` says which right the statement takes.
pub(super) fn trouble(failure: MysqlFailure, sent: Sent, needed: &str) -> Trouble {
    match failure {
        MysqlFailure::Refused(number) => numbered(number, sent, needed),
        MysqlFailure::Lost(kind) => sent.lost(kind.to_string()),
        MysqlFailure::Late(deadline) => sent.lost(format!("no answer within {deadline:?}")),
        MysqlFailure::TooLong => sent.odd("its answers are too long"),
        MysqlFailure::Odd => sent.odd("it does not speak MySQL's protocol"),
        MysqlFailure::Known(trouble) => trouble,
    }
}

/// Whether the number says that account and password do not match, or that the account may not log in.
pub(super) fn is_refusal(number: u16) -> bool {
    // Wrong password, no account for this host, locked by an administrator (MySQL, MariaDB) or by failures, expired.
    [1045, 1130, 1698, 3118, 3955, 4151, 1862].contains(&number)
}

/// An account could not be changed.
pub(super) const CANNOT_CHANGE: u16 = 1396;
/// An option of the server prevents it: it is read-only, or takes no hashes because a plugin is to judge each password.
pub(super) const PREVENTED: u16 = 1290;

/// What the number of an error means.
pub(super) fn numbered(code: u16, sent: Sent, needed: &str) -> Trouble {
    let said = || format!("error {code}");
    match code {
        // 1698: MariaDB, for a role or proxy that the session may not grant.
        1044 | 1045 | 1142 | 1143 | 1211 | 1227 | 1370 | 1410 | 1698 => Trouble::NoRights(needed.into()),
        1040 | 1129 | 1203 | 1226 => Trouble::Busy,
        PREVENTED | 1792 | 1836 => Trouble::ReadOnly,
        1133 | 1141 | CANNOT_CHANGE => Trouble::NoAccount,
        // A rule for passwords: too weak, not the hash that the account's plugin takes, used before.
        1372 | 1819 | 3638 => Trouble::CandidateRefused(said()),
        1064 | 1235 => Trouble::Unsupported(said()),
        // A wait for a lock precedes any change.
        1205 => Trouble::Unreachable(format!("it cancelled the statement: {}", said())),
        // The server ended the statement or the session, in the middle of what was sent.
        1053 | 1152..=1161 | 1184 | 1317 | 1927 | 1969 | 3169 => sent.lost(said()),
        _ => Trouble::Unexpected(said()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_troubles() {
        let of = |code| numbered(code, Sent::Change, "CREATE USER");
        assert_eq!(of(1227), Trouble::NoRights("CREATE USER".into()));
        assert_eq!(of(1290), Trouble::ReadOnly);
        assert_eq!(of(1040), Trouble::Busy);
        assert_eq!(of(1396), Trouble::NoAccount);
        assert_eq!(of(1819), Trouble::CandidateRefused("error 1819".into()));
        assert_eq!(of(1053), Trouble::Uncertain("error 1053".into()));
        assert_eq!(numbered(1053, Sent::Nothing, ""), Trouble::Unreachable("error 1053".into()));
        assert_eq!(of(9999), Trouble::Unexpected("error 9999".into()));
    }
}
