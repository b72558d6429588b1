//! The version that a rotation makes.

use crate::{
    CoreError, Limit,
    engine::{Context, Loaded},
    ops::secrets::{VersionTarget, encrypt_version},
    ports::{Change, SecretChange},
    rows::SecretRow,
};
use strongroom_crypto::Plaintext;
use strongroom_domain::{RunCause, ValueType, VersionId, limits};

/// The changes that store a value as the pending version of `secret`, which is changed accordingly. A version of this id that was refused
/// before is replaced: nobody was ever given it. The inner error is why it cannot be stored for now.
pub(super) fn store_version(
    cx: &Context<'_>,
    loaded: &Loaded,
    secret: &mut SecretRow,
    id: &VersionId,
    (value_type, value): (ValueType, &Plaintext),
) -> Result<Result<Vec<Change>, RunCause>, CoreError> {
    let mut changes = Vec::with_capacity(3);
    if loaded.version(id).is_some() {
        changes.push(SecretChange::RemoveVersion(secret.id, id.clone()).into());
    } else if loaded.versions.len() >= limits::VERSIONS {
        let unlabelled = loaded.versions.iter().filter(|version| !secret.labels.is_labelled(&version.id));
        let oldest = unlabelled.min_by_key(|version| version.ordinal).ok_or(CoreError::Limit(Limit::Versions))?;
        changes.push(SecretChange::RemoveVersion(secret.id, oldest.id.clone()).into());
    }
    let place = VersionTarget { secret: secret.id, id, ordinal: secret.last_ordinal + 1, cmk: secret.cmk };
    match encrypt_version(cx, &place, value_type, value) {
        Ok(version) => changes.push(SecretChange::PutVersion(version).into()),
        Err(CoreError::KeyDisabled | CoreError::KeyDeleting) => return Ok(Err(RunCause::KeyUnusable)),
        Err(other) => return Err(other),
    }
    secret.last_ordinal += 1;
    secret.labels.prepare(id);
    Ok(Ok(changes))
}
