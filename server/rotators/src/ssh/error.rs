//! What the errors of the SSH library mean for a rotation. Their text may quote the host, and goes nowhere.

use crate::{dial::Excess, sent::Sent};
use russh::{AlgorithmKind, Error};
use strongroom_core::ports::Trouble;

/// What an error means.
pub(super) fn trouble(error: &Error, sent: Sent, excess: &Excess) -> Trouble {
    match error {
        _ if excess.happened() => sent.odd("its answers are too long"),
        Error::UnknownKey => Trouble::NotTrusted("its host key is another one".into()),
        Error::WrongServerSig => Trouble::NotTrusted("it does not have the private part of its host key".into()),
        Error::NoCommonAlgo { kind: AlgorithmKind::Key, .. } => {
            Trouble::NotTrusted("it has no host key of the expected type".into())
        }
        Error::NoCommonAlgo { .. } => Trouble::Unsupported("its algorithms are too old".into()),
        Error::IO(_) | Error::Disconnect | Error::HUP | Error::SendError | Error::RecvError => sent.lost(LOST.into()),
        Error::RequestDenied | Error::ChannelOpenFailure(_) => {
            Trouble::Unsupported("it does not let this account run commands".into())
        }
        _ => sent.odd("it does not speak SSH"),
    }
}

pub(super) const LOST: &str = "the connection ended";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_become_troubles_without_the_host_s_text() {
        let of = |error, sent| trouble(&error, sent, &Excess::default());
        let none = |kind| Error::NoCommonAlgo { kind, ours: Vec::new(), theirs: vec!["hunter2".into()] };
        assert!(matches!(of(Error::UnknownKey, Sent::Nothing), Trouble::NotTrusted(_)));
        assert!(
            matches!(of(none(AlgorithmKind::Key), Sent::Nothing), Trouble::NotTrusted(why) if !why.contains("hunter2"))
        );
        assert!(
            matches!(of(none(AlgorithmKind::Kex), Sent::Nothing), Trouble::Unsupported(why) if !why.contains("hunter2"))
        );
        assert!(matches!(of(Error::HUP, Sent::Nothing), Trouble::Unreachable(_)));
        assert!(matches!(of(Error::HUP, Sent::Change), Trouble::Uncertain(_)));
        assert!(matches!(of(Error::Version, Sent::Nothing), Trouble::Unexpected(_)));
        assert!(matches!(of(Error::PacketAuth, Sent::Change), Trouble::Uncertain(_)));
    }
}
