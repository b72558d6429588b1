//! MySQL and MariaDB. Which of them a server is, it says itself. `docs/targets.md` says what the managing account needs.

mod account;
mod account_name;
mod error;
mod log_in;
mod packets;
mod rights;
mod session;
mod statements;

use crate::{
    Deadlines,
    credential::{changer, is_log_in, manager, password, refused_unless_done, rights_of_accounts},
    draw,
    rehearsal::{Scratch, rehearse},
    revocation::{prove_dead, revoke, unless_missing},
};
use account_name::AccountName;
use session::MysqlSession;
use statements::{Whose, add_password, keep_only};
use strongroom_core::ports::{
    Applied, Credential, LogIn, ManagerRights, Rehearsal, Replace, Revocation, Rotator, TargetAccess, Trouble,
};
use strongroom_domain::Strategy;

/// Changes passwords of accounts.
pub(crate) struct Mysql {
    deadlines: Deadlines,
}

impl Mysql {
    pub(crate) fn new(deadlines: Deadlines) -> Self {
        Self { deadlines }
    }

    async fn open(&self, target: &TargetAccess, credential: &Credential) -> Result<Option<MysqlSession>, Trouble> {
        MysqlSession::open(target, credential, self.deadlines).await
    }

    /// A session that is ready for changes.
    async fn as_manager(&self, target: &TargetAccess) -> Result<MysqlSession, Trouble> {
        let mut session = self.open(target, manager(target)?).await?.ok_or(Trouble::ManagerRefused)?;
        session.prepare().await?;
        Ok(session)
    }

    /// The account's new password, set by the managing account or by the account itself; beside the one in use if both are to work.
    async fn change_own(&self, target: &TargetAccess, change: &Replace<'_>) -> Result<(), Trouble> {
        let account = AccountName::parse(&change.current.account)?;
        let two = change.strategy == Strategy::TwoPasswords;
        // Added twice, the new password would take the place of the one that is to be kept.
        if two && self.log_in(target, change.pending).await? == LogIn::Accepted {
            return Ok(());
        }
        let (who, refused) = changer(target, change.current);
        let Some(mut session) = self.open(target, who).await? else {
            return refused_unless_done(self, target, change.pending, refused).await;
        };
        let whose = if target.manager.is_some() { Whose::Of(&account) } else { Whose::Own };
        let work = async {
            session.prepare().await?;
            let password = password(change.pending)?;
            if !two {
                return account::set(&mut session, whose, password, "").await;
            }
            require_two_passwords(&session)?;
            session.change(&add_password(whose, password), MAY_KEEP_TWO).await
        };
        let outcome = work.await;
        session.close().await;
        outcome
    }

    /// The other account's new password. It is made first if it does not exist.
    async fn change_other(&self, target: &TargetAccess, change: &Replace<'_>) -> Result<(), Trouble> {
        let (first, second) =
            (AccountName::parse(&change.current.account)?, AccountName::parse(&change.pending.account)?);
        let password = password(change.pending)?;
        let mut session = self.as_manager(target).await?;
        let outcome = account::set_or_clone(&mut session, &first, &second, password).await;
        session.close().await;
        outcome
    }

    /// Replaces the password of an account with one that nobody knows. The account stays, for its next turn. An account that does
    /// not exist needs no lock.
    async fn lock(&self, target: &TargetAccess, account: &str) -> Result<(), Trouble> {
        let account = AccountName::parse(account)?;
        let unknown = draw::password_text(1)?;
        let mut session = self.as_manager(target).await?;
        let outcome = account::set(&mut session, Whose::Of(&account), &unknown, "").await;
        session.close().await;
        unless_missing(outcome)
    }

    /// Removes every password of the account but this one.
    async fn discard_others(&self, target: &TargetAccess, kept: &Credential) -> Result<(), Trouble> {
        let account = AccountName::parse(&kept.account)?;
        let (who, refused) = changer(target, kept);
        let mut session = self.open(target, who).await?.ok_or(refused)?;
        let whose = if target.manager.is_some() { Whose::Of(&account) } else { Whose::Own };
        let work = async {
            session.prepare().await?;
            require_two_passwords(&session)?;
            for statement in keep_only(whose, password(kept)?) {
                session.change(&statement, MAY_KEEP_TWO).await?;
            }
            Ok(())
        };
        let outcome = work.await;
        session.close().await;
        outcome
    }
}

#[async_trait::async_trait]
impl Rotator for Mysql {
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
            Strategy::OneAccount | Strategy::TwoPasswords => self.change_own(target, change).await?,
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
            Strategy::TwoAccounts if AccountName::parse(&old.account) != AccountName::parse(&kept.account) => {
                revoke(self, target, old, kept, self.lock(target, &old.account)).await
            }
            Strategy::OneAccount | Strategy::TwoAccounts => prove_dead(self, target, old, kept).await,
            Strategy::TwoPasswords => revoke(self, target, old, kept, self.discard_others(target, kept)).await,
            _ => Err(unsupported()),
        }
    }

    async fn rights(&self, target: &TargetAccess, strategy: Strategy, account: &str) -> Result<ManagerRights, Trouble> {
        if !matches!(strategy, Strategy::OneAccount | Strategy::TwoAccounts | Strategy::TwoPasswords) {
            return Err(unsupported());
        }
        let account = AccountName::parse(account)?;
        if target.manager.is_none() {
            return Ok(rights_of_accounts(strategy));
        }
        let mut session = self.as_manager(target).await?;
        let work = async {
            if strategy == Strategy::TwoPasswords {
                require_two_passwords(&session)?;
            }
            rights::missing(&mut session, strategy, &account).await
        };
        let found = work.await;
        session.close().await;
        found
    }

    async fn rehearse(&self, target: &TargetAccess, strategy: Strategy) -> Rehearsal {
        rehearse(self, target, strategy).await
    }
}

#[async_trait::async_trait]
impl Scratch for Mysql {
    async fn create(&self, target: &TargetAccess, account: &Credential) -> Result<(), Trouble> {
        let mut session = self.as_manager(target).await?;
        let outcome = account::create(&mut session, &AccountName::parse(&account.account)?, password(account)?).await;
        session.close().await;
        outcome
    }

    async fn remove(&self, target: &TargetAccess, account: &str) -> Result<(), Trouble> {
        let mut session = self.as_manager(target).await?;
        let outcome = account::remove(&mut session, &AccountName::parse(account)?).await;
        session.close().await;
        outcome
    }
}

const MAY_KEEP_TWO: &str = "APPLICATION_PASSWORD_ADMIN, or CREATE USER for other accounts, to keep two passwords";

/// The first version with two passwords for an account.
const FIRST_WITH_TWO: [u32; 3] = [8, 0, 14];

/// # Errors
/// [`Trouble::Unsupported`] if the server has one password per account.
fn require_two_passwords(session: &MysqlSession) -> Result<(), Trouble> {
    if !session.is_mariadb() && numbers(session.version()) >= FIRST_WITH_TWO {
        return Ok(());
    }
    Err(Trouble::Unsupported("accounts have two passwords in MySQL from 8.0.14 on, and never in MariaDB".into()))
}

/// The three numbers that a version begins with.
fn numbers(version: &str) -> [u32; 3] {
    let mut parts = version.split(|c: char| !c.is_ascii_digit()).map(|part| part.parse().unwrap_or(0));
    std::array::from_fn(|_| parts.next().unwrap_or(0))
}

fn unsupported() -> Trouble {
    Trouble::Unsupported(
        "accounts of MySQL and MariaDB have passwords; keys and functions are for other targets".into(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_numbers() {
        for (version, enough) in
            [("8.0.13", false), ("8.0.14-log", true), ("8.4.0", true), ("10", true), ("5.7.44", false)]
        {
            assert_eq!(numbers(version) >= FIRST_WITH_TWO, enough, "{version}");
        }
    }
}
