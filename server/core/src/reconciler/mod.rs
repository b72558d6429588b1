//! The reconciler: takes what is due, does it at the target, and reports what it found. It decides nothing: which step comes next, and
//! what follows, is the machine's.
//!
//! Several processes may run one on the same database. Each due secret is rotated once, because beginning and taking are commits that
//! only one of them wins.

mod step;

use crate::{
    CoreError, Engine, Rotators, Thing,
    engine::Call,
    ops::rotations::{BeginRotation, ReportRotationStep, StepFound, TakeRotationStep, Taken, TakenStep},
    rows::{RotationRow, Unverified},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use strongroom_domain::{Principal, RotationId, SecretId, SecretName, Surface, TargetId, limits};
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{MissedTickBehavior, interval, timeout},
};

/// Steps under way at once.
const PARALLEL: usize = 16;
/// Of these, at one target.
const PARALLEL_AT_TARGET: usize = 4;
/// Rows looked at in one round.
const BATCH: u32 = 64;
/// Time between two looks.
const INTERVAL: Duration = Duration::from_secs(1);
/// How often whoever does a step says that they are still at it.
const RENEWAL: Duration = Duration::from_secs(5);
/// Time for the steps that are under way at shutdown.
const FAREWELL: Duration = Duration::from_secs(10);
/// Longest time for one step. A target that says nothing until then did not say whether it happened.
const STEP: Duration = Duration::from_secs(60);

/// A rotation with a step to do.
struct DueRotation {
    rotation: RotationId,
    secret: SecretId,
    target: TargetId,
}

/// Rotates secrets by itself.
pub struct Reconciler {
    engine: Arc<Engine>,
    rotators: Rotators,
    /// This process, among those on the same database.
    owner: [u8; 16],
    busy: Mutex<HashMap<RotationId, TargetId>>,
}

impl Reconciler {
    /// A reconciler of this process.
    ///
    /// # Errors
    /// The machine gives no randomness.
    pub fn new(engine: Arc<Engine>, rotators: Rotators) -> Result<Self, CoreError> {
        let mut owner = [0; 16];
        strongroom_crypto::fill_random(&mut owner)?;
        Ok(Self { engine, rotators, owner, busy: Mutex::default() })
    }

    /// Works until shutdown, and then waits a moment for the steps that are under way.
    pub async fn run(self: Arc<Self>, mut shutdown: watch::Receiver<bool>) {
        let mut clock = interval(INTERVAL);
        clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut steps = JoinSet::new();
        loop {
            tokio::select! {
                _ = clock.tick() => {}
                () = self.engine.rotations.notified() => {}
                Some(_) = steps.join_next() => {}
                _ = shutdown.wait_for(|stop| *stop) => break,
            }
            if self.engine.is_sealed() {
                continue;
            }
            if let Err(error) = self.begin_due().await {
                tracing::warn!(%error, "could not begin rotations that are due; retrying in a second");
            }
            match self.due().await {
                Ok(due) => due.into_iter().filter(|due| self.reserve(due)).for_each(|due| {
                    let this = Arc::clone(&self);
                    steps.spawn(async move {
                        this.step(due).await;
                    });
                }),
                Err(error) => tracing::warn!(%error, "could not look for steps of rotations; retrying in a second"),
            }
        }
        // What is cut off is taken over when its lease has ended, by whoever runs then.
        let _ = timeout(FAREWELL, async { while steps.join_next().await.is_some() {} }).await;
    }

    /// Does everything that is due, one step after the other, until nothing is or none can be done. For commands and tests, which have
    /// no loop.
    ///
    /// # Errors
    /// Sealed, or the store is unavailable.
    pub async fn catch_up(&self) -> Result<(), CoreError> {
        self.begin_due().await?;
        loop {
            let mut went_on = false;
            for due in self.due().await? {
                went_on |= self.reserve(&due) && self.step(due).await;
            }
            if !went_on {
                return Ok(());
            }
        }
    }

    /// Begins rotations of secrets that are due.
    async fn begin_due(&self) -> Result<(), CoreError> {
        let vault = self.engine.vault()?;
        for plan in self.engine.store.due_plans(self.engine.rotation_now(), BATCH).await? {
            let begun = async {
                let plan = plan.verify(&vault.keyring)?;
                let Some(name) = self.name(plan.secret).await? else { return Ok(None) };
                self.engine.call(&self.call()?, &BeginRotation { name }).await
            };
            if let Err(error) = begun.await {
                tracing::warn!(%error, "a rotation that is due could not begin");
            }
        }
        Ok(())
    }

    /// Rotations with a step that is due and that nobody is at.
    async fn due(&self) -> Result<Vec<DueRotation>, CoreError> {
        let vault = self.engine.vault()?;
        let now = self.engine.rotation_now();
        let stale = now.plus_ms(-limits::ROTATION_LEASE_MS);
        let rows = self.engine.store.due_rotations(now, stale, BATCH).await?;
        let due = |row: Unverified<RotationRow>| {
            let RotationRow { id, secret, target, .. } = row.verify(&vault.keyring)?;
            Ok(DueRotation { rotation: id, secret, target })
        };
        rows.into_iter().map(due).collect()
    }

    /// Whether there is room for one more step, which then has it.
    fn reserve(&self, due: &DueRotation) -> bool {
        let mut busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        let at_target = busy.values().filter(|one| **one == due.target).count();
        let has_room = busy.len() < PARALLEL && at_target < PARALLEL_AT_TARGET && !busy.contains_key(&due.rotation);
        if has_room {
            busy.insert(due.rotation, due.target);
        }
        has_room
    }

    /// Takes a step, does it and reports it; whether the rotation went on. What fails here is tried again when the lease has ended.
    async fn step(&self, due: DueRotation) -> bool {
        let rotation = due.rotation;
        let done = async {
            // A secret that is gone took its rotations with it.
            let Some(name) = self.name(due.secret).await? else { return Err(CoreError::NotFound(Thing::Secret)) };
            let take = TakeRotationStep { name: name.clone(), rotation, owner: self.owner, renews: None };
            let Taken::Step(taken) = self.engine.call(&self.call()?, &take).await? else { return Ok(()) };
            let (fence, found) = (taken.fence, self.perform(&name, rotation, &taken).await);
            let report = ReportRotationStep { name, rotation, owner: self.owner, fence, found };
            self.engine.call(&self.call()?, &report).await
        };
        let done = done.await;
        match &done {
            // Another process was first.
            Ok(()) | Err(CoreError::InUse(_)) => {}
            Err(error) => tracing::warn!(%error, %rotation, "a step of a rotation could not be taken or reported"),
        }
        self.busy.lock().unwrap_or_else(PoisonError::into_inner).remove(&rotation);
        done.is_ok()
    }

    /// The name of a secret; `None` if it is gone.
    async fn name(&self, secret: SecretId) -> Result<Option<SecretName>, CoreError> {
        let vault = self.engine.vault()?;
        let Some(row) = self.engine.store.secret_by_id(secret).await? else { return Ok(None) };
        Ok(Some(row.verify(&vault.keyring)?.name))
    }

    /// Does a step at the target, and meanwhile keeps its lease.
    async fn perform(&self, name: &SecretName, rotation: RotationId, taken: &TakenStep) -> StepFound {
        let mut work = std::pin::pin!(timeout(STEP, step::perform(&self.rotators, taken)));
        loop {
            tokio::select! {
                done = &mut work => return done.unwrap_or_else(|_| step::silent(taken)),
                () = tokio::time::sleep(RENEWAL) => {
                    let renews = Some(taken.fence);
                    let renew = TakeRotationStep { name: name.clone(), rotation, owner: self.owner, renews };
                    let renewed = async { self.engine.call(&self.call()?, &renew).await };
                    // Lost, or the store is away: the report will tell.
                    if let Err(error) = renewed.await {
                        tracing::warn!(%error, %rotation, "the lease of a step could not be renewed");
                    }
                }
            }
        }
    }

    fn call(&self) -> Result<Call, CoreError> {
        Ok(Call { principal: Principal::rotator(), ..self.engine.system_call(Surface::Scheduler)? })
    }
}
