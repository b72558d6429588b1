//! How secrets rotate, and each rotation.
//!
//! No operation touches a target: it may run more than once for one commit. The reconciler takes a step, does it at the target, and
//! reports what it found; both are operations of its own principal.

mod begin;
mod calendar;
mod describe;
mod extend;
mod generate;
mod health;
mod list;
mod log;
mod names;
mod pause;
mod report;
mod resume;
mod roll_back;
mod rotate;
mod rotate_to;
mod served_keys;
mod set_generation;
mod set_plan;
mod settle;
mod step_taker;
mod store_version;
mod take;
mod update_policy;
mod wait;

pub use super::plans::NewRotationPlan;
pub use begin::BeginRotation;
pub use calendar::{CrowdedHour, DateState, ListRotationDates, RotationCalendar, RotationDate, RotationDay};
pub use describe::{DescribeRotation, DescribedRotation};
pub use extend::ExtendRotation;
pub use health::{ListRotationHealth, SecretRotation};
pub use list::{ListRotations, ListedRotation};
pub use log::{ReadRotationLog, RotationLog, RotationLogEntry};
pub use pause::PauseRotation;
pub use report::{ReportRotationStep, StepFound};
pub use resume::ResumeRotation;
pub use roll_back::RollBackRotation;
pub use rotate::{RotateSecret, RotatedSecret, RotationPace};
pub use rotate_to::RotateSecretTo;
pub use served_keys::{ListServedKeys, ServedKey};
pub use set_generation::SetGenerationPlan;
pub use set_plan::SetRotationPlan;
pub use take::{TakeRotationStep, Taken, TakenStep};
pub use update_policy::{PartChange, UpdateSecretRotationPolicy};

use crate::{
    Blocker, CoreError, Thing,
    engine::{Context, Loaded},
    ports::{Change, Expect, RotationChange, SecretChange},
    rows::{Authenticate, RotationPlanRow, RotationRow, SecretRow},
};
use std::sync::Arc;
use strongroom_domain::{PrincipalKind, RotationId, SecretName};

/// A secret that rotates, live or in its recovery window, and how it does.
async fn planned(cx: &mut Context<'_>, name: &SecretName) -> Result<(Arc<Loaded>, RotationPlanRow), CoreError> {
    let loaded = cx.secret(name).await?;
    let plan = cx.vault.plan(cx.store(), loaded.secret.id).await?;
    Ok((loaded, plan.ok_or(CoreError::InUse(Blocker::NoRotationPlan))?))
}

/// A secret, how it rotates, and one of its rotations. The secret is read last, so that it is never older than the rotation: another
/// process may store the credential to come in between.
async fn under_way(
    cx: &mut Context<'_>,
    name: &SecretName,
    rotation: RotationId,
) -> Result<(Arc<Loaded>, RotationPlanRow, RotationRow), CoreError> {
    let (loaded, plan) = planned(cx, name).await?;
    let rotation = cx.vault.rotation(cx.store(), loaded.secret.id, rotation).await?;
    let loaded = cx.vault.secret(cx.store(), name).await?;
    if loaded.secret.id == rotation.secret {
        Ok((loaded, plan, rotation))
    } else {
        Err(CoreError::NotFound(Thing::Rotation))
    }
}

/// A secret that rotates and can be used, and how it does.
async fn live(cx: &mut Context<'_>, name: &SecretName) -> Result<(Arc<Loaded>, RotationPlanRow), CoreError> {
    let found = planned(cx, name).await?;
    if found.0.secret.delete_at.is_some() { Err(CoreError::Deleting) } else { Ok(found) }
}

/// Steps are the server's own work, whatever policies allow.
fn require_server(cx: &mut Context<'_>) -> Result<(), CoreError> {
    if cx.call.principal.kind == PrincipalKind::System {
        return Ok(());
    }
    cx.because("only the server itself does steps of rotations");
    Err(CoreError::Denied)
}

fn put_rotation(cx: &Context<'_>, before: u64, rotation: RotationRow) -> Change {
    let rotation = RotationRow { revision: before + 1, updated: cx.now, ..rotation };
    RotationChange::Put(rotation.authenticate(&cx.vault.keyring), Expect::Revision(before)).into()
}

fn put_secret(cx: &Context<'_>, before: u64, secret: SecretRow) -> Change {
    let secret = SecretRow { revision: before + 1, updated: cx.now, ..secret };
    SecretChange::Put(secret.authenticate(&cx.vault.keyring), Expect::Revision(before)).into()
}
