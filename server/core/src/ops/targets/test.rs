//! TestTarget: whether a target can be reached, proves itself, and lets its managing account do what a strategy needs.

use super::target;
use crate::{
    CoreError, Plaintext,
    engine::{Call, Context, Done, Engine, Run},
    ports::{Credential, LogIn, ManagerRights, Rehearsal, Secret, TargetAccess, Trouble},
    rotation::{Rotators, cause_of},
};
use std::borrow::Cow;
use strongroom_domain::{
    AccessKeyId, AccountName, Action, Field, FieldError, Form, Problem, RehearsalStep, RunCause, Strategy, TargetName,
};
use strongroom_trail::Detail;

/// Authorises and records a test. The operation itself touches no target, because it may run more than once:
/// [`Engine::test_target`] does.
pub struct TestTarget {
    /// Which target.
    pub name: TargetName,
    /// Also whether its managing account may rotate this account in this way.
    pub for_account: Option<(Strategy, AccountName)>,
    /// Also rotates a scratch account in this way, which is made for that and removed again. Requires the right to change the target.
    pub rehearse: bool,
    /// Also whether the target lets that account in with this. Requires the right to change the target.
    pub proof: Option<AccountProof>,
}

/// What is tried for an account.
pub enum AccountProof {
    /// A password.
    Password(Plaintext),
    /// A private SSH key of an account of a host, in the OpenSSH format, or RSA in PEM, without a passphrase.
    PrivateKey(Plaintext),
    /// An AccessKey.
    AccessKey {
        /// Its id.
        id: AccessKeyId,
        /// Its secret.
        secret: Plaintext,
    },
}

impl AccountProof {
    /// The same as the credential of an account.
    fn credential(&self, account: &AccountName) -> Credential {
        let again = |secret: &Plaintext| Plaintext::new(secret.expose().to_vec());
        let secret = match self {
            Self::Password(password) => Secret::Password(again(password)),
            Self::PrivateKey(key) => Secret::PrivateKey(again(key)),
            Self::AccessKey { id, secret } => Secret::AccessKey { id: id.to_string(), secret: again(secret) },
        };
        Credential { account: account.to_string(), secret }
    }
}

/// A test that is allowed. What it holds is the core's alone.
pub struct TargetTest(TargetAccess);

/// What a test found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestedTarget {
    /// Whether the target let the managing account in; `None` if it has none, or was not asked.
    pub accepted: Option<bool>,
    /// Whether the target let the account in with what was given for it; `None` if it was not asked.
    pub account_accepted: Option<bool>,
    /// Rights that the managing account lacks, each with what it is needed for.
    pub missing: Vec<String>,
    /// Version of the target, as it states it, if it was asked about an account.
    pub version: Option<String>,
    /// Whether the rehearsal succeeded; `None` if there was none.
    pub rehearsed: Option<bool>,
    /// The step at which the rehearsal failed.
    pub failed_at: Option<RehearsalStep>,
    /// Name of the scratch account of the rehearsal, if it could not be removed.
    pub left: Option<String>,
    /// Why the test could not be finished, and the target's words for it, which hold no secret.
    pub trouble: Option<(RunCause, String)>,
}

impl Run for TestTarget {
    type Output = TargetTest;

    fn action(&self) -> Action {
        Action::TestTarget
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    fn further(&self) -> &'static [Action] {
        if self.rehearse || self.proof.is_some() { &[Action::UpdateTarget] } else { &[] }
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<TargetTest>, CoreError> {
        if (self.rehearse || self.proof.is_some()) && self.for_account.is_none() {
            return Err(FieldError::new(Field::Strategy, Problem::Malformed(Form::Choice)).into());
        }
        if let Some((strategy, _)) = self.for_account.as_ref().filter(|_| self.rehearse) {
            cx.note(Detail::State, format!("rehearses {}", strategy.word()));
        }
        let target = target(cx, &self.name).await?;
        Ok(Done::read(TargetTest(cx.vault.target_access(&target)?)))
    }
}

impl Engine {
    /// Tests a target: one log-in of its managing account, its rights, and a rehearsal if that is asked for and no right is missing.
    /// Otherwise nothing is changed there. A rehearsal removes what it made also if it fails; the name of what is left is answered.
    ///
    /// # Errors
    /// Those of the call. What goes wrong at the target is part of the answer.
    pub async fn test_target(
        &self,
        call: &Call,
        op: &TestTarget,
        rotators: &Rotators,
    ) -> Result<TestedTarget, CoreError> {
        let TargetTest(access) = self.call(call, op).await?;
        let mut tested = TestedTarget::default();
        let found = async {
            let rotator = rotators.of(access.kind);
            let rotator = rotator.ok_or_else(|| Trouble::Unsupported("this kind of target".to_owned()))?;
            if let Some(manager) = &access.manager {
                tested.accepted = Some(rotator.log_in(&access, manager).await? == LogIn::Accepted);
            }
            if let (Some((strategy, account)), None | Some(true)) = (&op.for_account, tested.accepted) {
                if let Some(proof) = &op.proof {
                    let credential = proof.credential(account);
                    tested.account_accepted = Some(rotator.log_in(&access, &credential).await? == LogIn::Accepted);
                }
                let ManagerRights { missing, version } = rotator.rights(&access, *strategy, account.as_str()).await?;
                (tested.missing, tested.version) = (missing, Some(version));
                if op.rehearse && tested.missing.is_empty() {
                    let Rehearsal { trouble, failed_at, left } = rotator.rehearse(&access, *strategy).await;
                    (tested.rehearsed, tested.failed_at, tested.left) = (Some(trouble.is_none()), failed_at, left);
                    return trouble.map_or(Ok(()), Err);
                }
            }
            Ok::<_, Trouble>(())
        };
        if let Err(trouble) = found.await {
            tested.trouble = Some((cause_of(&trouble), trouble.to_string()));
        }
        Ok(tested)
    }
}
