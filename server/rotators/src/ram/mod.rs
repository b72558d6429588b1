//! AccessKeys of users of an access management service: Strongroom's own, another one's, or the vendor's (RAM 2015-05-01).
//! `docs/targets.md` says what the managing key needs.
//!
//! A user has at most two keys. The service makes the second one and tells its secret once, so whoever dies between the answer and the
//! store leaves a key that nobody can use. It is known by its id: the ids that the user had before are stored before one is made.

mod error;
mod rehearsal;
mod service;

use crate::{
    Deadlines,
    credential::{changer, manager},
};
use service::{ListedKey, RamService, UPDATE};
use strongroom_core::ports::{
    Applied, Credential, LogIn, ManagerRights, Rehearsal, Replace, Revocation, Rotator, Secret, TargetAccess, Trouble,
};
use strongroom_domain::Strategy;

/// Keys that a user can have at once.
const SLOTS: usize = 2;
/// The version of the API.
const VERSION: &str = "RAM 2015-05-01";
/// Id that no key has: the services draw theirs at random.
const NOBODYS: &str = "LTAI0000000000000000";

/// Changes keys of users.
pub(crate) struct Ram {
    deadlines: Deadlines,
}

impl Ram {
    pub(crate) fn new(deadlines: Deadlines) -> Self {
        Self { deadlines }
    }

    /// The services as whoever makes a change: the managing key, or the account's own.
    fn as_changer(&self, target: &TargetAccess, own: &Credential) -> Result<RamService, Trouble> {
        let (who, refused) = changer(target, own);
        RamService::of(target, who, refused, self.deadlines)
    }

    fn as_manager(&self, target: &TargetAccess) -> Result<RamService, Trouble> {
        RamService::of(target, manager(target)?, Trouble::ManagerRefused, self.deadlines)
    }

    fn as_itself(&self, target: &TargetAccess, who: &Credential) -> Result<RamService, Trouble> {
        RamService::of(target, who, Trouble::AccountRefused, self.deadlines)
    }
}

#[async_trait::async_trait]
impl Rotator for Ram {
    /// Only asks which keys there are.
    async fn draw(
        &self,
        target: &TargetAccess,
        current: &Credential,
        account: &str,
        _: u8,
    ) -> Result<Credential, Trouble> {
        let id = key_id(current)?;
        let keys = self.as_changer(target, current)?.keys(account).await?;
        // Without this the key of another user would stay alive beside the one that replaces it.
        if !keys.iter().any(|key| key.id == id) && self.as_itself(target, current)?.acceptance(false).await?.is_ok() {
            return Err(Trouble::AccountRefused);
        }
        if keys.len() >= SLOTS {
            return Err(Trouble::NoFreeSlot);
        }
        let known = keys.into_iter().map(|key| key.id).collect();
        Ok(Credential { account: account.to_owned(), secret: Secret::ToIssue { known, asked: false } })
    }

    /// The key must be one of this account; the managing key may be any account's.
    async fn log_in(&self, target: &TargetAccess, credential: &Credential) -> Result<LogIn, Trouble> {
        if matches!(credential.secret, Secret::ToIssue { .. }) {
            return Ok(LogIn::Refused);
        }
        let id = key_id(credential)?;
        let manages = target.manager.as_ref().is_some_and(|manager| key_id(manager) == Ok(id));
        let accepted = self.as_itself(target, credential)?.acceptance(true).await?;
        let accepted = accepted.is_ok_and(|identity| manages || identity.is_user(&credential.account));
        Ok(if accepted { LogIn::Accepted } else { LogIn::Refused })
    }

    async fn apply(&self, target: &TargetAccess, change: &Replace<'_>) -> Result<Applied, Trouble> {
        require(change.strategy)?;
        let user = change.pending.account.as_str();
        let service = self.as_changer(target, change.current)?;
        let keys = service.keys(user).await?;
        match &change.pending.secret {
            Secret::ToIssue { known, asked } => {
                let unknown = unknown_keys(&keys, known);
                if !unknown.is_empty() && !asked {
                    // Nothing was made yet, so it is somebody else's.
                    return Err(Trouble::NoFreeSlot);
                }
                for key in &unknown {
                    remove(&service, user, key).await?;
                }
                if keys.len() - unknown.len() >= SLOTS {
                    return Err(Trouble::NoFreeSlot);
                }
                Ok(Applied::Issued(service.create_key(user).await?))
            }
            Secret::AccessKey { id, .. } => match keys.iter().find(|key| key.id == *id) {
                Some(key) if key.is_active() => Ok(Applied::Set),
                Some(_) => service.switch_key(user, id, true).await.map(|()| Applied::Set),
                None => Err(Trouble::CandidateRefused("somebody has deleted the key".into())),
            },
            Secret::Password(_) | Secret::PrivateKey(_) | Secret::Value(_) => Err(not_a_key()),
        }
    }

    async fn revoke(
        &self,
        target: &TargetAccess,
        strategy: Strategy,
        old: &Credential,
        kept: &Credential,
    ) -> Result<Revocation, Trouble> {
        require(strategy)?;
        if self.log_in(target, kept).await? == LogIn::Refused {
            return Err(Trouble::AccountRefused);
        }
        let (user, kept_id) = (kept.account.as_str(), key_id(kept)?);
        let service = self.as_changer(target, kept)?;
        let keys = service.keys(user).await?;
        if let Secret::ToIssue { known, asked } = &old.secret {
            let made = unknown_keys(&keys, known);
            for key in made.iter().filter(|key| *asked && key.id != kept_id) {
                remove(&service, user, key).await?;
            }
            return Ok(Revocation::Dead);
        }
        let id = key_id(old)?;
        if id == kept_id {
            return Err(Trouble::Unexpected("the key to revoke is the one to keep".into()));
        }
        let listed = keys.iter().find(|key| key.id == id);
        if listed.is_some_and(ListedKey::is_active) {
            switch_off(&service, user, id).await?;
        }
        // Whoever it belongs to.
        if self.as_itself(target, old)?.acceptance(false).await?.is_ok() {
            return Ok(Revocation::StillWorks);
        }
        if listed.is_some() {
            service.delete_key(user, id).await?;
        }
        Ok(Revocation::Dead)
    }

    /// Whether a key can be made is not asked: there is no question that makes none. A rehearsal shows it.
    async fn rights(&self, target: &TargetAccess, strategy: Strategy, account: &str) -> Result<ManagerRights, Trouble> {
        require(strategy)?;
        let (mut missing, version) = (Vec::new(), VERSION.to_owned());
        if target.manager.is_none() {
            return Ok(ManagerRights { missing, version });
        }
        let service = self.as_manager(target)?;
        match service.keys(account).await {
            Ok(_) => {}
            Err(Trouble::NoRights(needed)) => missing.push(format!("{needed}, to see which keys a user has")),
            Err(trouble) => return Err(trouble),
        }
        for (action, why) in [(UPDATE, "to switch an old key off"), ("DeleteAccessKey", "to delete an old key")] {
            if !service.may(action, account, NOBODYS).await? {
                missing.push(format!("ram:{action}, {why}"));
            }
        }
        Ok(ManagerRights { missing, version })
    }

    async fn rehearse(&self, target: &TargetAccess, strategy: Strategy) -> Rehearsal {
        rehearsal::rehearse(self, target, strategy).await
    }
}

/// Switches a key off, if it exists.
async fn switch_off(service: &RamService, user: &str, id: &str) -> Result<(), Trouble> {
    match service.switch_key(user, id, false).await {
        Ok(()) | Err(Trouble::CandidateRefused(_)) => Ok(()),
        Err(trouble) => Err(trouble),
    }
}

/// Switches a key off and deletes it: services of the vendor delete no key that is on.
async fn remove(service: &RamService, user: &str, key: &ListedKey) -> Result<(), Trouble> {
    if key.is_active() {
        switch_off(service, user, &key.id).await?;
    }
    service.delete_key(user, &key.id).await
}

/// The keys that were not there before.
fn unknown_keys(keys: &[ListedKey], known: &[String]) -> Vec<ListedKey> {
    keys.iter().filter(|key| !known.contains(&key.id)).cloned().collect()
}

fn key_id(credential: &Credential) -> Result<&str, Trouble> {
    credential.secret.key_id().ok_or_else(not_a_key)
}

fn not_a_key() -> Trouble {
    Trouble::Unsupported("this kind of target takes access keys".into())
}

fn require(strategy: Strategy) -> Result<(), Trouble> {
    match strategy {
        Strategy::SecondKey => Ok(()),
        _ => Err(Trouble::Unsupported("access keys are rotated by a second key".into())),
    }
}
