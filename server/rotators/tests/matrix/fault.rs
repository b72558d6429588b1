//! How each fault begins, shows and ends.

use crate::{
    backstage::{MANAGER, OTHER},
    cases::{Case, Fault, Moment, Step},
    proxy::{Act, Mode},
    stage::Stage,
    stores::End,
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use strongroom_core::{Blocker, CoreError};
use strongroom_domain::{RunPhase, Strategy, TargetKind, limits};

/// Longer than the deadlines, as 30 seconds are longer than the usual ones.
const LATE: Duration = Duration::from_millis(3_500);

/// A fault that is about to happen to the first process.
#[derive(Default)]
pub struct Armed {
    /// Whether it has begun.
    begun: Arc<AtomicBool>,
    /// Whether a second rotation was begun.
    pressed: Arc<AtomicBool>,
}

impl Armed {
    /// Rotations that there are to be.
    pub fn rotations(&self) -> usize {
        1 + usize::from(self.pressed.load(Ordering::SeqCst))
    }
}

/// Sees to it that the fault happens at its step.
pub fn arm(case: &Case, stage: &Arc<Stage>) -> Armed {
    let armed = Armed::default();
    let store = &stage.first.store;
    let (take, report) = (case.step.take(), case.step.report());
    let at = |commit, end, what: fn(Arc<Stage>, Case) -> Happening| {
        let (stage, case, begun) = (stage.clone(), *case, armed.begun.clone());
        store.meet(commit, end, async move {
            what(stage, case).await;
            begun.store(true, Ordering::SeqCst);
        });
    };
    match (case.fault, case.moment) {
        (Fault::ServerKilled, Moment::Begun) => store.end_at(take, End::AfterCommit),
        (Fault::ServerKilled, _) => store.end_at(report, End::BeforeCommit),
        (Fault::Unwritable, Moment::Begun) => store.unwritable_from(take),
        (Fault::Unwritable, _) => store.unwritable_from(report),
        (Fault::LeaseTaken, Moment::Begun) => at(take, End::AfterCommit, take_over),
        (Fault::LeaseTaken, _) => at(report, End::BeforeCommit, take_over),
        (Fault::ClockJump, _) => at(report, End::BeforeCommit, set_clock),
        (Fault::RotateNow, _) => {
            let (stage, begun, pressed) = (stage.clone(), armed.begun.clone(), armed.pressed.clone());
            store.meet(report, End::BeforeCommit, async move {
                match stage.press_rotate("v3").await {
                    Ok(()) => pressed.store(true, Ordering::SeqCst),
                    Err(error) => assert_eq!(error, CoreError::InUse(Blocker::RotationRuns)),
                }
                begun.store(true, Ordering::SeqCst);
            });
        }
        _ => at(take, End::BeforeCommit, spoil),
    }
    armed
}

type Happening = std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;

/// The first process is slow, and another one goes on meanwhile.
fn take_over(stage: Arc<Stage>, _: Case) -> Happening {
    Box::pin(async move {
        stage.w.pass(limits::ROTATION_LEASE_MS);
        stage.second.catch_up().await;
    })
}

fn set_clock(stage: Arc<Stage>, case: Case) -> Happening {
    Box::pin(async move { stage.day_later(if case.moment == Moment::Forward { 1 } else { -1 }) })
}

/// What goes wrong at the target, or on the way to it.
fn spoil(stage: Arc<Stage>, case: Case) -> Happening {
    Box::pin(async move {
        let (backstage, proxy) = (&stage.backstage, &stage.proxy);
        match case.fault {
            Fault::Down => proxy.set(Mode::Closed),
            Fault::DownAfterConnect => proxy.set(Mode::ThenClosed),
            Fault::BlackHole => proxy.set(Mode::BlackHole),
            Fault::Impostor => proxy.set(Mode::Impostor),
            Fault::CutAfterStatement => proxy.set(Mode::OnChange(backstage.state().await, Act::Cut)),
            Fault::TargetKilled => proxy.set(Mode::OnChange(backstage.state().await, Act::Crash)),
            Fault::Late if changes(&case) => proxy.set(Mode::OnChange(backstage.state().await, Act::Hold(LATE))),
            Fault::Late => proxy.set(Mode::OnAnswer(Act::Hold(LATE))),
            Fault::Full if case.row.kind == TargetKind::Ssh => proxy.set(Mode::Hangup),
            Fault::Full => backstage.full(true).await,
            Fault::CandidateRefused => backstage.strict(true).await,
            Fault::ManagerWrong => backstage.set_manager(OTHER).await,
            Fault::ReadOnly => backstage.read_only(true).await,
            Fault::AccountGone if is_clone(&case) => backstage.remove_clone().await,
            Fault::AccountGone => backstage.take_away().await,
            Fault::ServerKilled | Fault::Unwritable | Fault::LeaseTaken | Fault::ClockJump | Fault::RotateNow => {
                unreachable!("it is armed otherwise")
            }
        }
    })
}

/// Whether the step sends a change.
fn changes(case: &Case) -> bool {
    case.step == Step::Apply || case.step == Step::Clean && case.row.strategy != Strategy::OneAccount
}

/// Whether it is the clone that goes: once there is one, and for good.
fn is_clone(case: &Case) -> bool {
    case.row.strategy == Strategy::TwoAccounts && !matches!(case.step, Step::Intent | Step::Apply)
}

/// How often it is looked again while it lasts, a minute apart.
pub fn looks(fault: Fault) -> u32 {
    match fault {
        // Long enough for the longest pauses.
        Fault::Down | Fault::ManagerWrong | Fault::AccountGone | Fault::ReadOnly | Fault::Full => 20,
        Fault::DownAfterConnect | Fault::Impostor | Fault::CandidateRefused => 3,
        Fault::BlackHole => 2,
        _ => 0,
    }
}

/// Ends the fault. What shows that it never happened is an error: the case would say nothing.
pub async fn end(case: &Case, stage: &Stage, armed: &Armed) -> Result<(), String> {
    let (backstage, proxy) = (&stage.backstage, &stage.proxy);
    let newest = stage.rotations().await.swap_remove(0).state;
    let waits = matches!(newest.phase, RunPhase::RetryWait | RunPhase::NeedsAPerson);
    let begun = armed.begun.load(Ordering::SeqCst);
    let felt = match case.fault {
        Fault::Down => begun && waits,
        Fault::DownAfterConnect | Fault::BlackHole | Fault::Impostor => begun && waits && proxy.fired() > 0,
        Fault::CutAfterStatement | Fault::Late | Fault::TargetKilled => begun && proxy.fired() == 1,
        // A clone that is gone is made again.
        Fault::AccountGone if is_clone(case) => begun,
        Fault::CandidateRefused | Fault::ManagerWrong | Fault::AccountGone | Fault::ReadOnly | Fault::Full => {
            begun && waits
        }
        Fault::LeaseTaken | Fault::ClockJump | Fault::RotateNow => begun,
        Fault::ServerKilled => true,
        Fault::Unwritable => stage.first.store.writable(),
    };
    proxy.set(Mode::Open);
    match case.fault {
        Fault::Full if case.row.kind != TargetKind::Ssh && begun => backstage.full(false).await,
        Fault::CandidateRefused => backstage.strict(false).await,
        Fault::ManagerWrong => backstage.set_manager(MANAGER).await,
        Fault::ReadOnly => backstage.read_only(false).await,
        Fault::AccountGone if !is_clone(case) && begun => backstage.bring_back().await,
        _ => {}
    }
    if felt {
        Ok(())
    } else {
        Err(format!("the fault was not felt: {newest:?}, begun {begun}, fired {}", proxy.fired()))
    }
}
