//! PostgreSQL from version 10, and services that speak its protocol. `docs/targets.md` says what the managing account needs.
//!
//! A password is sent as the SCRAM-SHA-256 verifier that the server would store, so that neither its log nor its statistics see the
//! password. So `passwordcheck` and its like cannot judge it either; the drawn passwords meet what such modules usually ask for.

mod account;
mod channel;
mod clone;
mod error;
mod rights;
mod session;

use crate::{
    Deadlines,
    credential::{changer, is_log_in, manager, refused_unless_done, rights_of_accounts},
    draw,
    rehearsal::{Scratch, rehearse},
    revocation::{prove_dead, revoke, unless_missing},
};
use session::PostgresqlSession;
use strongroom_core::ports::{
    Applied, Credential, LogIn, ManagerRights, Rehearsal, Replace, Revocation, Rotator, TargetAccess, Trouble,
};
use strongroom_domain::Strategy;

/// Changes passwords of roles.
pub(crate) struct Postgresql {
    deadlines: Deadlines,
}

impl Postgresql {
    pub(crate) fn new(deadlines: Deadlines) -> Self {
        Self { deadlines }
    }

    async fn open(&self, target: &TargetAccess, credential: &Credential) -> Result<Option<PostgresqlSession>, Trouble> {
        PostgresqlSession::open(target, credential, self.deadlines).await
    }

    /// A session that is ready for statements.
    async fn as_manager(&self, target: &TargetAccess) -> Result<PostgresqlSession, Trouble> {
        let mut session = self.open(target, manager(target)?).await?.ok_or(Trouble::ManagerRefused)?;
        session.prepare().await?;
        Ok(session)
    }

    /// The account's new password, set by the managing account or by the account itself.
    async fn change_own(&self, target: &TargetAccess, change: &Replace<'_>) -> Result<(), Trouble> {
        let (who, refused) = changer(target, change.current);
        let Some(mut session) = self.open(target, who).await? else {
            return refused_unless_done(self, target, change.pending, refused).await;
        };
        let work = async {
            session.prepare().await?;
            account::set_password(&mut session, change.pending).await
        };
        let outcome = work.await;
        session.close().await;
        outcome
    }

    /// The other account's new password. It is made first if it does not exist.
    async fn change_other(&self, target: &TargetAccess, change: &Replace<'_>) -> Result<(), Trouble> {
        let mut session = self.as_manager(target).await?;
        let outcome = clone::set_or_create(&mut session, &change.current.account, change.pending).await;
        session.close().await;
        outcome
    }

    /// Replaces the password of an account with one that nobody knows. The account stays, for its next turn. An account that does
    /// not exist needs no lock.
    async fn lock(&self, target: &TargetAccess, account: &str) -> Result<(), Trouble> {
        let mut session = self.as_manager(target).await?;
        let outcome = account::set_password(&mut session, &draw::credential(account, 1)?).await;
        session.close().await;
        unless_missing(outcome)
    }
}

#[async_trait::async_trait]
impl Rotator for Postgresql {
    async fn draw(&self, _: &TargetAccess, _: &Credential, account: &str, attempt: u8) -> Result<Credential, Trouble> {
        draw::credential(account, attempt)
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
        match change.strategy {
            Strategy::OneAccount => self.change_own(target, change).await?,
            Strategy::TwoAccounts => self.change_other(target, change).await?,
            _ => return Err(unsupported()),
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
        match strategy {
            Strategy::TwoAccounts if old.account != kept.account => {
                revoke(self, target, old, kept, self.lock(target, &old.account)).await
            }
            Strategy::OneAccount | Strategy::TwoAccounts => prove_dead(self, target, old, kept).await,
            _ => Err(unsupported()),
        }
    }

    async fn rights(&self, target: &TargetAccess, strategy: Strategy, account: &str) -> Result<ManagerRights, Trouble> {
        if !matches!(strategy, Strategy::OneAccount | Strategy::TwoAccounts) {
            return Err(unsupported());
        }
        if target.manager.is_none() {
            return Ok(rights_of_accounts(strategy));
        }
        let mut session = self.as_manager(target).await?;
        let found = rights::missing(&mut session, strategy, account).await;
        session.close().await;
        found
    }

    async fn rehearse(&self, target: &TargetAccess, strategy: Strategy) -> Rehearsal {
        rehearse(self, target, strategy).await
    }
}

#[async_trait::async_trait]
impl Scratch for Postgresql {
    async fn create(&self, target: &TargetAccess, account: &Credential) -> Result<(), Trouble> {
        let mut session = self.as_manager(target).await?;
        let outcome = account::create(&mut session, account).await;
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

fn unsupported() -> Trouble {
    Trouble::Unsupported("PostgreSQL knows one password per role; one account or two can be rotated".into())
}
