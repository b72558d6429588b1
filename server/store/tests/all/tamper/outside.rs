//! A place outside the database: memory, which a test can look into. The file that servers use has tests of its own.

use std::sync::{Mutex, PoisonError};
use strongroom_core::ports::{OutsideCheckpoints, OutsideError};
use strongroom_trail::{CheckpointKey, SignedCheckpoint};

#[derive(Default)]
pub struct Kept(Mutex<Vec<SignedCheckpoint>>);

impl Kept {
    pub fn of(checkpoints: Vec<SignedCheckpoint>) -> Self {
        Self(Mutex::new(checkpoints))
    }

    pub fn all(&self) -> Vec<SignedCheckpoint> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl OutsideCheckpoints for Kept {
    fn newest(&self, installation: &[u8; 16], key: &CheckpointKey) -> Result<Option<SignedCheckpoint>, OutsideError> {
        let newest = self.all().into_iter().max_by_key(|signed| signed.checkpoint.number);
        if let Some(newest) = &newest {
            assert_eq!(newest.verify(key).map(|checkpoint| &checkpoint.installation), Ok(installation));
        }
        Ok(newest)
    }

    fn append(&self, checkpoints: &[SignedCheckpoint]) -> Result<(), OutsideError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(checkpoints);
        Ok(())
    }

    fn place(&self) -> String {
        "memory".to_owned()
    }
}
