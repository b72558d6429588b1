//! VerifyTrail: every hash of every chain, from the first event on.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
};
use strongroom_domain::{Action, Timestamp};
use strongroom_trail::{Chain, Detail, verify_block};

/// Blocks read at once.
const BLOCKS: u32 = 500;

/// Request.
pub struct VerifyTrail;

/// Output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailProof {
    /// Events whose hashes are valid.
    pub events: u64,
    /// Chains.
    pub writers: usize,
    /// Time of the first event.
    pub since: Option<Timestamp>,
    /// Time of the last event.
    pub until: Option<Timestamp>,
    /// The first place that fails verification, in words.
    pub broken: Option<String>,
}

impl Run for VerifyTrail {
    type Output = TrailProof;

    fn action(&self) -> Action {
        Action::VerifyTrail
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<TrailProof>, CoreError> {
        let mut proof = TrailProof { events: 0, writers: 0, since: None, until: None, broken: None };
        for writer in cx.store().writers().await? {
            proof.writers += 1;
            let mut chain = Chain::new(writer);
            'chain: loop {
                let blocks = cx.store().blocks(writer, chain.next_sequence(), BLOCKS).await?;
                if blocks.is_empty() {
                    break;
                }
                for block in &blocks {
                    if let Err(error) = verify_block(&mut chain, block) {
                        proof.broken.get_or_insert(error.to_string());
                        break 'chain;
                    }
                    proof.events += u64::from(block.count);
                    proof.since = Some(proof.since.map_or(block.from, |t| t.min(block.from)));
                    proof.until = Some(proof.until.map_or(block.to, |t| t.max(block.to)));
                }
                tokio::task::yield_now().await;
            }
        }
        cx.note(Detail::Count, proof.events.to_string());
        if let Some(broken) = &proof.broken {
            tracing::error!(broken, "verification of the audit trail failed");
            cx.note(Detail::State, format!("broken: {broken}"));
        }
        Ok(Done::read(proof))
    }
}
