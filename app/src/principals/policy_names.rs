//! Names of the deciding policies, for display.

use strongroom_policy::{At, Deciding, Holder};

/// The policies of the deciding statements, without duplicates. The policy of a secret or key is named by its holder.
pub(crate) fn policy_names(through: &[Deciding]) -> Vec<String> {
    let name = |At { policy, holder, .. }: &At| match holder {
        Holder::Resource(arn) if arn.contains(":secret/") => "this secret's policy".to_owned(),
        Holder::Resource(_) => "the key's policy".to_owned(),
        _ => policy.clone(),
    };
    let mut names: Vec<_> = through.iter().map(|deciding| name(&deciding.statement)).collect();
    names.sort();
    names.dedup();
    names
}
