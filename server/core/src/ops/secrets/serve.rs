//! Which version a reader is given.

use crate::{
    Blocker, CoreError, Thing,
    engine::{Call, Loaded},
    rows::{SecretRow, VersionRow},
};
use std::borrow::Cow;
use strongroom_domain::{LabelMap, Reader, ReaderNetwork, VersionId};

/// The labels of a secret as this caller is served them: while a rotation rolls out, part of the readers have the version to come as the
/// current one.
pub(super) fn served_labels<'a>(secret: &'a SecretRow, call: &Call) -> Cow<'a, LabelMap> {
    let network = call.address.map(ReaderNetwork::of);
    let offered = secret.offered.as_ref().filter(|offered| offered.is_for(&Reader::from(&call.principal), network));
    match offered {
        None => Cow::Borrowed(&secret.labels),
        Some(offered) => {
            let mut labels = secret.labels.clone();
            labels.settle_on(&offered.version);
            Cow::Owned(labels)
        }
    }
}

/// A version whose value may become that of another one, or the current one: it was not revoked.
pub(super) fn usable_version<'a>(loaded: &'a Loaded, id: &VersionId) -> Result<&'a VersionRow, CoreError> {
    let version = loaded.version(id).ok_or(CoreError::NotFound(Thing::Version))?;
    if version.revoked.is_some() { Err(CoreError::InUse(Blocker::RevokedVersion)) } else { Ok(version) }
}
