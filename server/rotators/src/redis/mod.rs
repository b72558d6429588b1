//! Redis from version 6, by its ACL users, which can have several passwords at once. `docs/targets.md` says what the managing account
//! needs.
//!
//! A change that does not survive a restart would bring the old password back. So none is made on a server that keeps its users nowhere.

mod error;
mod node;
mod session;
mod user;

use crate::{
    Deadlines,
    credential::{changer, is_log_in, manager, password, rights_of_accounts, version},
    draw,
    rehearsal::{Scratch, rehearse},
    revocation::revoke,
};
use node::{KEPT_NOWHERE, Keeping, Node};
use session::RedisSession;
use strongroom_core::ports::{
    Applied, Credential, LogIn, ManagerRights, Probe, Rehearsal, Replace, Revocation, Rotator, TargetAccess, Trouble,
};
use strongroom_domain::Strategy;

/// Changes passwords of ACL users.
pub(crate) struct Redis {
    deadlines: Deadlines,
}

impl Redis {
    pub(crate) fn new(deadlines: Deadlines) -> Self {
        Self { deadlines }
    }

    async fn open(&self, target: &TargetAccess, credential: &Credential) -> Result<Option<RedisSession>, Trouble> {
        if !is_name(&credential.account) {
            return Ok(None);
        }
        RedisSession::open(target, credential, self.deadlines).await
    }

    async fn as_manager(&self, target: &TargetAccess) -> Result<RedisSession, Trouble> {
        self.open(target, manager(target)?).await?.ok_or(Trouble::ManagerRefused)
    }

    /// Saves the users to the file that the server reads when it starts.
    async fn keep_users(&self, target: &TargetAccess, own: &Credential) -> Result<(), Trouble> {
        let (who, refused) = changer(target, own);
        let mut session = self.open(target, who).await?.ok_or(refused)?;
        let keeping = keeping(&mut session).await?;
        keep(&mut session, keeping).await
    }
}

/// How the server keeps what is about to be changed.
async fn keeping(session: &mut RedisSession) -> Result<Keeping, Trouble> {
    let node = Node::read(session).await?;
    node.keeping(session).await?.ok_or_else(|| Trouble::Unsupported(format!("it lacks {KEPT_NOWHERE}")))
}

async fn keep(session: &mut RedisSession, keeping: Keeping) -> Result<(), Trouble> {
    session.change(&keeping.command(), keeping.needed()).await
}

#[async_trait::async_trait]
impl Rotator for Redis {
    async fn draw(&self, _: &TargetAccess, _: &Credential, account: &str, attempt: u8) -> Result<Credential, Trouble> {
        draw::credential(account, attempt)
    }

    async fn log_in(&self, target: &TargetAccess, credential: &Credential) -> Result<LogIn, Trouble> {
        Ok(is_log_in(self.open(target, credential).await?.as_ref()))
    }

    /// An attempt that ended between its change and saving it leaves a password that works until the next restart. Therefore an accepted
    /// one is saved before it is reported.
    async fn probe(
        &self,
        target: &TargetAccess,
        pending: &Credential,
        current: Option<&Credential>,
    ) -> Result<Probe, Trouble> {
        if self.log_in(target, pending).await? == LogIn::Accepted {
            self.keep_users(target, pending).await?;
            return Ok(Probe { pending: LogIn::Accepted, current: None, manager: None });
        }
        let current = match current {
            Some(current) => Some(self.log_in(target, current).await?),
            None => None,
        };
        let manager = match &target.manager {
            Some(manager) if current != Some(LogIn::Accepted) => Some(self.log_in(target, manager).await?),
            _ => None,
        };
        Ok(Probe { pending: LogIn::Refused, current, manager })
    }

    async fn apply(&self, target: &TargetAccess, change: &Replace<'_>) -> Result<Applied, Trouble> {
        require(change.strategy)?;
        named(&change.current.account)?;
        let password = password(change.pending)?;
        let (who, refused) = changer(target, change.current);
        let mut session = self.open(target, who).await?.ok_or(refused)?;
        let keeping = keeping(&mut session).await?;
        user::add(&mut session, &change.current.account, password).await?;
        keep(&mut session, keeping).await?;
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
        let disable = async {
            let password = password(old)?;
            let (who, refused) = changer(target, kept);
            let mut session = self.open(target, who).await?.ok_or(refused)?;
            let keeping = keeping(&mut session).await?;
            user::take(&mut session, &kept.account, password).await?;
            // Also if it was taken before: that try may have ended before it was kept.
            keep(&mut session, keeping).await
        };
        revoke(self, target, old, kept, disable).await
    }

    async fn rights(&self, target: &TargetAccess, strategy: Strategy, account: &str) -> Result<ManagerRights, Trouble> {
        require(strategy)?;
        named(account)?;
        let Some(manager) = &target.manager else {
            return Ok(rights_of_accounts(strategy));
        };
        let mut session = self.as_manager(target).await?;
        let mut missing = Vec::new();
        let node = match Node::read(&mut session).await {
            Ok(node) => node,
            Err(Trouble::NoRights(needed)) => {
                return Ok(ManagerRights { missing: vec![needed], version: String::new() });
            }
            Err(trouble) => return Err(trouble),
        };
        let kept = match node.keeping(&mut session).await {
            Ok(Some(keeping)) => Some(keeping),
            Ok(None) => {
                missing.push(KEPT_NOWHERE.into());
                None
            }
            Err(Trouble::NoRights(needed)) => {
                missing.push(needed);
                None
            }
            Err(trouble) => return Err(trouble),
        };
        match user::hashes(&mut session, account).await {
            Ok(_) => {}
            Err(Trouble::NoRights(needed)) => missing.push(needed),
            Err(trouble) => return Err(trouble),
        }
        missing.extend(user::refused(&mut session, &manager.account, account, kept).await?);
        Ok(ManagerRights { missing, version: version(node.version()) })
    }

    async fn rehearse(&self, target: &TargetAccess, strategy: Strategy) -> Rehearsal {
        rehearse(self, target, strategy).await
    }
}

#[async_trait::async_trait]
impl Scratch for Redis {
    async fn create(&self, target: &TargetAccess, account: &Credential) -> Result<(), Trouble> {
        let mut session = self.as_manager(target).await?;
        keeping(&mut session).await?;
        user::create(&mut session, &account.account, password(account)?).await
    }

    async fn remove(&self, target: &TargetAccess, account: &str) -> Result<(), Trouble> {
        let mut session = self.as_manager(target).await?;
        let keeping = keeping(&mut session).await?;
        user::remove(&mut session, account).await?;
        keep(&mut session, keeping).await
    }
}

/// Whether a user can have this name. Redis allows no spaces and no null character.
fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_ascii_whitespace() || c == '\0')
}

fn named(name: &str) -> Result<(), Trouble> {
    if is_name(name) { Ok(()) } else { Err(Trouble::NoAccount) }
}

fn require(strategy: Strategy) -> Result<(), Trouble> {
    match strategy {
        Strategy::TwoPasswords => Ok(()),
        _ => Err(Trouble::Unsupported("users of Redis are rotated by two passwords".into())),
    }
}
