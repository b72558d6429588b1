//! What decides about the subject of a question about access.

use crate::{
    CoreError, Thing,
    engine::{Context, Grants, Identity},
    ops::{roles, users},
};
use std::{borrow::Cow, sync::Arc};
use strongroom_domain::PolicySubject;
use strongroom_trail::Detail;

/// What a policy's `Resource` is matched with. Questions about a role need the right for every user: the actions are about users.
pub(crate) fn subject_resource(who: &PolicySubject) -> Option<Cow<'_, str>> {
    match who {
        PolicySubject::User(name) => Some(name.as_str().into()),
        PolicySubject::Role(_) => None,
    }
}

/// What decides about it, as of now.
pub(crate) async fn subject_grants(cx: &mut Context<'_>, who: &PolicySubject) -> Result<Arc<Grants>, CoreError> {
    let (identity, missing) = match who {
        PolicySubject::User(name) => (Identity::User(users::by_name(cx, name).await?.id), Thing::User),
        PolicySubject::Role(name) => {
            cx.note(Detail::Role, name.as_str());
            (Identity::Role(roles::by_name(cx, name).await?.id), Thing::Role)
        }
    };
    cx.vault.grants(cx.store(), identity, cx.uptime).await?.ok_or(CoreError::NotFound(missing))
}
