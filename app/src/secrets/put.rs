//! Storing a new version.

use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use super::from_core;
#[cfg(feature = "ssr")]
use crate::{
    door::{
        self, SeenThing,
        ops::secrets::{self, NewValue},
    },
    error::UiError,
};
#[cfg(feature = "ssr")]
use strongroom_domain::{Stage, VersionId};

/// The result of a save.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// Number of the version.
    pub number: u64,
    /// Whether nothing was stored because this version already has this value.
    pub unchanged: bool,
    /// The version that was deleted to make room.
    pub dropped: Option<String>,
}

/// Stores a new version, unless the secret changed since the expected revision.
#[cfg(feature = "ssr")]
pub(super) async fn put(
    name: &str,
    value: NewValue,
    stages: Vec<Stage>,
    version: Option<VersionId>,
    revision: u64,
) -> Result<Saved, UiError> {
    let name = from_core::name(name)?;
    let put = secrets::PutSecretValue { name: name.clone(), version, value, stages };
    let put = door::call_unchanged(SeenThing::Secret(name), revision, put).await?;
    Ok(Saved { number: put.ordinal, unchanged: put.unchanged, dropped: put.dropped.map(String::from) })
}
