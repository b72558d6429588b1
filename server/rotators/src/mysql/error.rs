//! What the errors of MySQL and MariaDB mean for a rotation. Of a server's message only the number is read.

use crate::{sent::Sent, tls::not_trusted};
use mysql_async::{DriverError, Error, IoError};
use std::io;
use strongroom_core::ports::Trouble;

/// What an error means. `needed` says which right the statement takes.
pub(super) fn trouble(error: &Error, sent: Sent, needed: &str) -> Trouble {
    const ODD: &str = "it does not speak MySQL's protocol";
    match error {
        Error::Server(error) => numbered(error.code, sent, needed),
        Error::Io(IoError::Tls(error)) => match error {
            mysql_async::TlsError::Tls(error) => not_trusted(error),
            _ => Trouble::NotTrusted("its certificate cannot be verified for its name".into()),
        },
        Error::Io(IoError::Io(error)) => {
            if let Some(error) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
                return not_trusted(error);
            }
            match error.kind() {
                io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::Other => sent.odd(ODD),
                kind => sent.lost(kind.to_string()),
            }
        }
        Error::Driver(DriverError::ConnectionClosed) => sent.lost("the connection ended".into()),
        Error::Driver(DriverError::NoClientSslFlagFromServer) => Trouble::NotTrusted("it offers no TLS".into()),
        Error::Driver(DriverError::PacketTooLarge) => sent.odd("its answers are too long"),
        Error::Driver(
            DriverError::UnknownAuthPlugin { .. }
            | DriverError::CleartextPluginDisabled
            | DriverError::MysqlOldPasswordDisabled,
        ) => Trouble::Unsupported("the account logs in by something else than a password".into()),
        _ => sent.odd(ODD),
    }
}

/// Whether the target answered that account and password do not match, or that the account may not log in.
pub(super) fn is_refusal(error: &Error) -> bool {
    // Wrong password, no account for this host, locked by an administrator (MySQL, MariaDB) or by failures, expired.
    const REFUSALS: [u16; 7] = [1045, 1130, 1698, 3118, 3955, 4151, 1862];
    matches!(error, Error::Server(error) if REFUSALS.contains(&error.code))
}

/// An account could not be changed.
pub(super) const CANNOT_CHANGE: u16 = 1396;
/// An option of the server prevents it: it is read-only, or takes no hashes because a plugin is to judge each password.
pub(super) const PREVENTED: u16 = 1290;

/// What the number of an error means.
pub(super) fn numbered(code: u16, sent: Sent, needed: &str) -> Trouble {
    let said = || format!("error {code}");
    match code {
        1044 | 1045 | 1142 | 1143 | 1211 | 1227 | 1370 | 1410 => Trouble::NoRights(needed.into()),
        1040 | 1129 | 1203 | 1226 => Trouble::Busy,
        PREVENTED | 1792 | 1836 => Trouble::ReadOnly,
        1133 | 1141 | CANNOT_CHANGE => Trouble::NoAccount,
        // A rule for passwords: too weak, not the hash that the account's plugin takes, used before.
        1372 | 1819 | 3638 => Trouble::CandidateRefused(said()),
        1064 | 1235 => Trouble::Unsupported(said()),
        // The server ended the session, in the middle of what was sent.
        1053 | 1152..=1161 | 1184 | 1317 | 1927 | 3169 => sent.lost(said()),
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
