//! When AccessKeys were last used, from where, for what, and when people last signed in. Kept in memory and written down by
//! the minute: a row written with each read would cost more than the read, and one written with each sign-in would forget what
//! is cached of all users. The trail has every use; this is for lists.

use super::{Call, Engine};
use crate::{
    CoreError,
    rows::{AccessKeyRow, UserRow},
};
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard},
};
use strongroom_domain::{AccessKeyId, Action, KeyUse, PrincipalKind, Timestamp, UserId};

/// What was not written down yet.
#[derive(Default)]
pub(super) struct Uses(Mutex<Noted>);

/// As many entries as there are AccessKeys and users at most.
#[derive(Default)]
struct Noted {
    keys: HashMap<AccessKeyId, KeyUse>,
    sign_ins: HashMap<UserId, Timestamp>,
}

impl Uses {
    fn lock(&self) -> MutexGuard<'_, Noted> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Notes a call that was signed by an AccessKey; temporary ones are in no list.
    pub fn note(&self, call: &Call, action: Action, now: Timestamp) {
        let Some(id) = call.principal.access_key.as_ref().filter(|_| call.principal.kind == PrincipalKind::User) else {
            return;
        };
        let used = KeyUse { at: now, address: call.address, action };
        let keys = &mut self.lock().keys;
        match keys.get_mut(id) {
            Some(known) => *known = used,
            None => drop(keys.insert(id.clone(), used)),
        }
    }

    /// Notes that a user has signed in.
    pub fn note_sign_in(&self, user: UserId, now: Timestamp) {
        self.lock().sign_ins.insert(user, now);
    }
}

impl Engine {
    /// Writes down when AccessKeys were last used and people last signed in. Called by the minute and at the end; what was not written is lost with the
    /// process, and remains in the trail.
    ///
    /// # Errors
    /// The store is unavailable: the next call writes it.
    pub async fn note_uses(&self) -> Result<(), CoreError> {
        let Noted { keys, sign_ins } = std::mem::take(&mut *self.uses.lock());
        let (keys, sign_ins): (Vec<_>, Vec<_>) = (keys.into_iter().collect(), sign_ins.into_iter().collect());
        let written = match self.store.note_uses(&keys).await {
            Ok(()) => self.store.note_sign_ins(&sign_ins).await,
            failed => failed,
        };
        if written.is_err() {
            let mut newer = self.uses.lock();
            for (id, used) in keys {
                newer.keys.entry(id).or_insert(used);
            }
            for (id, at) in sign_ins {
                newer.sign_ins.entry(id).or_insert(at);
            }
        }
        Ok(written?)
    }

    /// A key with its last use as this node knows it.
    pub(crate) fn with_use(&self, mut key: AccessKeyRow) -> AccessKeyRow {
        if let Some(used) = self.uses.lock().keys.get(&key.id) {
            key.used = Some(used.clone());
        }
        key
    }

    /// A user with its last sign-in as this node knows it.
    pub(crate) fn with_sign_in(&self, mut user: UserRow) -> UserRow {
        user.signed_in = self.uses.lock().sign_ins.get(&user.id).copied().or(user.signed_in);
        user
    }
}
