//! Checkpoints of the database, verified.

use crate::{
    CoreError,
    ports::{CheckpointRecord, Store},
};
use strongroom_trail::{
    Checkpoint, CheckpointError, CheckpointKey, Ledger, SignedCheckpoint, TrailFault, merkle::Frontier,
};

/// What a record says, not verified.
pub(crate) fn read(record: &CheckpointRecord) -> Result<SignedCheckpoint, TrailFault> {
    let number = record.number;
    let fault = |error| TrailFault::Checkpoint { number, error };
    let checkpoint = Checkpoint::decode(&record.bytes).map_err(fault)?;
    let signature = record.signature.as_slice().try_into().map_err(|_| fault(CheckpointError::Signature))?;
    if checkpoint.number != number {
        return Err(fault(CheckpointError::Malformed));
    }
    Ok(SignedCheckpoint { checkpoint, signature })
}

/// What a record says, if this installation signed it.
pub(crate) fn verified(
    record: &CheckpointRecord,
    installation: &[u8; 16],
    key: &CheckpointKey,
) -> Result<SignedCheckpoint, TrailFault> {
    let signed = read(record)?;
    let fault = |error| TrailFault::Checkpoint { number: record.number, error };
    if signed.verify(key).map_err(fault)?.installation != *installation {
        return Err(fault(CheckpointError::Signature));
    }
    Ok(signed)
}

/// Where the newest checkpoint of the database left off.
pub(super) async fn position(
    store: &dyn Store,
    installation: &[u8; 16],
    key: &CheckpointKey,
) -> Result<Result<(Ledger, Option<Checkpoint>), TrailFault>, CoreError> {
    // A node may put a checkpoint between the two reads.
    for _ in 0..3 {
        let Some(record) = store.newest_checkpoint().await? else { return Ok(Ok((Ledger::new(), None))) };
        let signed = match verified(&record, installation, key) {
            Ok(signed) => signed,
            Err(fault) => return Ok(Err(fault)),
        };
        let heads = store.checkpoint_heads().await?;
        let tree = Frontier::from_peaks(signed.checkpoint.tree.size, record.peaks.clone());
        match Ledger::at(&signed.checkpoint, heads, tree) {
            Ok(ledger) => return Ok(Ok((ledger, Some(signed.checkpoint)))),
            Err(fault) => {
                let again = store.newest_checkpoint().await?;
                if again.is_none_or(|newest| newest == record) {
                    return Ok(Err(fault));
                }
            }
        }
    }
    Err(CoreError::Unavailable)
}
