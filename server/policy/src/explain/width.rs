//! Measures a caller's access: how much of a sample is allowed.

use crate::{
    condition::ConditionContext,
    evaluate::evaluate,
    request::{Check, Decision, Request},
};
use strongroom_domain::Action;

/// Counts the allowed pairs of every known action and a sample of related and unrelated resources. Only the requested
/// resources use the context and resource policies of the checks.
pub fn of(request: &Request<'_>) -> usize {
    let named: Vec<String> = request.checks.iter().map(|check| check.action.clone()).collect();
    let known = Action::ALL.iter().map(|action| action.full_name());
    let mut actions: Vec<_> =
        known.chain(named).chain(["kms:Decrypt".to_owned(), "ecs:StopInstance".to_owned()]).collect();
    actions.sort();
    actions.dedup();
    let mut allowed = 0;
    for check in request.checks {
        for resource in nearby(&check.resource) {
            let same = resource == check.resource;
            let resource_policy = check.resource_policy.clone().filter(|_| same);
            let mut probe = Check { action: String::new(), resource, context: check.context.clone(), resource_policy };
            if !same {
                probe.context = ConditionContext::default();
            }
            for action in &actions {
                probe.action.clone_from(action);
                let one = Request { checks: std::slice::from_ref(&probe), ..*request };
                allowed += usize::from(evaluate(&one) == Decision::Allow);
            }
        }
    }
    allowed
}

/// The resource, its siblings, its container, resources of other kinds, and no resource.
fn nearby(resource: &str) -> Vec<String> {
    let mut near = vec![resource.to_owned()];
    if let Some((head, rest)) = resource.rsplit_once(':') {
        let (container, name) = rest.split_once('/').unwrap_or((rest, ""));
        let folder = name.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        near.push(format!("{head}:{container}"));
        near.push(format!("{head}:{container}/{folder}another-one"));
        near.push(format!("{head}:{container}/unrelated"));
        near.push(format!("{head}:key/unrelated"));
        near.push(format!("{head}:user/unrelated"));
    }
    near.push("*".to_owned());
    near
}
