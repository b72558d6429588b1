//! Kinds of notices. Another kind is one variant here: channels, digests, the log and the console follow from it.

use crate::{RunCause, RunPhase, RunProgress, RunState, rotation::coded};
use serde::{Deserialize, Serialize};

coded! {
    /// What a notice is about.
    NoticeKind {
        /// A rotation has been failing and trying again for longer than is usual.
        RotationFailing = 1, "rotation-failing";
        /// A rotation does not go on without a person.
        NeedsAPerson = 2, "rotation-needs-a-person";
        /// A rotation ended with the old credential.
        RolledBack = 3, "rotation-rolled-back";
        /// A rotation of a leaked credential has begun.
        LeakRotation = 4, "leak-rotation-begun";
        /// A rotation ended with the new credential.
        RotationSucceeded = 5, "rotation-succeeded";
        /// Readers have another credential, and the one that was to be revoked may still work.
        RevocationStuck = 6, "revocation-stuck";
        /// A secret should have rotated by now.
        RotationOverdue = 7, "rotation-overdue";
        /// A deleted secret can be restored for a short time only.
        DeletionNear = 8, "secret-deletion-near";
        /// The certificate of the API ends soon.
        CertificateExpiring = 9, "certificate-expiring";
        /// A person tests the channel.
        Test = 10, "test";
    }
}

impl NoticeKind {
    /// The kinds that a channel can be set to, in the order that people read them in.
    pub const SELECTABLE: [Self; 9] = [
        Self::NeedsAPerson,
        Self::RotationFailing,
        Self::RevocationStuck,
        Self::RolledBack,
        Self::LeakRotation,
        Self::RotationOverdue,
        Self::DeletionNear,
        Self::CertificateExpiring,
        Self::RotationSucceeded,
    ];

    /// Whether a new channel has it unless somebody says otherwise: a success is no news.
    pub fn is_usual(self) -> bool {
        !matches!(self, Self::RotationSucceeded | Self::Test)
    }

    /// Whether it is about one secret, so that a channel for some secrets may leave it out.
    pub fn is_about_a_secret(self) -> bool {
        !matches!(self, Self::CertificateExpiring | Self::Test)
    }

    /// Whether it lasts, so that its end is told too.
    pub fn lasts(self) -> bool {
        match self {
            Self::RotationFailing
            | Self::NeedsAPerson
            | Self::RevocationStuck
            | Self::RotationOverdue
            | Self::DeletionNear
            | Self::CertificateExpiring => true,
            Self::RolledBack | Self::LeakRotation | Self::RotationSucceeded | Self::Test => false,
        }
    }

    /// What it says, in a few words; `resolved` if it no longer is so.
    pub fn title(self, resolved: bool) -> &'static str {
        match (self, resolved) {
            (Self::RotationFailing, false) => "Rotation keeps failing",
            (Self::RotationFailing, true) => "Rotation works again",
            (Self::NeedsAPerson, false) => "Rotation needs a person",
            (Self::NeedsAPerson, true) => "Rotation no longer needs a person",
            (Self::RolledBack, _) => "Rotation rolled back",
            (Self::LeakRotation, _) => "Rotation after a leak has begun",
            (Self::RotationSucceeded, _) => "Rotation succeeded",
            (Self::RevocationStuck, false) => "Old credential may still work",
            (Self::RevocationStuck, true) => "Revocation has ended",
            (Self::RotationOverdue, false) => "Rotation is overdue",
            (Self::RotationOverdue, true) => "Rotation is no longer overdue",
            (Self::DeletionNear, false) => "Secret will soon be purged",
            (Self::DeletionNear, true) => "Secret was restored or purged",
            (Self::CertificateExpiring, false) => "API certificate expires soon",
            (Self::CertificateExpiring, true) => "API certificate was renewed",
            (Self::Test, _) => "Test of a notification channel",
        }
    }

    /// What is told as soon as a rotation comes to this state.
    pub fn of_rotation(state: RunState) -> Option<Self> {
        match state.phase {
            RunPhase::NeedsAPerson => Self::trouble_of(state),
            RunPhase::RolledBack => Some(Self::RolledBack),
            RunPhase::Done => Some(Self::RotationSucceeded),
            RunPhase::Active | RunPhase::RetryWait | RunPhase::Superseded | RunPhase::GivenUp => None,
        }
    }

    /// What is wrong with an open rotation while it is in this state.
    pub fn trouble_of(state: RunState) -> Option<Self> {
        let revokes = matches!(state.progress, RunProgress::Promoted | RunProgress::Restored);
        let fails = state.attempts > 0 || state.cause == Some(RunCause::StillWorks);
        match state.phase {
            RunPhase::NeedsAPerson if revokes => Some(Self::RevocationStuck),
            RunPhase::NeedsAPerson => Some(Self::NeedsAPerson),
            RunPhase::Active | RunPhase::RetryWait if fails && revokes => Some(Self::RevocationStuck),
            RunPhase::Active | RunPhase::RetryWait if fails => Some(Self::RotationFailing),
            _ => None,
        }
    }

    /// Whether what was told of a rotation is over now that it is in this state. That somebody resumed it proves nothing: it must have
    /// come to a credential that works, or have ended.
    pub fn is_over(self, state: RunState) -> bool {
        if !state.is_open() {
            return true;
        }
        let works = match state.progress {
            RunProgress::Verified | RunProgress::Offered | RunProgress::Accepted | RunProgress::Promoted => true,
            RunProgress::Scheduled
            | RunProgress::Intent
            | RunProgress::Uncertain
            | RunProgress::Applied
            | RunProgress::Undoing
            | RunProgress::Restoring
            | RunProgress::Restored => false,
        };
        works && self != Self::RevocationStuck && Self::trouble_of(state).is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(phase: RunPhase, progress: RunProgress, attempts: u8) -> RunState {
        RunState { phase, progress, attempts, ..RunState::new() }
    }

    #[test]
    fn every_kind_but_the_test_can_be_selected_once() {
        let mut all: Vec<_> = NoticeKind::ALL.to_vec();
        all.retain(|kind| *kind != NoticeKind::Test);
        let mut selectable = NoticeKind::SELECTABLE.to_vec();
        selectable.sort_by_key(|kind| kind.code());
        assert_eq!(selectable, all);
    }

    #[test]
    fn trouble_with_the_old_credential_is_another_kind() {
        use RunPhase::{Active, Done, NeedsAPerson, RetryWait, RolledBack};
        use RunProgress::{Intent, Promoted, Restored};
        for (state, trouble, told) in [
            (state(Active, Intent, 0), None, None),
            (state(RetryWait, Intent, 1), Some(NoticeKind::RotationFailing), None),
            (state(NeedsAPerson, Intent, 0), Some(NoticeKind::NeedsAPerson), Some(NoticeKind::NeedsAPerson)),
            (state(RetryWait, Promoted, 3), Some(NoticeKind::RevocationStuck), None),
            (state(NeedsAPerson, Restored, 9), Some(NoticeKind::RevocationStuck), Some(NoticeKind::RevocationStuck)),
            (state(Done, Promoted, 0), None, Some(NoticeKind::RotationSucceeded)),
            (state(RolledBack, Restored, 0), None, Some(NoticeKind::RolledBack)),
        ] {
            assert_eq!((NoticeKind::trouble_of(state), NoticeKind::of_rotation(state)), (trouble, told), "{state:?}");
        }
    }

    #[test]
    fn resuming_alone_ends_no_trouble() {
        let resumed = state(RunPhase::Active, RunProgress::Uncertain, 0);
        let promoted = state(RunPhase::Active, RunProgress::Promoted, 0);
        let given_up = state(RunPhase::GivenUp, RunProgress::Uncertain, 3);
        for (kind, state, over) in [
            (NoticeKind::NeedsAPerson, resumed, false),
            (NoticeKind::NeedsAPerson, promoted, true),
            (NoticeKind::RevocationStuck, promoted, false),
            (NoticeKind::RevocationStuck, given_up, true),
            (NoticeKind::RotationFailing, given_up, true),
        ] {
            assert_eq!(kind.is_over(state), over, "{kind:?} {state:?}");
        }
    }
}
