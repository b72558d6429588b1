//! The one step of a rotation without a target.

use super::{settle::Settling, store_version::store_version};
use crate::{
    Blocker, CoreError,
    engine::{Context, Loaded},
    ports::Change,
    rotation::generated_value,
    rows::{RotationPlanRow, RotationRow, SecretRow},
};
use strongroom_crypto::{EnvelopePart, Plaintext};
use strongroom_domain::{RunCause, RunFact, Stage, ValueRecipe, ValueType};

/// The changes that give all readers a generated value, or the one that a caller gave when the rotation began. Whatever keeps it from
/// that needs a person.
pub(super) fn generate(
    cx: &mut Context<'_>,
    loaded: &Loaded,
    plan: RotationPlanRow,
    rotation: RotationRow,
    recipe: &ValueRecipe,
) -> Result<Vec<Change>, CoreError> {
    let mut settling = Settling::new(loaded, plan, rotation);
    let version = settling.rotation.version.clone();
    let made = match loaded.version(&version) {
        Some(_) => Ok(Vec::new()),
        None => match new_value(cx, loaded, &settling.secret, recipe)? {
            Ok(value) => store_version(cx, loaded, &mut settling.secret, &version, (ValueType::Text, &value))?,
            Err(cause) => Err(cause),
        },
    };
    let fact = match made {
        Ok(changes) => {
            settling.push(changes);
            RunFact::Generated
        }
        Err(cause) => RunFact::Failed(cause),
    };
    let next = settling.rotation.state.next(fact).ok_or(CoreError::InUse(Blocker::RotationState))?;
    settling.follow(cx, next)?;
    Ok(settling.changes(cx))
}

fn new_value(
    cx: &Context<'_>,
    loaded: &Loaded,
    secret: &SecretRow,
    recipe: &ValueRecipe,
) -> Result<Result<Plaintext, RunCause>, CoreError> {
    let current = secret.labels.resolve(&Stage::Current).and_then(|id| loaded.version(id));
    let Some(current) = current else { return Ok(Err(RunCause::NoCredential)) };
    let value = match cx.vault.decrypt_part(current, EnvelopePart::Value) {
        Ok(value) => value,
        Err(CoreError::KeyDisabled | CoreError::KeyDeleting) => return Ok(Err(RunCause::KeyUnusable)),
        Err(other) => return Err(other),
    };
    match generated_value(recipe, current.value_type, &value) {
        Ok(value) => Ok(Ok(value)),
        Err(CoreError::Invalid(_)) => Ok(Err(RunCause::NoCredential)),
        Err(other) => Err(other),
    }
}
