//! The rotation machine: which step comes next, and what follows from what it found. Pure: it knows no clock and no target.
//!
//! ```text
//! scheduled ─draw─▶ intent ─apply─▶ applied ─verify─▶ verified ─promote─▶ promoted ─revoke─▶ done
//!     ▲                │  ▲            │                 ▲  │                ▲
//!     │ refused by     ▼  │ current    │ refused         │  └─offer─▶ offered┘ accepted
//!     │ a rule       uncertain ◀───────┘                 │ pending works
//!     └────────────────┴───────────────probe─────────────┘
//! ```
//!
//! A gradual one offers what is verified to part of the readers first. While it does, it logs in with the new credential again and again,
//! and goes back by itself if the target refuses it.
//!
//! A step that changes the target makes the state uncertain before it is begun, so that whoever finds a run that nobody works on
//! probes instead of guessing. From every state a run may wait, and need a person; until the old credential is gone a person may take
//! it back.

use super::{ProbeFact, RunCause, RunFact, RunPhase, RunProgress, RunState, RunStep};

/// Credentials that are tried before a person must look at the target's rules.
pub const CANDIDATES: u8 = 3;
/// Refusals of what the target said it had, before a person must look.
const SETBACKS: u8 = 5;
/// Failures in a row of a kind that usually does not pass, before a person must look.
const PATIENCE: u8 = 8;
/// Shortest wait after a failure, in milliseconds.
const SHORTEST_MS: i64 = 5_000;
/// Longest wait while readers are served a credential that works.
const LONGEST_MS: i64 = 15 * 60_000;
/// Shortest time between two log-ins with a credential that part of the readers have, in milliseconds.
pub const WATCH_MS: i64 = 30_000;
/// Longest wait while the target may refuse the credential that readers are served.
const LONGEST_GAP_MS: i64 = 30_000;

/// A state, and what it means for its surroundings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextState {
    /// The state.
    pub state: RunState,
    /// When its step is due.
    pub due: Due,
    /// Somebody else has changed the credential at the target.
    pub alarm: bool,
}

/// When a step is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// At once.
    Now,
    /// After [`RunState::wait_ms`].
    AfterWait,
    /// When the old credential has served its time.
    AfterGrace,
    /// After [`WATCH_MS`], or later the longer it lasts.
    AfterWatch,
    /// Not by itself.
    Never,
}

impl RunState {
    /// A rotation that is about to begin.
    pub fn new() -> Self {
        Self {
            phase: RunPhase::Active,
            progress: RunProgress::Scheduled,
            begun: None,
            cause: None,
            candidate: 1,
            attempts: 0,
            setbacks: 0,
            told: false,
            back_asked: false,
        }
    }

    /// A rotation to a credential that a caller gave, which is stored as pending. If the target refuses it, a person must see to it.
    pub fn with_given() -> Self {
        Self { progress: RunProgress::Intent, candidate: CANDIDATES, ..Self::new() }
    }

    /// Whether it has not ended.
    pub fn is_open(self) -> bool {
        matches!(self.phase, RunPhase::Active | RunPhase::RetryWait | RunPhase::NeedsAPerson)
    }

    /// Begins the next step. The state must be durable before the step is done. `None` if it goes on only with a person, or has
    /// ended. A step that was begun and never reported is begun again, or replaced by one that finds out what became of it. A gradual
    /// rotation offers what it has verified to part of the readers.
    pub fn begin(self, gradual: bool) -> Option<(Self, RunStep)> {
        if !matches!(self.phase, RunPhase::Active | RunPhase::RetryWait) {
            return None;
        }
        let (progress, step) = match self.progress {
            RunProgress::Scheduled => (self.progress, RunStep::Draw),
            RunProgress::Intent => (RunProgress::Uncertain, RunStep::Apply),
            RunProgress::Uncertain => (self.progress, RunStep::Probe),
            RunProgress::Applied => (self.progress, RunStep::Verify),
            RunProgress::Verified if gradual => (self.progress, RunStep::Offer),
            RunProgress::Verified | RunProgress::Accepted => (self.progress, RunStep::Promote),
            RunProgress::Offered => (self.progress, RunStep::Watch),
            RunProgress::Promoted => (self.progress, RunStep::Revoke),
            RunProgress::Undoing => (self.progress, RunStep::CheckOld),
            RunProgress::Restoring => (RunProgress::Undoing, RunStep::Restore),
            RunProgress::Restored => (self.progress, RunStep::Discard),
        };
        let told = self.told || step == RunStep::Apply;
        Some((Self { phase: RunPhase::Active, progress, begun: Some(step), told, ..self }, step))
    }

    /// What a person wants who asks for the old credential back while a step is under way: it is kept until the step has been reported.
    /// `None` if no step is, or the state does not allow it.
    pub fn ask_back(self) -> Option<Self> {
        (self.begun.is_some() && self.may_go_back()).then_some(Self { back_asked: true, ..self })
    }

    /// What follows from a fact; `None` if the fact does not belong to the step that was begun, or the state does not allow what a
    /// person wants.
    pub fn next(self, fact: RunFact) -> Option<NextState> {
        let next = Self { back_asked: false, ..self }.follows(fact)?;
        // The step may have ended the rotation.
        let back = self.back_asked.then(|| next.state.rolls_back()).flatten();
        Some(back.unwrap_or(next))
    }

    fn follows(self, fact: RunFact) -> Option<NextState> {
        use RunFact::{
            Accept, Drawn, Failed, Generated, GiveUp, LogIn, Offered, Probed, Promoted, Resume, Revoked, RollBack, Set,
            Superseded,
        };
        let came_to = |progress| self.came_to(progress);
        Some(match (self.begun, fact) {
            (Some(RunStep::Draw), Drawn) => came_to(RunProgress::Intent),
            // There is no target whose old credential would have to be revoked.
            (Some(RunStep::Draw), Generated) => Self { progress: RunProgress::Promoted, ..self }.ended(RunPhase::Done),
            (Some(RunStep::Apply), Set) => came_to(RunProgress::Applied),
            (Some(RunStep::Probe), Probed(probe)) => self.probed(probe),
            (Some(RunStep::Verify), LogIn(true)) => came_to(RunProgress::Verified).fresh(),
            (Some(RunStep::Verify), LogIn(false)) => self.set_back(RunProgress::Uncertain),
            (Some(RunStep::Offer), Offered) | (Some(RunStep::Watch), LogIn(true)) => {
                NextState { due: Due::AfterWatch, ..came_to(RunProgress::Offered).fresh() }
            }
            // The target refuses the new credential: all readers get the old one back.
            (Some(RunStep::Watch), LogIn(false)) => NextState { alarm: true, ..came_to(RunProgress::Undoing).fresh() },
            (None, Accept) if self.is_open() && self.progress == RunProgress::Offered => {
                came_to(RunProgress::Accepted).fresh()
            }
            (Some(RunStep::Promote), Promoted) => {
                NextState { due: Due::AfterGrace, ..came_to(RunProgress::Promoted).fresh() }
            }
            (Some(RunStep::Revoke), Revoked) => self.ended(RunPhase::Done),
            (Some(RunStep::CheckOld), LogIn(true)) => came_to(RunProgress::Restored).fresh(),
            (Some(RunStep::Discard), Revoked) => self.ended(RunPhase::RolledBack),
            (Some(RunStep::CheckOld), LogIn(false)) => came_to(RunProgress::Restoring),
            (Some(RunStep::Restore), Set) => self.set_back(RunProgress::Undoing),
            (Some(step), Failed(cause)) => self.failed(step, cause),
            // A step that is under way is waited for: its fact decides what there is to go on with, or to take back.
            (None, Resume) => self.resumed()?,
            (None, RollBack) => self.rolls_back()?,
            (None, Superseded) if self.is_open() && self.progress == RunProgress::Promoted => {
                self.ended(RunPhase::Superseded)
            }
            (None, GiveUp) if self.is_open() => self.ended(RunPhase::GivenUp),
            _ => return None,
        })
    }

    /// How long to wait before the next try, in milliseconds: twice as long after each failure, and up to a quarter less by `random`, so
    /// that those that failed together do not come back together.
    pub fn wait_ms(self, random: u16) -> i64 {
        let longest = match self.progress {
            RunProgress::Scheduled
            | RunProgress::Intent
            | RunProgress::Verified
            | RunProgress::Offered
            | RunProgress::Accepted
            | RunProgress::Promoted
            | RunProgress::Restored => LONGEST_MS,
            RunProgress::Uncertain | RunProgress::Applied | RunProgress::Undoing | RunProgress::Restoring => {
                LONGEST_GAP_MS
            }
        };
        let doubled = SHORTEST_MS << self.attempts.saturating_sub(1).min(16);
        let wait = doubled.min(longest);
        (wait - wait / 4 * i64::from(random) / i64::from(u16::MAX)).max(SHORTEST_MS)
    }

    /// One that was superseded goes on when its successor ends before the target was told of it: nobody else revokes its old
    /// credential. `None` if it was not superseded.
    pub fn reopened(self) -> Option<Self> {
        (self.phase == RunPhase::Superseded).then_some(Self { phase: RunPhase::Active, ..self })
    }

    fn came_to(self, progress: RunProgress) -> NextState {
        let state = Self { phase: RunPhase::Active, progress, begun: None, ..self };
        NextState { state, due: Due::Now, alarm: false }
    }

    /// What the target says it has must be proven by a log-in once more: at once, then later, not for ever.
    fn set_back(self, progress: RunProgress) -> NextState {
        let setbacks = self.setbacks.saturating_add(1);
        let state = Self { progress, setbacks, ..self };
        match setbacks {
            1 => state.came_to(progress),
            ..SETBACKS => state.waits(RunCause::Contradiction),
            _ => state.stops(RunCause::Contradiction),
        }
    }

    /// Rules 1 to 3: pending works, current works, or only the managing account does.
    fn probed(self, probe: ProbeFact) -> NextState {
        match probe {
            ProbeFact { pending: true, .. } => self.came_to(RunProgress::Verified).fresh(),
            // The change did not happen. Setting the same credential again changes nothing if it is still to happen.
            ProbeFact { current: Some(true), .. } => self.came_to(RunProgress::Intent),
            ProbeFact { manager: Some(true), .. } => {
                let next = self.came_to(RunProgress::Intent);
                NextState { alarm: next.state.is_open(), ..next }
            }
            ProbeFact { manager: Some(false), .. } => self.stops(RunCause::ManagerRefused),
            ProbeFact { manager: None, .. } => self.stops(RunCause::LockedOut),
        }
    }

    /// Rules 4 to 6, and what else may go wrong.
    fn failed(self, step: RunStep, cause: RunCause) -> NextState {
        use RunCause::{Busy, CandidateRefused, NoFreeSlot, ReadOnly, StillWorks, Uncertain, Unexpected, Unreachable};
        // What was refused before it began has certainly not happened.
        let untouched = matches!(cause, Unreachable | Busy | ReadOnly);
        let progress = match step {
            RunStep::Apply if untouched => RunProgress::Intent,
            RunStep::Restore if untouched => RunProgress::Restoring,
            _ => self.progress,
        };
        let state = Self { progress, ..self };
        match cause {
            CandidateRefused if step == RunStep::Apply && self.candidate < CANDIDATES => {
                let next = state.came_to(RunProgress::Scheduled);
                NextState { state: RunState { candidate: self.candidate + 1, ..next.state }, ..next }
            }
            // Nothing was made, and what is there is somebody else's: which keys there are is asked anew.
            NoFreeSlot if step == RunStep::Apply => {
                Self { progress: RunProgress::Scheduled, told: false, ..state }.stops(cause)
            }
            // It passes, however long it takes.
            Unreachable | Busy | Uncertain => state.waits(cause),
            ReadOnly | Unexpected | StillWorks if self.attempts_for(cause) <= PATIENCE => state.waits(cause),
            _ => state.stops(cause),
        }
    }

    fn waits(self, cause: RunCause) -> NextState {
        let attempts = self.attempts_for(cause);
        let state = Self { phase: RunPhase::RetryWait, begun: None, cause: Some(cause), attempts, ..self };
        // Whether a change happened is asked at once, the first time.
        let due = if cause == RunCause::Uncertain && attempts == 1 { Due::Now } else { Due::AfterWait };
        NextState { state, due, alarm: false }
    }

    /// Failures in a row for this cause, with this one.
    fn attempts_for(self, cause: RunCause) -> u8 {
        if self.cause == Some(cause) { self.attempts.saturating_add(1) } else { 1 }
    }

    fn stops(self, cause: RunCause) -> NextState {
        let state = Self { phase: RunPhase::NeedsAPerson, begun: None, cause: Some(cause), ..self };
        NextState { state, due: Due::Never, alarm: false }
    }

    fn ended(self, phase: RunPhase) -> NextState {
        NextState { state: Self { phase, begun: None, cause: None, ..self }, due: Due::Never, alarm: false }
    }

    /// A person has seen to it, or does not want to wait. What may have changed in the meantime is asked.
    fn resumed(self) -> Option<NextState> {
        let waits = match self.phase {
            RunPhase::NeedsAPerson | RunPhase::RetryWait => true,
            // Give it to all readers now; revoke the old one now.
            RunPhase::Active => matches!(self.progress, RunProgress::Offered | RunProgress::Promoted),
            RunPhase::Done | RunPhase::RolledBack | RunPhase::Superseded | RunPhase::GivenUp => false,
        };
        if !waits {
            return None;
        }
        Some(match (self.progress, self.cause) {
            (RunProgress::Offered, _) if self.phase == RunPhase::Active => self.came_to(RunProgress::Accepted).fresh(),
            // The refused credential is not tried again.
            (RunProgress::Uncertain, Some(RunCause::CandidateRefused)) => {
                let next = self.came_to(RunProgress::Scheduled).fresh();
                NextState { state: RunState { candidate: 1, ..next.state }, ..next }
            }
            (RunProgress::Applied | RunProgress::Verified | RunProgress::Accepted, _) => {
                self.came_to(RunProgress::Uncertain).fresh()
            }
            (RunProgress::Restoring | RunProgress::Restored, _) => self.came_to(RunProgress::Undoing).fresh(),
            (as_it_was, _) => self.came_to(as_it_was).fresh(),
        })
    }

    /// A person wants the old credential back. What the target was never told of ends at once.
    fn rolls_back(self) -> Option<NextState> {
        match self.told {
            _ if !self.may_go_back() => None,
            false => Some(self.ended(RunPhase::RolledBack)),
            true => Some(self.came_to(RunProgress::Undoing).fresh()),
        }
    }

    fn may_go_back(self) -> bool {
        self.is_open()
            && !matches!(self.progress, RunProgress::Undoing | RunProgress::Restoring | RunProgress::Restored)
    }
}

impl Default for RunState {
    fn default() -> Self {
        Self::new()
    }
}

impl NextState {
    /// It came further: what went wrong before no longer counts.
    fn fresh(self) -> Self {
        Self { state: RunState { attempts: 0, setbacks: 0, cause: None, ..self.state }, ..self }
    }
}

#[cfg(test)]
mod tests;
