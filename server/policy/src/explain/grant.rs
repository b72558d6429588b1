//! Changes that resolve an implicit deny: attach a policy, join a group, add statements.

use super::{Candidate, Catalogue, Edit, revised};
use crate::{
    document::{Document, Kind},
    evaluate::decide,
    request::{Attached, CallerKind, Check, Decision, Holder, PolicyStage},
    system,
};
use serde_json::{Value, json};
use std::sync::Arc;

/// Candidates that may be allowed. The caller must evaluate them.
pub fn all<'a>(candidate: &Candidate<'a>, catalogue: &Catalogue) -> Vec<(Vec<Edit>, Candidate<'a>)> {
    let caller = candidate.request.caller;
    let Some(holder) = own_holder(candidate) else { return added(candidate, true).into_iter().collect() };
    let mut candidates = Vec::new();
    for (name, document) in &catalogue.policies {
        let mut next = candidate.clone();
        let attached = Attached { name: name.clone(), holder: holder.clone(), document: Ok(document.clone()) };
        next.policies.identity.push(attached);
        candidates.push((vec![Edit::Attach { policy: name.to_string() }], next));
    }
    // Roles cannot join groups.
    for (group, policies) in catalogue.groups.iter().filter(|_| caller.kind == CallerKind::User) {
        let mut next = candidate.clone();
        next.policies.identity.extend(policies.iter().cloned());
        candidates.push((vec![Edit::Join { group: group.clone() }], next));
    }
    let identity_first = added(candidate, false);
    let resource_first = added(candidate, true);
    // If both sides are needed, the two candidates are the same in another order.
    let same = match (&identity_first, &resource_first) {
        (Some((one, _)), Some((other, _))) => one.iter().all(|edit| other.contains(edit)),
        _ => false,
    };
    candidates.extend(identity_first);
    candidates.extend(resource_first.filter(|_| !same));
    candidates
}

/// The user or role that can be given policies.
fn own_holder(candidate: &Candidate<'_>) -> Option<Holder> {
    let name = candidate.request.caller.arn.rsplit('/').next()?.to_owned();
    match candidate.request.caller.kind {
        CallerKind::User => Some(Holder::User(name)),
        CallerKind::RoleSession => Some(Holder::Role(name)),
        CallerKind::Root | CallerKind::Service | CallerKind::Federated => None,
    }
}

/// Adds exactly what each check lacks, stage by stage. If either side is sufficient, `at_resource` selects one.
fn added<'a>(candidate: &Candidate<'a>, at_resource: bool) -> Option<(Vec<Edit>, Candidate<'a>)> {
    let mut next = candidate.clone();
    let mut edits = Vec::new();
    for n in 0..next.checks.len() {
        let check = next.checks.get(n)?.clone();
        for stage in [PolicyStage::Control, PolicyStage::Session] {
            if lacks(&next, n, stage) {
                edits.push(add(&mut next, n, &check, stage)?);
            }
        }
        // Tries one side after the other until the check passes, so that nothing unnecessary is added.
        let sides = if at_resource {
            [PolicyStage::Resource, PolicyStage::Identity]
        } else {
            [PolicyStage::Identity, PolicyStage::Resource]
        };
        for stage in sides {
            let passes = decide(&next.request(), next.checks.get(n)?).0 == Decision::Allow;
            if !passes && lacks(&next, n, stage) {
                edits.push(add(&mut next, n, &check, stage)?);
            }
        }
    }
    (!edits.is_empty()).then_some((edits, next))
}

fn lacks(candidate: &Candidate<'_>, n: usize, stage: PolicyStage) -> bool {
    let stages = candidate.checks.get(n).and_then(|check| decide(&candidate.request(), check).1);
    stages.is_some_and(|stages| {
        let said = match stage {
            PolicyStage::Control => stages.control,
            PolicyStage::Session => stages.session,
            PolicyStage::Identity => stages.identity,
            PolicyStage::Resource => stages.resource,
        };
        said == Decision::ImplicitDeny
    })
}

/// Adds one statement to an editable policy of the stage, or creates a policy.
fn add(candidate: &mut Candidate<'_>, n: usize, check: &Check, stage: PolicyStage) -> Option<Edit> {
    let (kind, statement) = statement(candidate, check, stage)?;
    let holder = own_holder(candidate);
    let text = json!({"Version": "1", "Statement": [statement]}).to_string();
    let new = Document::parse(&text, kind).ok()?;
    let policies = &mut candidate.policies;
    let existing = match stage {
        PolicyStage::Control => policies.control.first_mut(),
        PolicyStage::Session => policies.session.as_mut(),
        PolicyStage::Identity => policies
            .identity
            .iter_mut()
            .find(|policy| Some(&policy.holder) == holder.as_ref() && system::find(&policy.name).is_none()),
        PolicyStage::Resource => candidate.checks.get_mut(n)?.resource_policy.as_mut(),
    };
    let statement = statement.to_string();
    if let Some(policy) = existing {
        let document = policy.document.as_ref().ok()?;
        let statements = document.statements.iter().cloned().chain(new.statements).collect();
        policy.document = Ok(revised(document, statements)?);
        let (policy, holder) = (Some(policy.name.to_string()), policy.holder.clone());
        return Some(Edit::Add { stage, policy, holder, statement });
    }
    let holder = if stage == PolicyStage::Resource { Holder::Resource(check.resource.clone()) } else { holder? };
    let attached = Attached { name: "new".into(), holder: holder.clone(), document: Ok(Arc::new(new)) };
    match stage {
        PolicyStage::Resource => candidate.checks.get_mut(n)?.resource_policy = Some(attached),
        _ => policies.identity.push(attached),
    }
    Some(Edit::Add { stage, policy: None, holder, statement })
}

/// The kind of document of a stage, and the statement that allows exactly this check.
fn statement(candidate: &Candidate<'_>, check: &Check, stage: PolicyStage) -> Option<(Kind, Value)> {
    let (arn, action, resource) = (&candidate.request.caller.arn, &check.action, &check.resource);
    let principal = match candidate.request.caller.kind {
        CallerKind::Service => json!({ "Service": arn }),
        CallerKind::Federated => json!({ "Federated": arn }),
        CallerKind::Root | CallerKind::User | CallerKind::RoleSession => json!({ "RAM": arn }),
    };
    let document = |policy: &Attached| policy.document.as_ref().is_ok_and(|document| document.kind() == Kind::Trust);
    let trust = check.resource_policy.as_ref().is_some_and(document);
    let id = resource.split(':').nth(4).unwrap_or_default();
    let everywhere = json!({ "Effect": "Allow", "Action": action, "Resource": resource });
    match stage {
        PolicyStage::Control => Some((Kind::Control, everywhere)),
        PolicyStage::Session => Some((Kind::Session, everywhere)),
        PolicyStage::Identity => Some((Kind::Identity, everywhere)),
        PolicyStage::Resource if trust => {
            Some((Kind::Trust, json!({ "Effect": "Allow", "Principal": principal, "Action": action })))
        }
        PolicyStage::Resource if id.starts_with("secret/") || id.starts_with("key/") => Some((
            Kind::Resource,
            json!({ "Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*" }),
        )),
        PolicyStage::Resource => None,
    }
}
