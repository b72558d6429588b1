//! Telling what happened, in the commit in which it happens.

use crate::{
    CoreError,
    engine::Context,
    ports::{Change, NoticeChange},
    rows::{Authenticate, NoticeRow, RotationRow},
};
use strongroom_domain::{Notice, NoticeId, NoticeKind, NoticeSubject, RotationId, SecretName, Timestamp};

/// The change that tells what came to a rotation of this secret.
pub(crate) fn rotation_notice(
    cx: &Context<'_>,
    kind: NoticeKind,
    name: &SecretName,
    rotation: &RotationRow,
) -> Result<Change, CoreError> {
    let cause = rotation.state.cause.filter(|_| kind.lasts());
    let notice = Notice {
        id: NoticeId(crate::random::id(cx.now)?),
        kind,
        resolved: false,
        at: cx.engine.rotation_now(),
        about: NoticeSubject::Secret { name: name.clone(), rotation: Some(rotation.id) },
        cause,
        date: None,
    };
    Ok(NoticeChange::Put(NoticeRow { notice }.authenticate(&cx.vault.keyring)).into())
}

/// The key of what lasts of a rotation.
pub(crate) fn about_rotation(id: RotationId) -> String {
    format!("rotation/{id}")
}

/// That what was told has ended.
pub(super) fn resolved(told: &Notice, now: Timestamp) -> Result<Notice, CoreError> {
    Ok(Notice { id: NoticeId(crate::random::id(now)?), resolved: true, at: now, ..told.clone() })
}
