//! Which statements decided, and the smallest changes that would allow the request.

use crate::{
    document::{Document, Effect, Statement},
    evaluate::{decide, evaluate, met},
    matching::Facts,
    problem::PolicyProblem,
    request::{Attached, Check, Decision, Holder, Policies, PolicyStage, Request},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

mod grant;
mod release;
mod width;

/// The policies and groups that changes can use.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    /// Policies that could be attached.
    pub policies: Vec<(Arc<str>, Arc<Document>)>,
    /// Groups a user could join, with their policies.
    pub groups: Vec<(String, Vec<Attached>)>,
}

/// A decision and its reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// The decision.
    pub decision: Decision,
    /// The deciding statements; empty for an implicit deny and for the account itself.
    pub deciding: Vec<Deciding>,
    /// The invalid documents: name and problems of each.
    pub broken: Vec<(String, Vec<PolicyProblem>)>,
    /// Changes that lead to Allow, those that grant least first. Each was evaluated. Empty if the decision is Allow, or if no
    /// small change leads to it.
    pub ways: Vec<Way>,
}

/// A statement that decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deciding {
    /// Index of the check.
    pub check: usize,
    /// The statement.
    pub statement: At,
    /// Allow or Deny.
    pub effect: Effect,
    /// The statement's `Sid`, if any.
    pub sid: Option<String>,
}

/// Identifies a statement among the policies of a request.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct At {
    /// The stage that evaluates the policy.
    pub stage: PolicyStage,
    /// The policy's name.
    pub policy: String,
    /// What the policy is attached to.
    pub holder: Holder,
    /// Index of the statement in the document.
    pub index: usize,
}

/// Changes that together lead to Allow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// The changes; usually one.
    pub edits: Vec<Edit>,
    /// What the change grants: the number of pairs of a known action and a sample resource, including the requested one.
    pub additional: usize,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Edit {
    /// Attach a policy of the catalogue to the caller.
    Attach {
        /// Its name.
        policy: String,
    },
    /// Make the caller a member of a group.
    Join {
        /// Its name.
        group: String,
    },
    /// Add a statement to a policy.
    Add {
        /// The stage that evaluates the policy.
        stage: PolicyStage,
        /// The policy's name; `None` for a new one.
        policy: Option<String>,
        /// What the policy is or will be attached to.
        holder: Holder,
        /// The statement as JSON.
        statement: String,
    },
    /// Remove a Deny statement; if the policy has no other statement, detach it instead.
    Remove {
        /// The statement.
        at: At,
    },
    /// Replace a Deny statement with a narrower one.
    Narrow {
        /// The statement.
        at: At,
        /// The new statement as JSON.
        statement: String,
    },
}

/// A request with policies that can be changed, to evaluate a change before proposing it.
#[derive(Clone)]
struct Candidate<'a> {
    request: Request<'a>,
    policies: Policies,
    checks: Vec<Check>,
}

impl<'a> Candidate<'a> {
    fn new(request: &Request<'a>) -> Self {
        Self { request: *request, policies: request.policies.clone(), checks: request.checks.to_vec() }
    }

    fn request(&self) -> Request<'_> {
        let Request { caller, context, .. } = self.request;
        Request { caller, policies: &self.policies, context, checks: &self.checks }
    }
}

/// Explains a decision. `catalogue` holds the policies and groups that proposals can use.
pub fn explain(request: &Request<'_>, catalogue: &Catalogue) -> Explanation {
    let decision = evaluate(request);
    let ways = match decision {
        Decision::Allow | Decision::Invalid => Vec::new(),
        Decision::ExplicitDeny | Decision::ImplicitDeny => ways(request, catalogue),
    };
    Explanation { decision, deciding: deciding(request, decision), broken: broken(request), ways }
}

fn ways(request: &Request<'_>, catalogue: &Catalogue) -> Vec<Way> {
    let mut tried = Vec::new();
    for (edits, candidate) in release::all(request) {
        if evaluate(&candidate.request()) == Decision::Allow {
            tried.push((edits, candidate));
            continue;
        }
        for (more, candidate) in grant::all(&candidate, catalogue) {
            if evaluate(&candidate.request()) == Decision::Allow {
                tried.push((edits.iter().cloned().chain(more).collect(), candidate));
            }
        }
    }
    let before = width::of(request);
    let width = |candidate: &Candidate<'_>| width::of(&candidate.request()).saturating_sub(before);
    let mut ways: Vec<_> =
        tried.into_iter().map(|(edits, candidate)| Way { additional: width(&candidate), edits }).collect();
    // Prefer changes that grant less, then those with fewer edits, then those that affect only the caller.
    ways.sort_by_key(|way| (way.additional, way.edits.len(), way.edits.iter().map(touches).sum::<usize>()));
    ways
}

/// A document with other statements, if that is valid. No statements stand for a detached policy.
fn revised(document: &Document, statements: Vec<Statement>) -> Option<Arc<Document>> {
    let revised = Document { kind: document.kind, statements, places: document.places.clone() };
    let valid = revised.statements.is_empty() || Document::parse(&revised.print(), revised.kind).is_ok();
    valid.then(|| Arc::new(revised))
}

/// How far an edit affects others than the caller.
fn touches(edit: &Edit) -> usize {
    let beyond = |holder: &Holder| match holder {
        Holder::User(_) | Holder::Role(_) | Holder::Session => 0,
        Holder::Group(_) | Holder::Resource(_) => 2,
        Holder::Organisation => 4,
    };
    match edit {
        Edit::Attach { .. } | Edit::Join { .. } => 0,
        Edit::Add { holder, .. } => beyond(holder),
        Edit::Narrow { at, .. } => beyond(&at.holder),
        Edit::Remove { at } => beyond(&at.holder) + 1,
    }
}

/// Every matching statement of the effect that decided, check by check. `decision` is that of [`evaluate`].
pub fn deciding(request: &Request<'_>, decision: Decision) -> Vec<Deciding> {
    let effect = match decision {
        Decision::Allow => Effect::Allow,
        Decision::ExplicitDeny => Effect::Deny,
        Decision::ImplicitDeny | Decision::Invalid => return Vec::new(),
    };
    let mut deciding = Vec::new();
    for (n, check) in request.checks.iter().enumerate() {
        let (one, stages) = decide(request, check);
        if one != decision || stages.is_none() {
            continue;
        }
        let facts = Facts::new(request, check);
        for (stage, policy) in met(request, check) {
            let Ok(document) = &policy.document else { continue };
            for (index, statement) in document.statements().iter().enumerate() {
                if statement.effect == effect && facts.matches(document.kind(), statement) {
                    let at = At { stage, policy: policy.name.to_string(), holder: policy.holder.clone(), index };
                    deciding.push(Deciding { check: n, statement: at, effect, sid: statement.sid.clone() });
                }
            }
        }
    }
    deciding
}

fn broken(request: &Request<'_>) -> Vec<(String, Vec<PolicyProblem>)> {
    let Policies { control, session, identity } = request.policies;
    let resources = request.checks.iter().filter_map(|check| check.resource_policy.as_ref());
    let all = control.iter().chain(session).chain(identity).chain(resources);
    all.filter_map(|policy| Some((policy.name.to_string(), policy.document.as_ref().err()?.clone()))).collect()
}
