//! Server functions that rotate a secret.

use super::dto::{RotationData, ScheduleDraft};
use crate::error::UiError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::load;
#[cfg(feature = "ssr")]
use crate::{
    door::{self, ops::rotations},
    secrets::{from_core, lookup::describe},
};
#[cfg(feature = "ssr")]
use strongroom_domain::Action;

/// How a secret rotates, and its latest rotations.
///
/// # Errors
/// The secret does not exist, or the caller may not see it.
#[server]
pub async fn secret_rotation(name: String) -> Result<RotationData, UiError> {
    let described = describe(&name, false).await?;
    let facts = from_core::facts(&described).await?;
    let rotation = load::rotation(&described, &facts.may).await?;
    let lists = door::abilities(&door::principal().await?).await?.actions.contains(&Action::ListRotations);
    let history = match lists && rotation.is_some() {
        true => Some(load::history(&described.secret.name).await?),
        false => None,
    };
    Ok(RotationData { facts, rotation, history })
}

/// Sets whether and when a secret rotates by itself.
///
/// # Errors
/// The period, the hours or the freeze dates are invalid, or an error of the core.
#[server]
pub async fn set_rotation_policy(
    name: String,
    #[server(default)] automatic: bool,
    #[server(flatten)] schedule: ScheduleDraft,
) -> Result<(), UiError> {
    let (period, window) = (schedule.period()?, rotations::WindowChange::Set(schedule.window()?));
    let (name, freezes) = (from_core::name(&name)?, Some(schedule.freezes()?));
    door::call(rotations::UpdateSecretRotationPolicy { name, automatic, period, window, freezes }).await
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
