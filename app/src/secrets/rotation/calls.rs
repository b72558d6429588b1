//! Server functions that rotate a secret.

use crate::error::UiError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::{
    door::{self, ops::rotations},
    secrets::from_core,
};

/// Begins a rotation, and does not wait for it.
///
/// # Errors
/// One is under way, or an error of the core.
#[server]
pub async fn rotate_secret(name: String) -> Result<(), UiError> {
    door::call(rotations::RotateSecret { name: from_core::name(&name)?, version: None }).await?;
    Ok(())
}

/// Lets a rotation go on that waits or needs a person; revokes an old credential at once.
///
/// # Errors
/// It goes on by itself, has ended, or an error of the core.
#[server]
pub async fn resume_rotation(name: String, rotation: String) -> Result<(), UiError> {
    let rotation = rotation.parse()?;
    door::call(rotations::ResumeRotation { name: from_core::name(&name)?, rotation }).await
}

/// Gives readers the old credential again; `give_up` ends the rotation without asking the target.
///
/// # Errors
/// It has ended, or an error of the core.
#[server]
pub async fn roll_back_rotation(
    name: String,
    rotation: String,
    #[server(default)] give_up: bool,
) -> Result<(), UiError> {
    let rotation = rotation.parse()?;
    door::call(rotations::RollBackRotation { name: from_core::name(&name)?, rotation, give_up }).await
}
