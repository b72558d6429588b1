//! What a commit makes stale in the caches.

use crate::ports::{
    Change, IdentityChange, KeyChange, NoticeChange, RotationChange, SecretChange, SessionChange, TrailChange,
};
use strongroom_domain::SecretName;

/// What a change makes stale.
pub(super) enum Touched {
    Secret(SecretName),
    Identity,
    Keys,
    Rotations,
    Notices,
}

impl Touched {
    /// Versions do not know their secret's name; the operation's resource does.
    pub fn of(change: &Change, resource: Option<&str>) -> Option<Self> {
        match change {
            Change::Secret(SecretChange::Put(row, _)) => Some(Self::Secret(row.name.clone())),
            Change::Secret(
                SecretChange::Remove(..) | SecretChange::PutVersion(_) | SecretChange::RemoveVersion(..),
            ) => resource.and_then(|name| SecretName::new(name).ok()).map(Self::Secret),
            Change::Key(
                KeyChange::Put(..)
                | KeyChange::PutVersion(_)
                | KeyChange::PutDeletion(_)
                | KeyChange::RemoveDeletion(_)
                | KeyChange::Remove(..),
            ) => Some(Self::Keys),
            Change::Identity(IdentityChange::PutMfaDevice(..) | IdentityChange::RemoveMfaDevice(..)) => None,
            Change::Identity(_) => Some(Self::Identity),
            // What applies is a field of the secret or key.
            Change::ResourcePolicy(_) => None,
            // Not cached, but waited for. What a rotation gives readers is a field of the secret.
            Change::Rotation(RotationChange::Put(..)) => Some(Self::Rotations),
            Change::Rotation(_) => None,
            // Not cached either.
            Change::Notice(NoticeChange::Put(_) | NoticeChange::PutDelivery(..) | NoticeChange::PutChannel(..)) => {
                Some(Self::Notices)
            }
            Change::Notice(_) => None,
            Change::Session(
                SessionChange::End { .. } | SessionChange::EndOne { .. } | SessionChange::UseNonce { .. },
            )
            | Change::Installation(_)
            | Change::Trail(TrailChange::Append(_) | TrailChange::Authenticate(_)) => None,
        }
    }
}
