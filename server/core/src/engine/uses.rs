//! When AccessKeys were last used, from where, for what. Kept in memory and written down by the minute: a row written with
//! each read would cost more than the read. The trail has every use; this is for lists.

use super::{Call, Engine};
use crate::{
    CoreError,
    rows::{AccessKeyRow, KeyUse},
};
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard},
};
use strongroom_domain::{AccessKeyId, Action, PrincipalKind, Timestamp};

/// What was not written down yet. As many as there are AccessKeys at most.
#[derive(Default)]
pub(super) struct Uses(Mutex<HashMap<AccessKeyId, KeyUse>>);

impl Uses {
    fn lock(&self) -> MutexGuard<'_, HashMap<AccessKeyId, KeyUse>> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Notes a call that was signed by an AccessKey; temporary ones are in no list.
    pub fn note(&self, call: &Call, action: Action, now: Timestamp) {
        let Some(id) = call.principal.access_key.as_ref().filter(|_| call.principal.kind == PrincipalKind::User) else {
            return;
        };
        let used = KeyUse { at: now, address: call.address, action };
        let mut uses = self.lock();
        match uses.get_mut(id) {
            Some(known) => *known = used,
            None => drop(uses.insert(id.clone(), used)),
        }
    }
}

impl Engine {
    /// Writes down when AccessKeys were last used. Called by the minute and at the end; what was not written is lost with the
    /// process, and remains in the trail.
    ///
    /// # Errors
    /// The store does not answer: the next call writes it.
    pub async fn note_uses(&self) -> Result<(), CoreError> {
        let uses = std::mem::take(&mut *self.uses.lock());
        if uses.is_empty() {
            return Ok(());
        }
        let uses: Vec<_> = uses.into_iter().collect();
        if let Err(error) = self.store.note_uses(&uses).await {
            let mut newer = self.uses.lock();
            for (id, used) in uses {
                newer.entry(id).or_insert(used);
            }
            return Err(error.into());
        }
        Ok(())
    }

    /// A key with its last use as this node knows it.
    pub(crate) fn with_use(&self, mut key: AccessKeyRow) -> AccessKeyRow {
        if let Some(used) = self.uses.lock().get(&key.id) {
            key.used = Some(used.clone());
        }
        key
    }
}
