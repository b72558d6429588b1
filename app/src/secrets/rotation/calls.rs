//! Server functions that rotate a secret.

use super::dto::{PeriodUnit, RotationData};
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
use strongroom_domain::{Action, RotationPeriod, RotationWindow};

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

/// Sets whether and when a secret rotates by itself. `from` and `to` are hours such as `22:00` at `offset` from UTC; both empty for any
/// hour.
///
/// # Errors
/// The period or the hours are invalid, or an error of the core.
#[server]
pub async fn set_rotation_policy(
    name: String,
    #[server(default)] automatic: bool,
    #[server(default)] every: String,
    #[server(default)] unit: PeriodUnit,
    #[server(default)] from: String,
    #[server(default)] to: String,
    #[server(default)] offset: String,
) -> Result<(), UiError> {
    let suffix = match unit {
        PeriodUnit::Day => "d",
        PeriodUnit::Hour => "h",
        PeriodUnit::Minute => "m",
        PeriodUnit::Second => "s",
    };
    let every = Some(every.trim()).filter(|every| !every.is_empty());
    let period = every.map(|every| RotationPeriod::parse(&format!("{every}{suffix}"))).transpose()?;
    let (from, to, offset) = (from.trim(), to.trim(), offset.trim());
    let window = match from.is_empty() && to.is_empty() {
        true => None,
        false => Some(RotationWindow::parse(&format!("{from}-{to}{}", if offset.is_empty() { "Z" } else { offset }))?),
    };
    let name = from_core::name(&name)?;
    let window = rotations::WindowChange::Set(window);
    door::call(rotations::UpdateSecretRotationPolicy { name, automatic, period, window }).await
}

/// Begins a rotation, and does not wait for it.
///
/// # Errors
/// One is under way, or an error of the core.
#[server]
pub async fn rotate_secret(name: String) -> Result<(), UiError> {
    door::call(rotations::RotateSecret { name: from_core::name(&name)?, version: None, leaked: false }).await?;
    Ok(())
}
