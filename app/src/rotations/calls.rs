//! Server functions for rotations.

use super::dto::{RotationDetail, RotationList};
use crate::error::UiError;
use leptos::prelude::*;
use strongroom_domain::RunFilter;

#[cfg(feature = "ssr")]
use super::dto::{LogLine, RotationLine};
#[cfg(feature = "ssr")]
use crate::{
    door::{self, facts::RotationFacts, ops::rotations as op},
    error::ErrorKind,
};
#[cfg(feature = "ssr")]
use strongroom_domain::{ResourceKind, RotationId, RunPhase, RunProgress, SecretName, TargetName, Timestamp, limits};

/// Rotations in these states, of one secret or of all.
#[server]
pub async fn list_rotations(
    states: RunFilter,
    secret: Option<String>,
    cursor: Option<String>,
) -> Result<RotationList, UiError> {
    let secret = secret.map(|name| SecretName::new(&name)).transpose()?;
    page_of(op::ListRotations { secret, states, cursor, limit: limits::PAGE }).await
}

/// A page of rotations.
#[cfg(feature = "ssr")]
pub async fn page_of(page: op::ListRotations) -> Result<RotationList, UiError> {
    let (listed, next) = door::call(page).await?;
    let lines = listed.into_iter().map(|one| line(&one.rotation, one.secret.map(String::from), one.target));
    Ok(RotationList { rotations: lines.collect(), next })
}

/// One rotation of a secret.
#[server]
pub async fn load_rotation(secret: String, id: String) -> Result<RotationDetail, UiError> {
    let missing = || UiError::new(ErrorKind::NotFound, "Rotation not found.");
    let (Ok(name), Ok(id)) = (SecretName::new(&secret), id.parse::<RotationId>()) else {
        door::principal().await?;
        return Err(missing());
    };
    let found = door::call(op::DescribeRotation { name: name.clone(), rotation: Some(id) }).await?;
    let facts = found.rotation.ok_or_else(missing)?;
    // The secret may rotate at another target since.
    let target = found.target.filter(|_| found.plan.target == facts.target);
    let may = door::offered(ResourceKind::Secret, name.as_str()).await?;
    let Log { came_to, lines: log, cut: log_cut } = log(name, id).await?;
    let gradual = facts.rollout.is_some()
        || came_to.iter().any(|(progress, _)| matches!(progress, RunProgress::Offered | RunProgress::Accepted));
    let look_in_ms = look_in_ms(&facts, door::console()?.engine.now());
    Ok(RotationDetail {
        line: line(&facts, Some(secret), target),
        strategy: facts.strategy,
        account: facts.account.map(String::from),
        version: facts.version.into(),
        old_version: facts.old_version.into(),
        awaits_readers: facts.await_readers,
        back_asked: facts.state.back_asked,
        deadline: facts.deadline.map(|at| at.0),
        candidate: facts.state.candidate,
        failures: facts.state.attempts,
        updated: facts.updated.0,
        look_in_ms,
        may,
        gradual,
        came_to,
        log,
        log_cut,
    })
}

/// Entries of the log that the page shows.
#[cfg(feature = "ssr")]
const LOG: usize = 60;

/// What happened in a rotation.
#[cfg(feature = "ssr")]
struct Log {
    came_to: Vec<(RunProgress, i64)>,
    lines: Vec<LogLine>,
    cut: bool,
}

#[cfg(feature = "ssr")]
async fn log(name: SecretName, rotation: RotationId) -> Result<Log, UiError> {
    let op::RotationLog { entries, gap } = door::call(op::ReadRotationLog { name, rotation }).await?;
    let mut came_to: Vec<_> = entries.iter().filter_map(|entry| Some((entry.came_to?, entry.at.0))).collect();
    // A look at the target that changes nothing.
    came_to.dedup_by_key(|(progress, _)| *progress);
    let cut = gap || entries.len() > LOG;
    let lines = entries.into_iter().rev().take(LOG).map(|entry| {
        let op::RotationLogEntry { at, actor, action, began, came_to, note, alarm } = entry;
        LogLine { at: at.0, actor, action, began, came_to, note, alarm }
    });
    Ok(Log { came_to, lines: lines.collect(), cut })
}

/// Lets a rotation go on that waits or needs a person; gives all readers what part of them have; revokes an old credential at once.
///
/// # Errors
/// It goes on by itself, has ended, or an error of the core.
#[server]
pub async fn go_on(
    /// Name of the secret.
    secret: String,
    /// Id of the rotation.
    id: String,
) -> Result<(), UiError> {
    let (name, rotation) = (SecretName::new(&secret)?, id.parse::<RotationId>()?);
    door::call(op::ResumeRotation { name, rotation }).await
}

/// Lets the old credential work for so many seconds from now on.
///
/// # Errors
/// It has been revoked, readers do not have the new one yet, or an error of the core.
#[server]
pub async fn extend_grace(secret: String, id: String, seconds: u32) -> Result<(), UiError> {
    let (name, rotation) = (SecretName::new(&secret)?, id.parse::<RotationId>()?);
    door::call(op::ExtendRotation { name, rotation, seconds }).await
}

/// Gives readers the old credential again; `give_up` ends the rotation without asking the target.
///
/// # Errors
/// It has ended, or an error of the core.
#[server]
pub async fn take_back(secret: String, id: String, #[server(default)] give_up: bool) -> Result<(), UiError> {
    let (name, rotation) = (SecretName::new(&secret)?, id.parse::<RotationId>()?);
    door::call(op::RollBackRotation { name, rotation, give_up }).await
}

/// Shortest and longest time until a page looks again, in milliseconds. What is further off is left to the reader.
#[cfg(feature = "ssr")]
const LOOKS: std::ops::RangeInclusive<i64> = 1_500..=600_000;

/// When to look again at a rotation: at the time of its next step, and ever more rarely at a step that takes long.
#[cfg(feature = "ssr")]
pub fn look_in_ms(facts: &RotationFacts, now: Timestamp) -> Option<u32> {
    let waits = match (facts.state.phase, facts.state.progress) {
        (RunPhase::RetryWait, _) | (RunPhase::Active, RunProgress::Offered | RunProgress::Promoted) => {
            facts.due.0 - now.0
        }
        (RunPhase::Active, _) => (now.0 - facts.updated.0) / 2,
        _ => return None,
    };
    let waits = waits.max(*LOOKS.start());
    LOOKS.contains(&waits).then(|| u32::try_from(waits).ok()).flatten()
}

/// A rotation as lists show it.
#[cfg(feature = "ssr")]
pub fn line(facts: &RotationFacts, secret: Option<String>, target: Option<TargetName>) -> RotationLine {
    RotationLine {
        id: facts.id.to_string(),
        secret,
        target: target.map(String::from),
        generated: facts.target.is_none(),
        phase: facts.state.phase,
        progress: facts.state.progress,
        cause: facts.state.cause,
        due: facts.due.0,
        trigger: facts.trigger,
        starter: facts.starter.clone(),
        started: facts.started.0,
        ended: facts.ended.map(|at| at.0),
    }
}
