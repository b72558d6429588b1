//! VerifyTrail: every MAC, every hash, every checkpoint and what was derived, from the first event on.

use super::walk::TrailWalk;
use crate::{
    CoreError,
    engine::{Context, Done, Run, TrailAlarm},
    ports::{DerivedScope, OutsideError},
};
use std::sync::Arc;
use strongroom_domain::{Action, Timestamp};
use strongroom_trail::{Detail, SignedCheckpoint};

/// Told how many events are verified, and how many there are.
pub type VerifyProgress = Arc<dyn Fn(u64, u64) + Send + Sync>;

/// Request.
#[derive(Clone, Default)]
pub struct VerifyTrail {
    /// Also compare with this checkpoint, such as one that an auditor kept; its signature is verified first.
    pub against: Option<SignedCheckpoint>,
    /// Told now and then.
    pub progress: Option<VerifyProgress>,
}

impl VerifyTrail {
    /// The whole trail against the checkpoints that this process knows.
    pub fn whole() -> Self {
        Self::default()
    }
}

/// Output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailProof {
    /// Events that were verified.
    pub events: u64,
    /// Chains.
    pub writers: usize,
    /// Checkpoints in the database that the events were verified against.
    pub checkpoints: u64,
    /// Number of the newest checkpoint outside the database that it was compared with.
    pub outside: Option<u64>,
    /// Why the checkpoints outside the database could not be compared, if there is a place for them and it cannot be read.
    pub unusable: Option<OutsideError>,
    /// Time of the first event.
    pub since: Option<Timestamp>,
    /// Time of the last event.
    pub until: Option<Timestamp>,
    /// The first thing that is wrong.
    pub fault: Option<TrailAlarm>,
}

impl Run for VerifyTrail {
    type Output = TrailProof;

    fn action(&self) -> Action {
        Action::VerifyTrail
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<TrailProof>, CoreError> {
        let keys = cx.engine.keys()?;
        let compared = cx.engine.compared_again(&keys, self.against.as_ref()).await?;
        let mut walk = TrailWalk::new(cx.store(), &keys, self.progress.clone()).await?;
        let walked = walk.run().await?;
        let derived = match walked {
            Ok(()) => cx.store().derived_fault(DerivedScope::All).await?.map(TrailAlarm::from),
            Err(_) => None,
        };
        let fault = walked.err().or(compared.fault).map(TrailAlarm::from).or(derived);
        cx.engine.integrity.found(fault.clone());
        let proof = TrailProof {
            events: walk.events(),
            writers: walk.chains(),
            checkpoints: walk.checkpoints,
            outside: compared.newest,
            unusable: compared.unusable,
            since: walk.since,
            until: walk.until,
            fault,
        };
        cx.note(Detail::Count, proof.events.to_string());
        if let Some(fault) = &proof.fault {
            cx.note(Detail::Alarm, fault.to_string());
        }
        Ok(Done::read(proof))
    }
}
