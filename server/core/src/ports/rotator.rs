//! What a rotation needs of a target. One implementation a kind of target.
//!
//! A rotator knows neither the store nor a policy: it is given where the target is and which credentials to try, and answers with
//! facts. All its methods may be called again after any failure, with the same arguments, and come to the same end. None keeps a
//! connection open: a log-in proves something about the target as it is now.

use std::sync::Arc;
use strongroom_crypto::Plaintext;
pub use strongroom_domain::Trust;
use strongroom_domain::{RehearsalStep, RotationId, RunStep, Strategy, TargetKind};

/// Where a target is and how it is entered.
pub struct TargetAccess {
    /// Kind.
    pub kind: TargetKind,
    /// Name or IP address; for [`TargetKind::Function`] and [`TargetKind::Ram`] the whole `https:` address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Database to connect to; the target's own default if absent. Of [`TargetKind::Ram`] the `https:` address of its STS, which is at
    /// the target's own if absent. Meaningless to hosts.
    pub database: Option<String>,
    /// How the target proves itself.
    pub trust: Trust,
    /// The account that may change the others. Without one each account changes itself.
    pub manager: Option<Credential>,
}

/// A credential of an account.
pub struct Credential {
    /// Name of the account, exactly as the target has it.
    pub account: String,
    /// What proves it.
    pub secret: Secret,
}

/// What proves an account.
pub enum Secret {
    /// A password.
    Password(Plaintext),
    /// A value that a function made or is given: its form is known to the function alone.
    Value(Plaintext),
    /// A private SSH key in the OpenSSH format, or RSA in PEM, without a passphrase. The public one follows from it.
    PrivateKey(Plaintext),
    /// An access key.
    AccessKey {
        /// Its id, which is no secret.
        id: String,
        /// Its secret.
        secret: Plaintext,
    },
    /// An access key that the target is to make: it tells the secret once. No log-in with it succeeds.
    ToIssue {
        /// Ids of the keys that the account had before. A key that is not among them was made by this rotation, and never stored.
        known: Vec<String>,
        /// Whether the target may have been told to make one. Until then an unknown key is somebody else's.
        asked: bool,
    },
}

impl Secret {
    /// The id of an access key.
    pub fn key_id(&self) -> Option<&str> {
        match self {
            Self::AccessKey { id, .. } => Some(id),
            Self::Password(_) | Self::Value(_) | Self::PrivateKey(_) | Self::ToIssue { .. } => None,
        }
    }
}

/// A step of a rotation, for targets that are told about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RotationStepId {
    /// Name of the secret.
    pub secret: String,
    /// The rotation.
    pub rotation: RotationId,
    /// The step.
    pub step: RunStep,
    /// Number of the credential to come.
    pub attempt: u8,
}

/// Whether the target let a credential in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogIn {
    /// A fresh session was opened with it and closed again.
    Accepted,
    /// The target answered that account and secret do not match, or that the account may not log in.
    Refused,
}

/// Which credentials the target accepts now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Probe {
    /// The one to come.
    pub pending: LogIn,
    /// The one in use; not tried when the pending one is accepted.
    pub current: Option<LogIn>,
    /// The managing one; not tried when one of the others is accepted.
    pub manager: Option<LogIn>,
}

/// A change of a credential at the target.
pub struct Replace<'a> {
    /// How.
    pub strategy: Strategy,
    /// The credential in use. It must work until the change is made, and with [`Guarantee::NoGap`](strongroom_domain::Guarantee)
    /// beyond it.
    pub current: &'a Credential,
    /// The credential to come. With [`Strategy::TwoAccounts`] of the other account, which is made with the rights of the first if it
    /// does not exist.
    pub pending: &'a Credential,
}

/// What applying a change did.
pub enum Applied {
    /// The target has the pending credential.
    Set,
    /// The target made a credential of its own, which it tells only once.
    Issued(Credential),
}

/// What became of a credential that was to become worthless.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revocation {
    /// A log-in with it was refused.
    Dead,
    /// The target still accepts it, as one does that takes any password from the server's address.
    StillWorks,
}

/// How a rehearsal ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rehearsal {
    /// What went wrong, if anything.
    pub trouble: Option<Trouble>,
    /// The step at which it did.
    pub failed_at: Option<RehearsalStep>,
    /// Name of the scratch account, if it could not be removed again.
    pub left: Option<String>,
}

/// Rights of the managing account that a strategy needs and that it lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManagerRights {
    /// Each as the target names it, with what it is needed for; none are missing when empty.
    pub missing: Vec<String>,
    /// Version of the target, as it states it.
    pub version: String,
}

/// Why a target could not be asked, or refused. It carries no secret, and no text that the target may have put one into.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// No connection: the name has no address, the port is closed, or nothing answers. Nothing was changed.
    #[error("the target cannot be reached: {0}")]
    Unreachable(String),
    /// The connection ended or the deadline passed after a change was sent: it may have happened.
    #[error("the target did not say whether the change happened: {0}")]
    Uncertain(String),
    /// Its certificate is not trusted, or its host key is another one.
    #[error("the target does not prove itself: {0}")]
    NotTrusted(String),
    /// It does not speak TLS at this port, and its settings require it.
    #[error("the target does not speak TLS at this port")]
    NoTls,
    /// The managing credential is refused.
    #[error("the target refuses the managing account")]
    ManagerRefused,
    /// The managing account lacks rights; what for.
    #[error("the managing account lacks rights: {0}")]
    NoRights(String),
    /// The target refuses the credential in use: an account cannot change its own, or the one to keep does not work.
    #[error("the target refuses the credential in use")]
    AccountRefused,
    /// The account does not exist.
    #[error("the account does not exist")]
    NoAccount,
    /// A rule of the target refuses this password or key; another one may pass.
    #[error("the target refuses the new credential: {0}")]
    CandidateRefused(String),
    /// The account has as many keys as it may have, and not all are this rotation's. Nothing was made.
    #[error("the account has two keys already")]
    NoFreeSlot,
    /// It takes no changes now, as a replica does.
    #[error("the target is read-only")]
    ReadOnly,
    /// It accepts no further connections now.
    #[error("the target accepts no further connections")]
    Busy,
    /// It answers what a target of its kind does not, or an answer that is too long.
    #[error("the target answers something unexpected: {0}")]
    Unexpected(String),
    /// The strategy needs what this target or this version does not have.
    #[error("the target cannot do this: {0}")]
    Unsupported(String),
}

/// Changes credentials at targets of one kind.
#[async_trait::async_trait]
pub trait Rotator: Send + Sync + 'static {
    /// The rotator to do one step of a rotation with, of a kind whose targets are told which step it is; `None` if they are not, and
    /// this one does it.
    fn for_step(&self, _step: &RotationStepId) -> Option<Arc<dyn Rotator>> {
        None
    }

    /// A credential to come: made at random, or [`Secret::ToIssue`] where the target makes it. Changes nothing at the target. `current`
    /// is the one in use; `account` the one it is for, which differs with [`Strategy::TwoAccounts`]. `attempt` counts from 1 and rises
    /// when the target refused one: a later one keeps to narrower rules (letters and digits, then shorter).
    ///
    /// # Errors
    /// The random generator fails, or the target could not be asked.
    async fn draw(
        &self,
        target: &TargetAccess,
        current: &Credential,
        account: &str,
        attempt: u8,
    ) -> Result<Credential, Trouble>;

    /// Opens a fresh session with the credential and closes it.
    ///
    /// # Errors
    /// The target could not be asked.
    async fn log_in(&self, target: &TargetAccess, credential: &Credential) -> Result<LogIn, Trouble>;

    /// Which credentials the target accepts, in this order and no further than needed: pending, current, managing. A managing account
    /// that is locked out by failures is not tried twice.
    ///
    /// # Errors
    /// The target could not be asked.
    async fn probe(
        &self,
        target: &TargetAccess,
        pending: &Credential,
        current: Option<&Credential>,
    ) -> Result<Probe, Trouble> {
        let pending = self.log_in(target, pending).await?;
        if pending == LogIn::Accepted {
            return Ok(Probe { pending, current: None, manager: None });
        }
        let current = match current {
            Some(current) => Some(self.log_in(target, current).await?),
            None => None,
        };
        let manager = match &target.manager {
            Some(manager) if current != Some(LogIn::Accepted) => Some(self.log_in(target, manager).await?),
            _ => None,
        };
        Ok(Probe { pending, current, manager })
    }

    /// Gives the target the pending credential. Applying it again changes nothing, and with [`Secret::ToIssue`] first removes what an
    /// earlier try made and nobody stored.
    ///
    /// # Errors
    /// It was refused, or whether it happened is unknown.
    async fn apply(&self, target: &TargetAccess, change: &Replace<'_>) -> Result<Applied, Trouble>;

    /// Makes the `old` credential worthless, and proves it by a log-in that is refused. It first proves that `kept` works, and changes
    /// nothing otherwise. With [`Strategy::OneAccount`] the change itself did it, and only the proof is left. An `old` that is
    /// [`Secret::ToIssue`] stands for the keys that this rotation made and nobody stored.
    ///
    /// # Errors
    /// Nothing is proven: the old one may still work.
    async fn revoke(
        &self,
        target: &TargetAccess,
        strategy: Strategy,
        old: &Credential,
        kept: &Credential,
    ) -> Result<Revocation, Trouble>;

    /// Whether the managing account may do what the strategy needs, for this account.
    ///
    /// # Errors
    /// The target could not be asked.
    async fn rights(&self, target: &TargetAccess, strategy: Strategy, account: &str) -> Result<ManagerRights, Trouble>;

    /// Rotates a scratch account that it makes and removes again: what a real rotation does, without touching a real account.
    async fn rehearse(&self, target: &TargetAccess, strategy: Strategy) -> Rehearsal;
}
