//! What troubles at a target mean for a rotation.

use crate::ports::Trouble;
use strongroom_domain::RunCause;

/// Why a rotation cannot go on for now.
pub(crate) fn cause_of(trouble: &Trouble) -> RunCause {
    match trouble {
        Trouble::Unreachable(_) => RunCause::Unreachable,
        Trouble::Uncertain(_) => RunCause::Uncertain,
        Trouble::NotTrusted(_) => RunCause::NotTrusted,
        Trouble::NoTls => RunCause::NoTls,
        Trouble::ManagerRefused => RunCause::ManagerRefused,
        Trouble::NoRights(_) => RunCause::NoRights,
        Trouble::AccountRefused => RunCause::AccountRefused,
        Trouble::NoAccount => RunCause::NoAccount,
        Trouble::CandidateRefused(_) => RunCause::CandidateRefused,
        Trouble::NoFreeSlot => RunCause::NoFreeSlot,
        Trouble::ReadOnly => RunCause::ReadOnly,
        Trouble::Busy => RunCause::Busy,
        Trouble::Unexpected(_) => RunCause::Unexpected,
        Trouble::Unsupported(_) => RunCause::Unsupported,
    }
}
