//! How a principal has access, for display.

use crate::door::ops::secrets::GrantedAccess;
use strongroom_domain::{ArnThing, ResourceKind};
use strongroom_policy::{At, Holder};

/// The policies of the deciding statements, without duplicates. The policy of a secret or key is named by its holder.
pub(crate) fn policy_names<'a>(accesses: impl IntoIterator<Item = &'a GrantedAccess>) -> Vec<String> {
    let name = |At { policy, holder, .. }: &At| match holder {
        Holder::Resource(arn) => match ArnThing::parse(arn).map(|thing| thing.kind) {
            Some(ResourceKind::Secret) => "this secret's policy".to_owned(),
            _ => "the key's policy".to_owned(),
        },
        _ => policy.clone(),
    };
    let statements = accesses.into_iter().flat_map(|access| &access.through);
    let mut names: Vec<_> = statements.map(|deciding| name(&deciding.statement)).collect();
    names.sort();
    names.dedup();
    names
}

/// The conditions of an access, in words.
pub(crate) fn conditions(access: &GrantedAccess) -> Option<String> {
    access.conditions.as_ref().map(strongroom_policy::Residual::sentence)
}
