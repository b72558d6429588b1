//! Hosts, by SSH: passwords and key pairs of accounts. `docs/targets.md` says what the managing account needs.
//!
//! A host is known by its key alone; another one is left before it has seen anything. What is done there is done by a few short shell
//! scripts (`scripts/`), since that is all that every host has.

mod account;
mod authorized_keys;
mod error;
mod host_key;
mod key_pair;
mod script;
mod session;

use crate::{
    Deadlines,
    credential::{changer, is_log_in, manager, password, refused_unless_done, version},
    draw,
    rehearsal::{Scratch, rehearse},
    revocation::{prove_dead, revoke},
};
use account::{KeyHolder, named};
use key_pair::public_key;
use session::SshSession;
use strongroom_core::ports::{
    Applied, Credential, LogIn, ManagerRights, Rehearsal, Replace, Revocation, Rotator, Secret, TargetAccess, Trouble,
};
use strongroom_domain::{RehearsalStep, Strategy};

/// Changes passwords and keys of accounts.
pub(crate) struct Ssh {
    deadlines: Deadlines,
}

impl Ssh {
    pub(crate) fn new(deadlines: Deadlines) -> Self {
        Self { deadlines }
    }

    async fn open(&self, target: &TargetAccess, credential: &Credential) -> Result<Option<SshSession>, Trouble> {
        SshSession::open(target, credential, self.deadlines).await
    }

    async fn as_manager(&self, target: &TargetAccess) -> Result<SshSession, Trouble> {
        self.open(target, manager(target)?).await?.ok_or(Trouble::ManagerRefused)
    }

    /// Only by the managing account: `passwd` holds dialogues, in the words of each host.
    async fn change_password(&self, target: &TargetAccess, pending: &Credential) -> Result<(), Trouble> {
        let mut session = self.as_manager(target).await?;
        let outcome = account::set_password(&mut session, pending).await;
        session.close().await;
        outcome
    }

    async fn add_key(&self, target: &TargetAccess, change: &Replace<'_>) -> Result<(), Trouble> {
        let (key, like) = (public_key(change.pending)?, public_key(change.current)?);
        let (who, refused) = changer(target, change.current);
        let Some(mut session) = self.open(target, who).await? else {
            return refused_unless_done(self, target, change.pending, refused).await;
        };
        let account = &change.current.account;
        let outcome = account::add_key(&mut session, caller(target), account, &key, &like).await;
        session.close().await;
        outcome
    }

    /// After `kept` has proven that it works.
    async fn remove_key(&self, target: &TargetAccess, old: &Credential, kept: &Credential) -> Result<(), Trouble> {
        let (key, stays) = (public_key(old)?, public_key(kept)?);
        if key == stays {
            return Ok(());
        }
        let (who, refused) = changer(target, kept);
        let mut session = self.open(target, who).await?.ok_or(refused)?;
        let outcome = account::remove_key(&mut session, caller(target), &kept.account, &key).await;
        session.close().await;
        outcome
    }
}

fn caller(target: &TargetAccess) -> KeyHolder {
    if target.manager.is_some() { KeyHolder::Manager } else { KeyHolder::Itself }
}

#[async_trait::async_trait]
impl Rotator for Ssh {
    /// Of the same form as the current one.
    async fn draw(
        &self,
        _: &TargetAccess,
        current: &Credential,
        account: &str,
        attempt: u8,
    ) -> Result<Credential, Trouble> {
        match &current.secret {
            Secret::Password(_) => draw::credential(account, attempt),
            _ => {
                // A key that cannot log in could not be removed either.
                public_key(current)?;
                key_pair::draw(account)
            }
        }
    }

    async fn log_in(&self, target: &TargetAccess, credential: &Credential) -> Result<LogIn, Trouble> {
        let session = self.open(target, credential).await?;
        let answer = is_log_in(session.as_ref());
        if let Some(session) = session {
            session.close().await;
        }
        Ok(answer)
    }

    async fn apply(&self, target: &TargetAccess, change: &Replace<'_>) -> Result<Applied, Trouble> {
        require(change.strategy)?;
        named(&change.current.account)?;
        match change.strategy {
            Strategy::KeyPair => self.add_key(target, change).await?,
            _ => {
                password(change.current)?;
                self.change_password(target, change.pending).await?;
            }
        }
        Ok(Applied::Set)
    }

    async fn revoke(
        &self,
        target: &TargetAccess,
        strategy: Strategy,
        old: &Credential,
        kept: &Credential,
    ) -> Result<Revocation, Trouble> {
        require(strategy)?;
        named(&kept.account)?;
        match strategy {
            Strategy::KeyPair => revoke(self, target, old, kept, self.remove_key(target, old, kept)).await,
            _ => prove_dead(self, target, old, kept).await,
        }
    }

    async fn rights(&self, target: &TargetAccess, strategy: Strategy, account: &str) -> Result<ManagerRights, Trouble> {
        require(strategy)?;
        named(account)?;
        if target.manager.is_none() {
            let needed = (strategy == Strategy::OneAccount).then(|| "a managing account, to set passwords".into());
            return Ok(ManagerRights { missing: needed.into_iter().collect(), version: String::new() });
        }
        let mut session = self.as_manager(target).await?;
        let found = match strategy {
            Strategy::KeyPair => account::may_change_keys(&mut session, KeyHolder::Manager, account).await,
            _ => account::may_set_password(&mut session, account).await,
        };
        let version = version(session.software());
        session.close().await;
        match found {
            Ok(()) => Ok(ManagerRights { missing: Vec::new(), version }),
            Err(Trouble::NoRights(needed)) => Ok(ManagerRights { missing: vec![needed], version }),
            Err(trouble) => Err(trouble),
        }
    }

    async fn rehearse(&self, target: &TargetAccess, strategy: Strategy) -> Rehearsal {
        match require(strategy) {
            Ok(()) => rehearse(self, target, strategy).await,
            Err(trouble) => Rehearsal { trouble: Some(trouble), failed_at: Some(RehearsalStep::Create), left: None },
        }
    }
}

#[async_trait::async_trait]
impl Scratch for Ssh {
    fn seed(&self, strategy: Strategy, account: &str) -> Result<Credential, Trouble> {
        if strategy == Strategy::KeyPair { key_pair::draw(account) } else { draw::credential(account, 1) }
    }

    async fn create(&self, target: &TargetAccess, first: &Credential) -> Result<(), Trouble> {
        let mut session = self.as_manager(target).await?;
        let work = async {
            account::create(&mut session, &first.account).await?;
            let set = match &first.secret {
                Secret::Password(_) => account::set_password(&mut session, first).await,
                _ => {
                    let key = public_key(first)?;
                    account::add_key(&mut session, KeyHolder::Manager, &first.account, &key, &key).await
                }
            };
            let Err(trouble) = set else { return Ok(()) };
            // Otherwise the account would stay: what was refused counts as not made.
            match account::remove(&mut session, &first.account).await {
                Ok(()) => Err(trouble),
                Err(_) => Err(Trouble::Uncertain("the scratch account may be left".into())),
            }
        };
        let outcome = work.await;
        session.close().await;
        outcome
    }

    async fn remove(&self, target: &TargetAccess, account: &str) -> Result<(), Trouble> {
        let mut session = self.as_manager(target).await?;
        let outcome = account::remove(&mut session, account).await;
        session.close().await;
        outcome
    }
}

fn require(strategy: Strategy) -> Result<(), Trouble> {
    match strategy {
        Strategy::OneAccount | Strategy::KeyPair => Ok(()),
        _ => Err(Trouble::Unsupported("accounts of hosts have one password, or key pairs".into())),
    }
}
