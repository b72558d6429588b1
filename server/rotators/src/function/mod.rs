//! Functions: a signed call by HTTPS for each step. `docs/rotation-functions.md` describes calls and answers to authors of functions.
//!
//! What a function changes is known to it alone: the value of the secret is a text that it makes or is given.

mod answer;
mod call;
mod client;

pub use answer::{FunctionAnswer, FunctionCode};
pub use call::{FunctionCall, FunctionWork, PROTOCOL, signed};
pub use client::{FunctionClient, FunctionResponse};

use crate::{Deadlines, credential::manager, draw, revocation::revoke};
use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};
use strongroom_core::{
    constant_time_eq,
    ports::{
        Applied, Credential, LogIn, ManagerRights, Rehearsal, Replace, Revocation, RotationStepId, Rotator, Secret,
        TargetAccess, Trouble,
    },
};
use strongroom_crypto::{Plaintext, SigningKey, fill_random};
use strongroom_domain::{CallableNetworks, RehearsalStep, RunStep, Strategy};

/// Why a function is called.
#[derive(Clone, Debug)]
enum CallReason {
    /// For a step of a rotation.
    Step(RotationStepId),
    /// To see whether it answers. Nothing real is to change.
    Rehearsal(String),
}

/// Rotates values by functions.
#[derive(Clone, Debug)]
struct FunctionRotator {
    client: FunctionClient,
    step: Option<RotationStepId>,
}

/// The rotator of functions, which are called at public addresses and in these networks.
pub fn rotator(deadlines: Deadlines, networks: CallableNetworks) -> Arc<dyn Rotator> {
    Arc::new(FunctionRotator { client: FunctionClient::new(deadlines, networks), step: None })
}

impl FunctionRotator {
    fn reason(&self) -> Result<CallReason, Trouble> {
        match &self.step {
            Some(step) => Ok(CallReason::Step(step.clone())),
            None => rehearsal(),
        }
    }

    /// The answer to one call.
    async fn ask(
        &self,
        target: &TargetAccess,
        reason: &CallReason,
        account: &str,
        work: FunctionWork<'_>,
    ) -> Result<FunctionAnswer, Trouble> {
        let signer = manager(target)?;
        let Secret::Password(key) = &signer.secret else {
            return Err(Trouble::Unsupported("its signing key is not text".into()));
        };
        let (rotation, attempt, secret, back) = match reason {
            CallReason::Step(step) => {
                let back = matches!(step.step, RunStep::Restore | RunStep::Discard);
                (step.rotation.to_string(), step.attempt, step.secret.as_str(), back)
            }
            CallReason::Rehearsal(id) => (id.clone(), 1, "", false),
        };
        // A value that is set again to take a rotation back is not a repetition.
        let token = format!("{rotation}-{}{}-{attempt}", work.word(), if back { "-back" } else { "" });
        let call = FunctionCall {
            version: PROTOCOL,
            work,
            token: &token,
            rotation: &rotation,
            attempt,
            secret,
            account,
            rehearsal: matches!(reason, CallReason::Rehearsal(_)),
        };
        let body = call.body()?;
        let headers = signed(&signer.account, &SigningKey::new(key), &token, now(), &body)?;
        let changes = matches!(work, FunctionWork::Set { .. } | FunctionWork::Finish { .. });
        let response = self.client.send(&target.host, &target.trust, headers, body, changes).await?;
        response.answer(changes)?.unless_failed()
    }

    async fn test(
        &self,
        target: &TargetAccess,
        reason: &CallReason,
        account: &str,
        value: &str,
    ) -> Result<LogIn, Trouble> {
        match self.ask(target, reason, account, FunctionWork::Test { value }).await? {
            FunctionAnswer::Accepted => Ok(LogIn::Accepted),
            FunctionAnswer::Refused => Ok(LogIn::Refused),
            other => Err(unfitting(&other)),
        }
    }

    async fn change(
        &self,
        target: &TargetAccess,
        reason: &CallReason,
        account: &str,
        work: FunctionWork<'_>,
    ) -> Result<(), Trouble> {
        match self.ask(target, reason, account, work).await? {
            FunctionAnswer::Done => Ok(()),
            other => Err(Trouble::Uncertain(format!("it answers {}, not done", other.word()))),
        }
    }

    async fn create(
        &self,
        target: &TargetAccess,
        reason: &CallReason,
        account: &str,
        current: &str,
        attempt: u8,
    ) -> Result<Plaintext, Trouble> {
        match self.ask(target, reason, account, FunctionWork::Create { current }).await? {
            FunctionAnswer::Value(value) => Ok(value),
            FunctionAnswer::Generate => {
                Ok(Plaintext::new(std::mem::take(&mut *draw::password_text(attempt)?).into_bytes()))
            }
            other => Err(unfitting(&other)),
        }
    }

    /// All four steps with values of nobody.
    async fn rehearsed(&self, target: &TargetAccess, step: &mut RehearsalStep) -> Result<(), Trouble> {
        let reason = rehearsal()?;
        let account = draw::scratch_name()?;
        let old = draw::password_text(1)?;
        let new = self.create(target, &reason, &account, &old, 1).await?;
        let new = text(&new)?;
        *step = RehearsalStep::Replace;
        self.change(target, &reason, &account, FunctionWork::Set { current: &old, pending: new }).await?;
        *step = RehearsalStep::LogInAgain;
        if self.test(target, &reason, &account, new).await? == LogIn::Refused {
            return Err(Trouble::Unexpected("it refuses the value that was just set".into()));
        }
        *step = RehearsalStep::Revoke;
        self.change(target, &reason, &account, FunctionWork::Finish { kept: new, revoked: &old }).await?;
        match self.test(target, &reason, &account, &old).await? {
            LogIn::Refused => Ok(()),
            LogIn::Accepted => Err(Trouble::Unexpected("it accepts the value that was just revoked".into())),
        }
    }
}

impl FunctionResponse {
    /// The answer in it; `changes` says whether the call was one that changes something.
    ///
    /// # Errors
    /// It is not an answer.
    pub fn answer(&self, changes: bool) -> Result<FunctionAnswer, Trouble> {
        use crate::sent::Sent;
        FunctionAnswer::read(self.status, &self.body, if changes { Sent::Change } else { Sent::Nothing })
    }
}

fn rehearsal() -> Result<CallReason, Trouble> {
    let mut id = [0; 16];
    fill_random(&mut id).map_err(|_| Trouble::Unsupported("the random generator fails".into()))?;
    Ok(CallReason::Rehearsal(id.iter().fold("rehearsal-".to_owned(), |text, byte| format!("{text}{byte:02x}"))))
}

/// The machine's time, which the function compares with its own.
#[expect(clippy::disallowed_methods, reason = "a rotator has no Clock port: whoever signs signs for this moment")]
pub fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_secs()).unwrap_or(i64::MAX)
}

fn unfitting(answer: &FunctionAnswer) -> Trouble {
    Trouble::Unexpected(format!("the answer {} does not belong to the step", answer.word()))
}

fn text(value: &Plaintext) -> Result<&str, Trouble> {
    std::str::from_utf8(value.expose()).map_err(|_| Trouble::Unsupported("a value that is not text".into()))
}

/// The text that the function knows a credential by.
fn value(credential: &Credential) -> Result<&str, Trouble> {
    match &credential.secret {
        Secret::Value(value) | Secret::Password(value) => text(value),
        Secret::PrivateKey(_) | Secret::AccessKey { .. } | Secret::ToIssue { .. } => {
            Err(Trouble::Unsupported("functions rotate generic secrets".into()))
        }
    }
}

fn require(strategy: Strategy) -> Result<(), Trouble> {
    match strategy {
        Strategy::Function => Ok(()),
        _ => Err(Trouble::Unsupported("a function has a strategy of its own".into())),
    }
}

/// Whether this is the key that calls are signed with, which is tried by any call.
fn is_signer(target: &TargetAccess, credential: &Credential) -> bool {
    match (target.manager.as_ref().map(|manager| (&manager.account, &manager.secret)), &credential.secret) {
        (Some((account, Secret::Password(key))), Secret::Password(tried)) => {
            *account == credential.account && constant_time_eq(key.expose(), tried.expose())
        }
        _ => false,
    }
}

#[async_trait::async_trait]
impl Rotator for FunctionRotator {
    fn for_step(&self, step: &RotationStepId) -> Option<Arc<dyn Rotator>> {
        Some(Arc::new(Self { step: Some(step.clone()), ..self.clone() }))
    }

    async fn draw(
        &self,
        target: &TargetAccess,
        current: &Credential,
        account: &str,
        attempt: u8,
    ) -> Result<Credential, Trouble> {
        let new = self.create(target, &self.reason()?, account, value(current)?, attempt).await?;
        Ok(Credential { account: account.to_owned(), secret: Secret::Value(new) })
    }

    /// The function is asked; of the signing key, whether it accepts the signature.
    async fn log_in(&self, target: &TargetAccess, credential: &Credential) -> Result<LogIn, Trouble> {
        if !is_signer(target, credential) {
            return self.test(target, &self.reason()?, &credential.account, value(credential)?).await;
        }
        match self.test(target, &rehearsal()?, "", "").await {
            Ok(_) => Ok(LogIn::Accepted),
            Err(Trouble::ManagerRefused) => Ok(LogIn::Refused),
            Err(trouble) => Err(trouble),
        }
    }

    async fn apply(&self, target: &TargetAccess, change: &Replace<'_>) -> Result<Applied, Trouble> {
        require(change.strategy)?;
        let (current, pending) = (value(change.current)?, value(change.pending)?);
        let work = FunctionWork::Set { current, pending };
        self.change(target, &self.reason()?, &change.pending.account, work).await?;
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
        let finish = async {
            let work = FunctionWork::Finish { kept: value(kept)?, revoked: value(old)? };
            self.change(target, &self.reason()?, &old.account, work).await
        };
        revoke(self, target, old, kept, finish).await
    }

    async fn rights(&self, target: &TargetAccess, strategy: Strategy, _: &str) -> Result<ManagerRights, Trouble> {
        require(strategy)?;
        self.test(target, &rehearsal()?, "", "").await?;
        Ok(ManagerRights { missing: Vec::new(), version: format!("function protocol {PROTOCOL}") })
    }

    async fn rehearse(&self, target: &TargetAccess, strategy: Strategy) -> Rehearsal {
        let mut step = RehearsalStep::Create;
        let done = match require(strategy) {
            Ok(()) => self.rehearsed(target, &mut step).await,
            Err(trouble) => Err(trouble),
        };
        let trouble = done.err();
        Rehearsal { failed_at: trouble.is_some().then_some(step), trouble, left: None }
    }
}
