//! Which statements decided, and the smallest changes that would let the caller in.

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

/// What there is to choose from.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    /// Policies that could be attached.
    pub policies: Vec<(Arc<str>, Arc<Document>)>,
    /// Groups a user could join, with their policies.
    pub groups: Vec<(String, Vec<Attached>)>,
}

/// The answer and its reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// The answer.
    pub decision: Decision,
    /// The statements it rests on; none for an implicit deny and for the account itself.
    pub deciding: Vec<Deciding>,
    /// What is wrong with broken documents, with the name of each.
    pub broken: Vec<(String, Vec<PolicyProblem>)>,
    /// Ways to Allow, the one with the fewest additional rights first. Every one was tried; none when the answer is Allow or no
    /// small change helps.
    pub ways: Vec<Way>,
}

/// A statement that decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deciding {
    /// Which check, from 0.
    pub check: usize,
    /// The statement.
    pub statement: At,
    /// Allow or Deny.
    pub effect: Effect,
    /// The statement's name, if it has one.
    pub sid: Option<String>,
}

/// The place of a statement among the policies of a request.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct At {
    /// Where the policy is evaluated.
    pub stage: PolicyStage,
    /// The policy's name.
    pub policy: String,
    /// Who or what has it.
    pub holder: Holder,
    /// The statement's place in the document, from 0.
    pub index: usize,
}

/// Changes that together lead to Allow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// The changes; usually one.
    pub edits: Vec<Edit>,
    /// How much more the caller could then do: pairs of a known action and a sample resource, including the request.
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
        /// Where that policy is evaluated.
        stage: PolicyStage,
        /// The policy's name; `None` for a new one.
        policy: Option<String>,
        /// Who or what has it or gets it.
        holder: Holder,
        /// The statement as JSON.
        statement: String,
    },
    /// Remove a Deny statement; a policy that has no other is detached instead.
    Remove {
        /// Which.
        at: At,
    },
    /// Replace a Deny statement by a narrower one.
    Narrow {
        /// Which.
        at: At,
        /// The new statement as JSON.
        statement: String,
    },
}

/// A request whose policies can be changed.
#[derive(Clone)]
struct RevisedRequest<'a> {
    request: Request<'a>,
    policies: Policies,
    checks: Vec<Check>,
}

impl<'a> RevisedRequest<'a> {
    fn new(request: &Request<'a>) -> Self {
        Self { request: *request, policies: request.policies.clone(), checks: request.checks.to_vec() }
    }

    fn request(&self) -> Request<'_> {
        let Request { caller, context, .. } = self.request;
        Request { caller, policies: &self.policies, context, checks: &self.checks }
    }
}

/// Explains a decision. `catalogue` contains what the reader could attach or join.
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
    for (edits, draft) in release::all(request) {
        if evaluate(&draft.request()) == Decision::Allow {
            tried.push((edits, draft));
            continue;
        }
        for (more, draft) in grant::all(&draft, catalogue) {
            if evaluate(&draft.request()) == Decision::Allow {
                tried.push((edits.iter().cloned().chain(more).collect(), draft));
            }
        }
    }
    let before = width::of(request);
    let width = |draft: &RevisedRequest<'_>| width::of(&draft.request()).saturating_sub(before);
    let mut ways: Vec<_> = tried.into_iter().map(|(edits, draft)| Way { additional: width(&draft), edits }).collect();
    // Of two that open equally much, the shorter; of two as short, the one that touches the caller only.
    ways.sort_by_key(|way| (way.additional, way.edits.len(), way.edits.iter().map(touches).sum::<usize>()));
    ways
}

/// A document with other statements, if it is valid. One without statements means a policy that is detached.
fn revised(document: &Document, statements: Vec<Statement>) -> Option<Arc<Document>> {
    let revised = Document { kind: document.kind, statements, places: document.places.clone() };
    let valid = revised.statements.is_empty() || Document::parse(&revised.print(), revised.kind).is_ok();
    valid.then(|| Arc::new(revised))
}

/// How far an edit reaches beyond the caller.
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
