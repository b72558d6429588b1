//! A rotation of a scratch user's key, as a real one goes.

use super::{Ram, service::RamService};
use crate::draw::scratch_name;
use strongroom_core::ports::{
    Applied, Credential, LogIn, Rehearsal, Replace, Revocation, Rotator, TargetAccess, Trouble,
};
use strongroom_domain::{RehearsalStep, Strategy};

/// Makes a user without rights, rotates its key, and removes what was made whatever happened.
pub(super) async fn rehearse(ram: &Ram, target: &TargetAccess, strategy: Strategy) -> Rehearsal {
    let failed = |trouble| Rehearsal { trouble: Some(trouble), failed_at: Some(RehearsalStep::Create), left: None };
    let (user, service) = match (scratch_name(), ram.as_manager(target)) {
        (Ok(user), Ok(service)) => (user, service),
        (Err(trouble), _) | (_, Err(trouble)) => return failed(trouble),
    };
    match service.create_user(&user).await {
        // The answer is lost: it may be there.
        Ok(()) | Err(Trouble::Uncertain(_)) => {}
        Err(trouble) => return failed(trouble),
    }
    let mut step = RehearsalStep::Create;
    let mut trouble = rotate(ram, &service, target, strategy, &user, &mut step).await.err();
    let mut failed_at = trouble.is_some().then_some(step);
    let mut removed = remove(&service, &user).await;
    if removed.is_err() {
        removed = remove(&service, &user).await;
    }
    let left = removed.is_err().then_some(user);
    if let Err(error) = removed {
        trouble = trouble.or(Some(error));
        failed_at = failed_at.or(Some(RehearsalStep::Remove));
    }
    Rehearsal { trouble, failed_at, left }
}

async fn rotate(
    ram: &Ram,
    service: &RamService,
    target: &TargetAccess,
    strategy: Strategy,
    user: &str,
    step: &mut RehearsalStep,
) -> Result<(), Trouble> {
    let current = service.create_key(user).await?;
    *step = RehearsalStep::LogIn;
    expect_accepted(ram, target, &current).await?;
    *step = RehearsalStep::Replace;
    let to_issue = ram.draw(target, &current, user, 1).await?;
    let Applied::Issued(pending) =
        ram.apply(target, &Replace { strategy, current: &current, pending: &to_issue }).await?
    else {
        return Err(Trouble::Unexpected("it made no second key".into()));
    };
    *step = RehearsalStep::LogInAgain;
    expect_accepted(ram, target, &pending).await?;
    *step = RehearsalStep::KeepOld;
    expect_accepted(ram, target, &current).await?;
    *step = RehearsalStep::Revoke;
    match ram.revoke(target, strategy, &current, &pending).await? {
        Revocation::Dead => Ok(()),
        Revocation::StillWorks => Err(Trouble::Unexpected("it accepts the old key of the scratch user".into())),
    }
}

async fn expect_accepted(ram: &Ram, target: &TargetAccess, who: &Credential) -> Result<(), Trouble> {
    match ram.log_in(target, who).await? {
        LogIn::Accepted => Ok(()),
        LogIn::Refused => Err(Trouble::Unexpected("it refuses a key of the scratch user that was just made".into())),
    }
}

/// Removes a user and its keys, if it exists.
async fn remove(service: &RamService, user: &str) -> Result<(), Trouble> {
    let keys = match service.keys(user).await {
        Ok(keys) => keys,
        Err(Trouble::NoAccount) => return Ok(()),
        Err(trouble) => return Err(trouble),
    };
    for key in &keys {
        super::remove(service, user, key).await?;
    }
    service.delete_user(user).await
}
