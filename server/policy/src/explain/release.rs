//! Changes that resolve explicit denies: narrow or remove each matching Deny statement.

use super::{At, Candidate, Edit, revised};
use crate::{
    condition::Condition,
    document::{Effect, Entries, Statement},
    evaluate::met,
    matching::Facts,
    operator::Operator,
    pattern::ResourcePattern,
    print,
    request::{Attached, PolicyStage, Request},
    system,
};
use std::collections::BTreeSet;

/// How to change a Deny so that it no longer matches.
#[derive(Clone, Copy)]
enum DenyChange {
    /// Exempt the caller.
    ExemptCaller,
    /// Exempt the requested resources.
    ExemptResource,
    /// Remove the statement.
    Remove,
}

/// The unchanged request if nothing denies it; otherwise one candidate for each way of changing all denies. A candidate may
/// still be denied. The caller must evaluate it.
pub fn all<'a>(request: &Request<'a>) -> Vec<(Vec<Edit>, Candidate<'a>)> {
    let denies = denies(request);
    if denies.is_empty() {
        return vec![(Vec::new(), Candidate::new(request))];
    }
    let ways = [DenyChange::ExemptCaller, DenyChange::ExemptResource, DenyChange::Remove];
    ways.into_iter().filter_map(|change| handled(request, &denies, change)).collect()
}

/// Every Deny statement that matches one of the checks.
fn denies(request: &Request<'_>) -> BTreeSet<At> {
    let mut found = BTreeSet::new();
    for check in request.checks {
        let facts = Facts::new(request, check);
        for (stage, policy) in met(request, check) {
            let Ok(document) = &policy.document else { continue };
            for (index, statement) in document.statements().iter().enumerate() {
                if statement.effect == Effect::Deny && facts.matches(document.kind(), statement) {
                    found.insert(At { stage, policy: policy.name.to_string(), holder: policy.holder.clone(), index });
                }
            }
        }
    }
    found
}

fn handled<'a>(request: &Request<'a>, denies: &BTreeSet<At>, change: DenyChange) -> Option<(Vec<Edit>, Candidate<'a>)> {
    let mut candidate = Candidate::new(request);
    let mut edits = Vec::new();
    // From the last statement to the first, so that removing one does not shift the indexes of the others.
    for at in denies.iter().rev() {
        let mut edit = None;
        let resources: Vec<_> = candidate.checks.iter().map(|check| check.resource.clone()).collect();
        for policy in attached(&mut candidate, at) {
            // System policies cannot be changed.
            let document = policy.document.as_ref().ok().filter(|_| system::find(&policy.name).is_none())?;
            let mut statements = document.statements.clone();
            let statement = statements.get_mut(at.index)?;
            edit = Some(match change {
                DenyChange::Remove => {
                    statements.remove(at.index);
                    Edit::Remove { at: at.clone() }
                }
                DenyChange::ExemptCaller => {
                    exempt_caller(statement, &request.caller.arn)?;
                    Edit::Narrow { at: at.clone(), statement: print::statement(statement).to_string() }
                }
                DenyChange::ExemptResource => {
                    exempt_resources(statement, &resources)?;
                    Edit::Narrow { at: at.clone(), statement: print::statement(statement).to_string() }
                }
            });
            policy.document = Ok(revised(document, statements)?);
        }
        edits.push(edit?);
    }
    edits.reverse();
    Some((edits, candidate))
}

/// The policies that contain the statement. A resource's policy occurs in every check of that resource.
fn attached<'d>(candidate: &'d mut Candidate<'_>, at: &'d At) -> impl Iterator<Item = &'d mut Attached> {
    let policies = &mut candidate.policies;
    let stage = at.stage;
    let control = policies.control.iter_mut().filter(move |_| stage == PolicyStage::Control);
    let session = policies.session.iter_mut().filter(move |_| stage == PolicyStage::Session);
    let identity = policies.identity.iter_mut().filter(move |_| stage == PolicyStage::Identity);
    let checks = candidate.checks.iter_mut().filter(move |_| stage == PolicyStage::Resource);
    let resource = checks.filter_map(|check| check.resource_policy.as_mut());
    let all = control.chain(session).chain(identity).chain(resource);
    all.filter(move |policy| *policy.name == *at.policy && policy.holder == at.holder)
}

/// Adds the condition "and the caller is not …".
fn exempt_caller(statement: &mut Statement, arn: &str) -> Option<()> {
    let exempts = |c: &&mut Condition| c.operator() == Operator::StringNotEquals && c.is_on("acs:PrincipalARN");
    match statement.conditions.iter_mut().find(exempts) {
        Some(condition) => condition.add(arn).ok(),
        None => {
            let mut condition = Condition::new(Operator::StringNotEquals, "acs:PrincipalARN");
            condition.add(arn).ok()?;
            statement.conditions.push(condition);
            Some(())
        }
    }
}

/// Turns "everything" into "everything except …", or extends the exceptions. A list of resources cannot be narrowed.
fn exempt_resources(statement: &mut Statement, resources: &[String]) -> Option<()> {
    let exempt = resources.iter().map(|resource| ResourcePattern::new(resource)).collect::<Option<Vec<_>>>()?;
    let entries = statement.resources.as_mut()?;
    match entries.except {
        true => entries.patterns.extend(exempt),
        false if entries.patterns.iter().any(|pattern| pattern.as_str() == "*") => {
            *entries = Entries { except: true, patterns: exempt };
        }
        false => return None,
    }
    (!statement.resources.as_ref()?.patterns.iter().any(|pattern| pattern.as_str() == "*")).then_some(())
}
