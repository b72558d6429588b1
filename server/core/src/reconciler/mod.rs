//! The reconciler: takes what is due, does it at the target, and reports what it found. It decides nothing: which step comes next, and
//! what follows, is the machine's.
//!
//! Several processes may run one on the same database. Each due secret is rotated once, because beginning and taking are commits that
//! only one of them wins.

mod slots;
mod step;

use crate::{
    Blocker, CoreError, Engine, Rotators, Thing,
    engine::Call,
    ops::rotations::{BeginRotation, ReportRotationStep, StepFound, TakeRotationStep, Taken, TakenStep},
    ports::DueSlice,
    rows::RotationRow,
};
use slots::{StepSlot, StepSlots};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use strongroom_domain::{Principal, RotationId, RotationPlace, SecretId, SecretName, Surface, limits};
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{MissedTickBehavior, interval, timeout},
};

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

/// A step to do, of a rotation of this secret.
struct DueStep {
    secret: SecretId,
    slot: StepSlot,
}

/// Rotates secrets by itself.
pub struct Reconciler {
    engine: Arc<Engine>,
    rotators: Rotators,
    /// This process, among those on the same database.
    owner: [u8; 16],
    slots: Arc<StepSlots>,
    /// Steps that are under way are the last ones.
    stopping: AtomicBool,
}

impl Reconciler {
    /// A reconciler of this process.
    ///
    /// # Errors
    /// The machine gives no randomness.
    pub fn new(engine: Arc<Engine>, rotators: Rotators) -> Result<Self, CoreError> {
        let mut owner = [0; 16];
        strongroom_crypto::fill_random(&mut owner)?;
        Ok(Self { engine, rotators, owner, slots: Arc::default(), stopping: AtomicBool::new(false) })
    }

    /// Works until shutdown, and then waits a moment for the steps that are under way.
    pub async fn run(self: Arc<Self>, mut shutdown: watch::Receiver<bool>) {
        let mut clock = interval(INTERVAL);
        clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut steps = JoinSet::new();
        loop {
            let is_tick = tokio::select! {
                _ = clock.tick() => true,
                () = self.engine.rotations.notified() => false,
                Some(ended) = steps.join_next() => {
                    if let Err(error) = ended {
                        tracing::error!(%error, "a step of a rotation ended unexpectedly");
                    }
                    false
                }
                _ = shutdown.wait_for(|stop| *stop) => break,
            };
            if self.engine.is_sealed() {
                continue;
            }
            if is_tick && let Err(error) = self.begin_due().await {
                tracing::warn!(%error, "could not begin rotations that are due; retrying in a second");
            }
            match self.due().await {
                Ok(due) => due.into_iter().for_each(|due| {
                    let this = Arc::clone(&self);
                    steps.spawn(async move {
                        this.step(due).await;
                    });
                }),
                Err(error) => tracing::warn!(%error, "could not look for steps of rotations; retrying in a second"),
            }
        }
        self.stopping.store(true, Ordering::Relaxed);
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
                went_on |= self.step(due).await;
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

    /// Due steps that no process is doing, as many as there are free slots. Each takes its slot.
    async fn due(&self) -> Result<Vec<DueStep>, CoreError> {
        let vault = self.engine.vault()?;
        let now = self.engine.rotation_now();
        let stale = now.plus_ms(-limits::ROTATION_LEASE_MS);
        let mut due = Vec::new();
        while let Some((not_at, except)) = self.slots.wanted() {
            let slice = DueSlice { now, stale, not_at, except, limit: BATCH };
            let rows = self.engine.store.due_rotations(&slice).await?;
            let (found, before) = (rows.len(), due.len());
            for row in rows {
                match row.verify(&vault.keyring) {
                    Ok(RotationRow { id, secret, place, .. }) => {
                        let target = place.target().unwrap_or(RotationPlace::NOWHERE);
                        due.extend(self.slots.reserve(id, target).map(|slot| DueStep { secret, slot }));
                    }
                    Err(error) => tracing::warn!(%error, "a rotation is not looked at"),
                }
            }
            // Behind those of targets that have no room left there may be others.
            if found < BATCH as usize || due.len() == before {
                break;
            }
        }
        Ok(due)
    }

    /// Takes a step, does it and reports it, and so on while the next one is due; whether the rotation went on. What fails here rests, and is tried again.
    async fn step(&self, DueStep { secret, slot }: DueStep) -> bool {
        let rotation = slot.rotation();
        let done = async {
            // A secret that is gone took its rotations with it.
            let Some(name) = self.name(secret).await? else { return Err(CoreError::NotFound(Thing::Secret)) };
            let take = TakeRotationStep { name: name.clone(), rotation, owner: self.owner, renews: None };
            let mut next = self.engine.call(&self.call()?, &take).await?;
            while let Taken::Step(taken) = next {
                let Some(found) = self.perform(&name, rotation, &taken).await else {
                    return Err(CoreError::InUse(Blocker::StepTaken));
                };
                let goes_on = !self.stopping.load(Ordering::Relaxed);
                let (name, owner, fence) = (name.clone(), self.owner, taken.fence);
                let report = ReportRotationStep { name, rotation, owner, fence, found, goes_on };
                next = self.engine.call(&self.call()?, &report).await?;
            }
            Ok(())
        };
        let done = done.await;
        match &done {
            // Another process was first.
            Ok(()) | Err(CoreError::InUse(_)) => {}
            Err(error) => tracing::warn!(%error, %rotation, "a step of a rotation could not be taken or reported"),
        }
        slot.end(done.is_ok());
        done.is_ok()
    }

    /// The name of a secret; `None` if it is gone.
    async fn name(&self, secret: SecretId) -> Result<Option<SecretName>, CoreError> {
        let vault = self.engine.vault()?;
        let Some(row) = self.engine.store.secret_by_id(secret).await? else { return Ok(None) };
        Ok(Some(row.verify(&vault.keyring)?.name))
    }

    /// Does a step at the target, and meanwhile keeps its lease. `None` if another process has taken it over: the target is left to
    /// that one.
    async fn perform(&self, name: &SecretName, rotation: RotationId, taken: &TakenStep) -> Option<StepFound> {
        let renew = async || {
            let renews = Some(taken.fence);
            let renew = TakeRotationStep { name: name.clone(), rotation, owner: self.owner, renews };
            self.engine.call(&self.call()?, &renew).await
        };
        let lost = async {
            loop {
                tokio::time::sleep(RENEWAL).await;
                match renew().await {
                    Ok(_) => {}
                    Err(CoreError::InUse(Blocker::StepTaken)) => return,
                    // The store is away: the report will tell.
                    Err(error) => tracing::warn!(%error, %rotation, "the lease of a step could not be renewed"),
                }
            }
        };
        tokio::select! {
            done = timeout(STEP, step::perform(&self.rotators, taken)) => {
                Some(done.unwrap_or_else(|_| step::silent(taken)))
            }
            () = lost => None,
        }
    }

    fn call(&self) -> Result<Call, CoreError> {
        Ok(Call { principal: Principal::rotator(), ..self.engine.system_call(Surface::Scheduler)? })
    }
}
