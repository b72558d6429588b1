//! The one step of a rotation without a target.

use super::{
    settle::{Settling, settle},
    store_version::store_version,
};
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
    let mut secret = loaded.secret.clone();
    let made = match loaded.version(&rotation.version) {
        Some(_) => Ok(Vec::new()),
        None => match new_value(cx, loaded, &secret, recipe)? {
            Ok(value) => store_version(cx, loaded, &mut secret, &rotation.version, (ValueType::Text, &value))?,
            Err(cause) => Err(cause),
        },
    };
    let (mut changes, fact) = match made {
        Ok(changes) => (changes, RunFact::Generated),
        Err(cause) => (Vec::new(), RunFact::Failed(cause)),
    };
    let next = rotation.state.next(fact).ok_or(CoreError::InUse(Blocker::RotationState))?;
    changes.extend(settle(cx, Settling { loaded, secret, plan, rotation, superseded: None }, next)?);
    Ok(changes)
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
