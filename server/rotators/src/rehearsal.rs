//! A rotation of a scratch account, as a real one goes.

use crate::draw::{credential, scratch_name};
use strongroom_core::ports::{Credential, LogIn, Rehearsal, Replace, Revocation, Rotator, TargetAccess, Trouble};
use strongroom_domain::{RehearsalStep, Strategy};

/// Makes and removes accounts that have no rights.
#[async_trait::async_trait]
pub(crate) trait Scratch: Rotator {
    /// A credential of the form that the strategy replaces. It is of no account yet.
    ///
    /// # Errors
    /// The random generator fails.
    fn seed(&self, _: Strategy, account: &str) -> Result<Credential, Trouble> {
        credential(account, 1)
    }

    /// Makes an account that can do nothing but log in.
    ///
    /// # Errors
    /// It was refused, or whether it happened is unknown.
    async fn create(&self, target: &TargetAccess, account: &Credential) -> Result<(), Trouble>;

    /// Removes an account, if it exists.
    ///
    /// # Errors
    /// It may still exist.
    async fn remove(&self, target: &TargetAccess, account: &str) -> Result<(), Trouble>;
}

/// Rotates a scratch account, and removes what was made whatever happened.
pub(crate) async fn rehearse(kind: &impl Scratch, target: &TargetAccess, strategy: Strategy) -> Rehearsal {
    let (first, second) = match (scratch_name(), scratch_name()) {
        (Ok(first), Ok(second)) => (first, second),
        (Err(trouble), _) | (_, Err(trouble)) => {
            return Rehearsal { trouble: Some(trouble), failed_at: Some(RehearsalStep::Create), left: None };
        }
    };
    let two = strategy == Strategy::TwoAccounts;
    let next = if two { &second } else { &first };
    let (mut made, mut step) = (false, RehearsalStep::Create);
    let mut trouble = rotate(kind, target, strategy, (&first, next), &mut made, &mut step).await.err();
    let mut failed_at = trouble.is_some().then_some(step);
    let mut left = Vec::new();
    // The clone first: it has the rights of the other.
    for account in [two.then_some(&second), Some(&first)].into_iter().flatten().filter(|_| made) {
        let mut removed = kind.remove(target, account).await;
        if removed.is_err() {
            removed = kind.remove(target, account).await;
        }
        if let Err(error) = removed {
            left.push(account.as_str());
            trouble = trouble.or(Some(error));
            failed_at = failed_at.or(Some(RehearsalStep::Remove));
        }
    }
    Rehearsal { trouble, failed_at, left: (!left.is_empty()).then(|| left.join(", ")) }
}

async fn rotate(
    kind: &impl Scratch,
    target: &TargetAccess,
    strategy: Strategy,
    (first, next): (&str, &str),
    made: &mut bool,
    step: &mut RehearsalStep,
) -> Result<(), Trouble> {
    let nobody = kind.seed(strategy, first)?;
    let current = kind.draw(target, &nobody, first, 1).await?;
    let pending = kind.draw(target, &current, next, 1).await?;
    let created = kind.create(target, &current).await;
    *made = matches!(created, Ok(()) | Err(Trouble::Uncertain(_)));
    created?;
    *step = RehearsalStep::LogIn;
    expect(kind, target, &current, LogIn::Accepted).await?;
    *step = RehearsalStep::Replace;
    kind.apply(target, &Replace { strategy, current: &current, pending: &pending }).await?;
    *step = RehearsalStep::LogInAgain;
    expect(kind, target, &pending, LogIn::Accepted).await?;
    if strategy.guarantee().both_work() {
        *step = RehearsalStep::KeepOld;
        expect(kind, target, &current, LogIn::Accepted).await?;
    }
    *step = RehearsalStep::Revoke;
    match kind.revoke(target, strategy, &current, &pending).await? {
        Revocation::Dead => Ok(()),
        Revocation::StillWorks => {
            Err(Trouble::Unexpected("it accepts the old credential of the scratch account".into()))
        }
    }
}

async fn expect(kind: &impl Scratch, target: &TargetAccess, who: &Credential, wanted: LogIn) -> Result<(), Trouble> {
    if kind.log_in(target, who).await? == wanted {
        return Ok(());
    }
    Err(Trouble::Unexpected("it refuses a credential of the scratch account that was just set".into()))
}
