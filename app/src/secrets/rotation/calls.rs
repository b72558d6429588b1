//! Server functions that rotate a secret.

use super::dto::{GenericPlanDraft, RotationData, ScheduleDraft};
use crate::{error::UiError, secrets::edit::ValueForm};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::load;
#[cfg(feature = "ssr")]
use crate::{
    door::{self, Plaintext, ops::rotations},
    secrets::{from_core, lookup::describe},
};
#[cfg(feature = "ssr")]
use strongroom_domain::{
    AccountName, Action, Field, FieldError, Form, PasswordRule, Problem, Strategy, TargetName, ValueRecipe,
};

/// How a secret rotates, and its latest rotations.
///
/// # Errors
/// The secret does not exist, or the caller may not see it.
#[server]
pub async fn secret_rotation(name: String) -> Result<RotationData, UiError> {
    // Names of keys, of which one can get generated passwords.
    let described = describe(&name, true).await?;
    let facts = from_core::facts(&described).await?;
    let rotation = load::rotation(&described, &facts.may).await?;
    let lists = door::abilities().await?.actions.contains(&Action::ListRotations);
    let history = match lists && rotation.is_some() {
        true => Some(load::history(&described.secret.name).await?),
        false => None,
    };
    let generic = load::generic(&described, &facts.may).await?;
    Ok(RotationData { facts, rotation, history, generic })
}

/// Sets how a generic secret rotates. A schedule that it has stays.
///
/// # Errors
/// A field is invalid, a rotation is under way, or an error of the core.
#[server]
pub async fn set_generic_plan(
    name: String,
    #[server(flatten)] plan: GenericPlanDraft,
    // Not part of the draft: what is flattened is read as text.
    #[server(default)] plain: bool,
    #[server(default)] automatic: bool,
    #[server(flatten)] schedule: ScheduleDraft,
) -> Result<(), UiError> {
    let has_plan = describe(&name, false).await?.rotation;
    let (automatic, schedule) = match has_plan {
        Some(before) => (before.automatic, before.schedule),
        None => (automatic, schedule.schedule()?),
    };
    let name = from_core::name(&name)?;
    let choice = |field| FieldError::new(field, Problem::Malformed(Form::Choice));
    match Strategy::from_word(&plan.how) {
        Some(Strategy::Generated) => {
            let length = plan.length.trim().parse().unwrap_or(0);
            let rule = PasswordRule { length, without: [false, false, false, plain], ..PasswordRule::default() };
            let recipe = ValueRecipe { rule, key: Some(plan.key).filter(|key| !key.is_empty()) };
            door::call(rotations::SetGenerationPlan { name, recipe, automatic, schedule }).await
        }
        Some(Strategy::Function) => {
            let target = TargetName::new(plan.function.trim()).map_err(|_| choice(Field::TargetName))?;
            let plan = rotations::NewRotationPlan {
                target,
                strategy: Strategy::Function,
                accounts: vec![AccountName::new(name.as_str())?],
                automatic,
                schedule,
                grace_s: None,
                await_readers: false,
                rollout: None,
                config: None,
            };
            door::call(rotations::SetRotationPlan { name, plan }).await
        }
        _ => Err(choice(Field::Strategy).into()),
    }
}

/// Sets whether and when a secret rotates by itself.
///
/// # Errors
/// The period, the hours, the first date or the freeze dates are invalid, or an error of the core.
#[server]
pub async fn set_rotation_policy(
    name: String,
    #[server(default)] automatic: bool,
    #[server(flatten)] schedule: ScheduleDraft,
) -> Result<(), UiError> {
    let (period, window) = (schedule.period()?, rotations::PartChange::Set(schedule.window()?));
    let begins = rotations::PartChange::Set(schedule.begins()?);
    let (name, freezes) = (from_core::name(&name)?, Some(schedule.freezes()?));
    door::call(rotations::UpdateSecretRotationPolicy { name, automatic, period, window, begins, freezes }).await
}

/// Begins a rotation, and does not wait for it.
///
/// # Errors
/// One is under way, or an error of the core.
#[server]
pub async fn rotate_secret(name: String) -> Result<(), UiError> {
    door::call(rotations::RotateSecret {
        name: from_core::name(&name)?,
        version: None,
        pace: rotations::RotationPace::AsPlanned,
    })
    .await?;
    Ok(())
}

/// Begins a rotation of a generic secret to a given value, and does not wait for it.
///
/// # Errors
/// The value is invalid, a rotation is under way, or an error of the core. The error never repeats the value.
#[server]
pub async fn rotate_secret_to(name: String, #[server(default)] value: ValueForm) -> Result<(), UiError> {
    let value = Plaintext::new(value.text_value()?.into_bytes());
    door::call(rotations::RotateSecretTo { name: from_core::name(&name)?, version: None, value }).await?;
    Ok(())
}
