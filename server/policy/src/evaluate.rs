//! Evaluates requests.

use crate::{
    document::{Effect, Entries, Kind, Statement},
    matching::Facts,
    pattern::ResourcePattern,
    request::{Attached, CallerKind, Check, Decision, Policies, PolicyStage, Request},
};
use serde::{Deserialize, Serialize};

/// Evaluates a request without allocating per statement. [`trace`](crate::trace()) explains the decision.
///
/// An invalid document that applies to the caller or a check gives Invalid before anything else. The account itself needs no
/// policy for its own resources. A request without checks is an implicit deny.
pub fn evaluate(request: &Request<'_>) -> Decision {
    let decisions = request.checks.iter().map(|check| decide(request, check).0);
    // The most severe decision of all checks applies.
    decisions.max_by_key(|decision| severity(*decision)).unwrap_or(Decision::ImplicitDeny)
}

/// Whether these identity policies can allow `action` on any resource, so that a console can hide the rest. Does not decide
/// about a particular resource, and does not consider resource policies.
pub fn possible(policies: &Policies, action: &str) -> bool {
    let documents = policies.identity.iter().filter_map(|policy| policy.document.as_ref().ok());
    let statements = || {
        let matching = documents.clone().flat_map(|document| document.statements());
        matching.filter(|statement| {
            statement.actions.patterns.iter().any(|pattern| pattern.matches(action)) != statement.actions.except
        })
    };
    let everywhere = |statement: &Statement| {
        let all = |entries: &Entries<ResourcePattern>| {
            !entries.except && entries.patterns.iter().any(|pattern| pattern.as_str() == "*")
        };
        statement.conditions.is_empty() && statement.resources.as_ref().is_none_or(all)
    };
    statements().any(|statement| statement.effect == Effect::Allow)
        && !statements().any(|statement| statement.effect == Effect::Deny && everywhere(statement))
}

fn severity(decision: Decision) -> u8 {
    match decision {
        Decision::Allow => 0,
        Decision::ImplicitDeny => 1,
        Decision::ExplicitDeny => 2,
        Decision::Invalid => 3,
    }
}

/// The decision of each stage about a check, even if the final decision does not depend on it. A limiting stage without
/// policies allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stages {
    /// The organisation's policies.
    pub control: Decision,
    /// The session's policy.
    pub session: Decision,
    /// The caller's policies.
    pub identity: Decision,
    /// The policy of the resource.
    pub resource: Decision,
}

/// The policies that apply to a check, stage by stage.
pub(crate) fn met<'a>(request: &Request<'a>, check: &'a Check) -> impl Iterator<Item = (PolicyStage, &'a Attached)> {
    let Policies { control, session, identity } = request.policies;
    let control = control.iter().map(|policy| (PolicyStage::Control, policy));
    let session = session.iter().map(|policy| (PolicyStage::Session, policy));
    let identity = identity.iter().map(|policy| (PolicyStage::Identity, policy));
    control
        .chain(session)
        .chain(identity)
        .chain(check.resource_policy.iter().map(|policy| (PolicyStage::Resource, policy)))
}

/// Evaluates one check. There are no stages for the account itself on its own resources.
pub(crate) fn decide(request: &Request<'_>, check: &Check) -> (Decision, Option<Stages>) {
    let facts = Facts::new(request, check);
    if request.caller.kind == CallerKind::Root && facts.own() {
        return (Decision::Allow, None);
    }
    let Policies { control, session, identity } = request.policies;
    let own = check.resource_policy.as_slice();
    let mut stages = Stages {
        control: if control.is_empty() { Decision::Allow } else { pool(facts, control) },
        session: session.as_ref().map_or(Decision::Allow, |session| pool(facts, std::slice::from_ref(session))),
        identity: pool(facts, identity),
        resource: pool(facts, own),
    };
    match request.caller.kind {
        // Its own policies do not limit the account itself. In another account, the owner's policy decides.
        CallerKind::Root => {
            (stages.control, stages.session, stages.identity) = (Decision::Allow, Decision::Allow, Decision::Allow);
        }
        // These callers have no policies. Only the trust policy applies.
        CallerKind::Service | CallerKind::Federated => stages.identity = Decision::Allow,
        CallerKind::User | CallerKind::RoleSession => {}
    }
    let trust = own.iter().any(|policy| policy.document.as_ref().is_ok_and(|d| d.kind() == Kind::Trust));
    let stranger = matches!(request.caller.kind, CallerKind::Service | CallerKind::Federated | CallerKind::Root);
    let both_needed = trust || facts.assumes() || stranger || !facts.own();
    (combine(&stages, both_needed), Some(stages))
}

fn combine(stages: &Stages, both_needed: bool) -> Decision {
    let all = [stages.control, stages.session, stages.identity, stages.resource];
    if all.contains(&Decision::Invalid) {
        return Decision::Invalid;
    }
    // Anything but Allow ends the evaluation here.
    if let Some(end) = [stages.control, stages.session].into_iter().find(|stage| *stage != Decision::Allow) {
        return end;
    }
    let sides = [stages.identity, stages.resource];
    let allowed = |side: &Decision| *side == Decision::Allow;
    if sides.contains(&Decision::ExplicitDeny) {
        Decision::ExplicitDeny
    } else if if both_needed { sides.iter().all(allowed) } else { sides.iter().any(allowed) } {
        // Within one account, either side may allow. Across accounts, and to assume a role, both must.
        Decision::Allow
    } else {
        Decision::ImplicitDeny
    }
}

/// Evaluates a set of policies. An invalid one makes the set Invalid, at any position.
fn pool(facts: Facts<'_>, policies: &[Attached]) -> Decision {
    let mut decision = Decision::ImplicitDeny;
    for policy in policies {
        let Ok(document) = &policy.document else { return Decision::Invalid };
        if decision == Decision::ExplicitDeny {
            continue;
        }
        for statement in document.statements() {
            // A second Allow changes nothing.
            let may_change = statement.effect == Effect::Deny || decision == Decision::ImplicitDeny;
            if may_change && facts.matches(document.kind(), statement) {
                decision = match statement.effect {
                    Effect::Deny => Decision::ExplicitDeny,
                    Effect::Allow => Decision::Allow,
                };
                if decision == Decision::ExplicitDeny {
                    break;
                }
            }
        }
    }
    decision
}
