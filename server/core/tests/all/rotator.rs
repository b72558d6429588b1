//! A target in memory, and what may go wrong at it. It is what the machine's tests need; the rotators' own suite has real servers.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
};
use strongroom_core::{
    Plaintext,
    ports::{
        Applied, Credential, LogIn, ManagerRights, Rehearsal, Replace, Revocation, Rotator, Secret, TargetAccess,
        Trouble,
    },
};
use strongroom_domain::{Strategy, TargetKind};
use tokio::sync::Notify;

/// What happens at the next change.
#[derive(Clone, Debug)]
pub enum Fault {
    /// It is refused with this, and does not happen.
    Refused(Trouble),
    /// It happens, and nobody is told.
    Lost,
}

/// Accounts with the passwords that they have now.
#[derive(Default)]
pub struct Target {
    accounts: Mutex<HashMap<String, Vec<String>>>,
    faults: Mutex<VecDeque<Fault>>,
    drawn: AtomicU32,
    /// The next change waits for it.
    gate: Mutex<Option<Arc<Gate>>>,
    /// Changes that really happened.
    pub changes: AtomicU32,
}

/// A change that waits before it happens.
#[derive(Default)]
pub struct Gate {
    pub reached: Notify,
    pub open: Notify,
}

impl Target {
    pub fn with(accounts: &[(&str, &str)]) -> Arc<Self> {
        let accounts = accounts.iter().map(|(name, password)| (name.to_string(), vec![password.to_string()]));
        Arc::new(Self { accounts: Mutex::new(accounts.collect()), ..Self::default() })
    }

    pub fn fail_next(&self, faults: impl IntoIterator<Item = Fault>) {
        self.faults.lock().unwrap().extend(faults);
    }

    pub fn hold_next(&self) -> Arc<Gate> {
        let gate = Arc::<Gate>::default();
        *self.gate.lock().unwrap() = Some(gate.clone());
        gate
    }

    /// Somebody else changes a password.
    pub fn set(&self, account: &str, password: &str) {
        self.accounts.lock().unwrap().insert(account.to_owned(), vec![password.to_owned()]);
    }

    pub fn accepts(&self, account: &str, password: &str) -> bool {
        let accounts = self.accounts.lock().unwrap();
        accounts.get(account).is_some_and(|passwords| passwords.iter().any(|one| one == password))
    }

    fn change(&self, account: &str, change: impl FnOnce(&mut Vec<String>)) -> Result<(), Trouble> {
        let fault = self.faults.lock().unwrap().pop_front();
        if let Some(Fault::Refused(trouble)) = fault {
            return Err(trouble);
        }
        change(self.accounts.lock().unwrap().entry(account.to_owned()).or_default());
        self.changes.fetch_add(1, Ordering::SeqCst);
        match fault {
            Some(_) => Err(Trouble::Uncertain("the connection ended".to_owned())),
            None => Ok(()),
        }
    }
}

fn password(credential: &Credential) -> String {
    match &credential.secret {
        Secret::Password(text) | Secret::Value(text) => String::from_utf8(text.expose().to_vec()).unwrap(),
        _ => panic!("this target knows passwords and values only"),
    }
}

#[async_trait::async_trait]
impl Rotator for Target {
    async fn draw(
        &self,
        target: &TargetAccess,
        _: &Credential,
        account: &str,
        attempt: u8,
    ) -> Result<Credential, Trouble> {
        let number = self.drawn.fetch_add(1, Ordering::SeqCst);
        let text = Plaintext::new(format!("new-{number}-{attempt}").into_bytes());
        let secret = if target.kind == TargetKind::Function { Secret::Value(text) } else { Secret::Password(text) };
        Ok(Credential { account: account.to_owned(), secret })
    }

    async fn log_in(&self, _: &TargetAccess, credential: &Credential) -> Result<LogIn, Trouble> {
        let accepted = self.accepts(&credential.account, &password(credential));
        Ok(if accepted { LogIn::Accepted } else { LogIn::Refused })
    }

    async fn apply(&self, _: &TargetAccess, change: &Replace<'_>) -> Result<Applied, Trouble> {
        let gate = self.gate.lock().unwrap().take();
        if let Some(gate) = gate {
            gate.reached.notify_one();
            gate.open.notified().await;
        }
        let new = password(change.pending);
        self.change(&change.pending.account, |passwords| *passwords = vec![new])?;
        Ok(Applied::Set)
    }

    async fn revoke(
        &self,
        target: &TargetAccess,
        _: Strategy,
        old: &Credential,
        kept: &Credential,
    ) -> Result<Revocation, Trouble> {
        if self.log_in(target, kept).await? == LogIn::Refused {
            return Err(Trouble::Unexpected("the kept credential does not work".to_owned()));
        }
        let gone = password(old);
        self.change(&old.account, |passwords| passwords.retain(|one| *one != gone))?;
        Ok(Revocation::Dead)
    }

    async fn rights(&self, _: &TargetAccess, _: Strategy, _: &str) -> Result<ManagerRights, Trouble> {
        Ok(ManagerRights { missing: Vec::new(), version: "1".to_owned() })
    }

    async fn rehearse(&self, _: &TargetAccess, _: Strategy) -> Rehearsal {
        Rehearsal { trouble: None, failed_at: None, left: None }
    }
}
