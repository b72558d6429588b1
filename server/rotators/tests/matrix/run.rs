//! One case from its beginning to its end.

use crate::{
    cases::{Case, Fault},
    fault,
    stage::{Stage, proof},
};
use std::{sync::Arc, time::Duration};
use strongroom_domain::{RunCause, RunPhase};
use strongroom_rotators::Deadlines;
use tokio::time::timeout;

/// Longest time until readers have a credential that works, after the fault has ended, in milliseconds (security goal R2).
const RESTORED_MS: i64 = 60_000;
/// Looks at most until a rotation has ended, a minute apart: the longest pause is a quarter of an hour.
const MOST_LOOKS: u32 = 60;

/// Longest real time for a case.
const MOST: Duration = Duration::from_secs(180);

/// What a case that passed showed.
#[derive(Clone, Copy, Debug)]
pub struct Finding {
    /// Milliseconds from the end of the fault, by the clock of the installation, until readers had a credential that works.
    pub restored_ms: i64,
    /// Whether they had none for a while.
    pub gap: bool,
    /// What a person had to do.
    pub acts: u32,
}

/// Executes a case. The error says what was lost.
pub async fn execute(case: Case) -> Result<Finding, String> {
    let deadlines = Deadlines { connect: Duration::from_secs(3), statement: Duration::from_secs(3) };
    let stage = Arc::new(Stage::new(&case, deadlines).await);
    let found = timeout(MOST, follow(&case, &stage)).await;
    let found = found.unwrap_or_else(|_| Err(format!("it took more than {MOST:?}")));
    stage.backstage.clear().await;
    found
}

async fn follow(case: &Case, stage: &Arc<Stage>) -> Result<Finding, String> {
    let armed = fault::arm(case, stage);
    stage.press_rotate("v2").await.map_err(|error| format!("it did not begin: {error:?}"))?;
    tokio::select! {
        () = stage.first.catch_up() => {}
        () = stage.first.store.ended() => {}
    }
    let mut gap = false;
    for _ in 0..fault::looks(case.fault) {
        stage.w.pass(60_000);
        stage.first.catch_up().await;
    }
    if case.fault != Fault::Full && case.fault != Fault::AccountGone {
        gap = !stage.works().await;
        if gap && !stage.has_gap() {
            return Err("readers had a credential that does not work, although both are to work".into());
        }
    }
    fault::end(case, stage, &armed).await?;
    let mut person = Person::default();
    let restored_ms = restored(stage, &mut person).await?;
    let mut looks = 0;
    while let Some(open) = open(stage).await {
        if looks == MOST_LOOKS {
            return Err(format!("the rotation never ended: {open:?}"));
        }
        looks += 1;
        stage.w.pass(60_000);
        person.see_to(stage).await;
        stage.second.catch_up().await;
        if !stage.works().await {
            return Err("readers have a credential that does not work again".into());
        }
    }
    judge(stage, armed.rotations()).await?;
    Ok(Finding { restored_ms, gap, acts: person.acts })
}

/// Waits until readers have a credential that works.
async fn restored(stage: &Stage, person: &mut Person) -> Result<i64, String> {
    let mut waited = 0;
    loop {
        person.see_to(stage).await;
        stage.second.catch_up().await;
        if stage.works().await {
            return Ok(waited);
        }
        if waited >= RESTORED_MS {
            let state = stage.rotations().await.swap_remove(0).state;
            return Err(format!("readers have no credential that works, a minute after the fault ended: {state:?}"));
        }
        // With the second that looking takes.
        stage.w.pass(4_000);
        waited += 5_000;
    }
}

async fn open(stage: &Stage) -> Option<strongroom_domain::RunState> {
    stage.rotations().await.into_iter().map(|rotation| rotation.state).find(|state| state.is_open())
}

/// The end: what readers have works, everything else that the target was ever given is dead, and nothing was rotated twice.
async fn judge(stage: &Stage, expected: usize) -> Result<(), String> {
    let rotations = stage.rotations().await;
    if rotations.len() != expected {
        return Err(format!("{} rotations in place of {expected}", rotations.len()));
    }
    let served = stage.served().await;
    if !stage.accepts(&served).await {
        return Err("readers have a credential that does not work".into());
    }
    if !stage.backstage.same_rights().await {
        return Err("the second account may not do what the first may".into());
    }
    for other in stage.ever() {
        let is_served = other.account == served.account && proof(&other) == proof(&served);
        if !is_served && stage.accepts(&other).await {
            return Err(format!("a credential of {} works that nobody is given", other.account));
        }
    }
    Ok(())
}

/// Whoever is called when a rotation needs a person: goes on once the cause is away, and takes the old credential back where that does
/// not help.
#[derive(Default)]
struct Person {
    acts: u32,
    last: Option<RunCause>,
}

impl Person {
    async fn see_to(&mut self, stage: &Stage) {
        for rotation in stage.rotations().await {
            if rotation.state.phase != RunPhase::NeedsAPerson {
                continue;
            }
            self.acts += 1;
            let again = self.last == rotation.state.cause;
            self.last = rotation.state.cause;
            if again {
                stage.roll_back(rotation.id).await;
            } else {
                stage.resume(rotation.id).await;
            }
        }
    }
}
