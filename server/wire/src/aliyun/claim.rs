//! What a request that is refused says about itself, for the audit trail.

use super::{ops, signature::Signed};
use crate::http::Params;
use strongroom_core::ClaimedRequest;
use strongroom_domain::ResourceKind;

/// Longest name of a thing that is taken from an unverified request, in bytes. No valid name is longer.
const NAME: usize = 256;

/// The key, the operation, and the thing that the operation's parameters name.
pub(super) fn claimed<'a>(signed: &Signed<'a>, params: &'a Params<'_>) -> ClaimedRequest<'a> {
    let action = ops::find(signed.api, signed.action).ok().and_then(|operation| operation.action);
    let target =
        action.map(strongroom_domain::Action::resource_kind).and_then(|kind| Some((kind, named(kind, params)?)));
    ClaimedRequest { access_key: signed.access_key_id, operation: signed.action, target }
}

/// The parameter that names a thing of a kind, in every operation that is about one.
fn named<'a>(kind: ResourceKind, params: &'a Params<'_>) -> Option<&'a str> {
    let parameter = match kind {
        ResourceKind::Secret => "SecretName",
        ResourceKind::Key => "KeyId",
        ResourceKind::User => "UserName",
        ResourceKind::Group => "GroupName",
        ResourceKind::Policy => "PolicyName",
        ResourceKind::Role => "RoleName",
        ResourceKind::Target => "TargetName",
        ResourceKind::Channel => "ChannelName",
        ResourceKind::Trail | ResourceKind::System => return None,
    };
    params.get(parameter).filter(|name| !name.is_empty() && name.len() <= NAME)
}
