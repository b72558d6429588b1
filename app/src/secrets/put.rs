//! Storing a new version.

use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use super::from_core;
#[cfg(feature = "ssr")]
use crate::{
    door::{
        self,
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
    expect: Option<u64>,
) -> Result<Saved, UiError> {
    let put = secrets::PutSecretValue { name: from_core::name(name)?, version, value, stages, expect };
    let put = door::call(put).await?;
    Ok(Saved { number: put.ordinal, unchanged: put.unchanged, dropped: put.dropped.map(String::from) })
}
