//! Ways out of explicit denies: each matching Deny statement is narrowed or removed.

use super::{At, Edit, RevisedRequest, revised};
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

/// How a Deny is removed or narrowed.
#[derive(Clone, Copy)]
enum DenyRemedy {
    /// It no longer means the caller.
    SpareCaller,
    /// It no longer matches the requested resources.
    SpareResource,
    /// It goes.
    Remove,
}

/// The request as it is when nothing denies it; else one draft for each way of handling all denies. A draft may still be
/// denied: the caller of this evaluates.
pub fn all<'a>(request: &Request<'a>) -> Vec<(Vec<Edit>, RevisedRequest<'a>)> {
    let denies = denies(request);
    if denies.is_empty() {
        return vec![(Vec::new(), RevisedRequest::new(request))];
    }
    let ways = [DenyRemedy::SpareCaller, DenyRemedy::SpareResource, DenyRemedy::Remove];
    ways.into_iter().filter_map(|how| handled(request, &denies, how)).collect()
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

fn handled<'a>(
    request: &Request<'a>,
    denies: &BTreeSet<At>,
    how: DenyRemedy,
) -> Option<(Vec<Edit>, RevisedRequest<'a>)> {
    let mut draft = RevisedRequest::new(request);
    let mut edits = Vec::new();
    // From the last statement to the first, so that places stay true while statements go.
    for at in denies.iter().rev() {
        let mut edit = None;
        let resources: Vec<_> = draft.checks.iter().map(|check| check.resource.clone()).collect();
        for policy in attached(&mut draft, at) {
            // System policies cannot be changed.
            let document = policy.document.as_ref().ok().filter(|_| system::find(&policy.name).is_none())?;
            let mut statements = document.statements.clone();
            let statement = statements.get_mut(at.index)?;
            edit = Some(match how {
                DenyRemedy::Remove => {
                    statements.remove(at.index);
                    Edit::Remove { at: at.clone() }
                }
                DenyRemedy::SpareCaller => {
                    spare_caller(statement, &request.caller.arn)?;
                    Edit::Narrow { at: at.clone(), statement: print::statement(statement).to_string() }
                }
                DenyRemedy::SpareResource => {
                    spare_resources(statement, &resources)?;
                    Edit::Narrow { at: at.clone(), statement: print::statement(statement).to_string() }
                }
            });
            policy.document = Ok(revised(document, statements)?);
        }
        edits.push(edit?);
    }
    edits.reverse();
    Some((edits, draft))
}

/// The policies of this place; a resource's policy stands at every check of that resource.
fn attached<'d>(draft: &'d mut RevisedRequest<'_>, at: &'d At) -> impl Iterator<Item = &'d mut Attached> {
    let policies = &mut draft.policies;
    let stage = at.stage;
    let control = policies.control.iter_mut().filter(move |_| stage == PolicyStage::Control);
    let session = policies.session.iter_mut().filter(move |_| stage == PolicyStage::Session);
    let identity = policies.identity.iter_mut().filter(move |_| stage == PolicyStage::Identity);
    let checks = draft.checks.iter_mut().filter(move |_| stage == PolicyStage::Resource);
    let resource = checks.filter_map(|check| check.resource_policy.as_mut());
    let all = control.chain(session).chain(identity).chain(resource);
    all.filter(move |policy| *policy.name == *at.policy && policy.holder == at.holder)
}

/// Adds "and the caller is not …".
fn spare_caller(statement: &mut Statement, arn: &str) -> Option<()> {
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

/// "Everything" becomes "everything but …"; an exception gets longer. A list of resources cannot be narrowed.
fn spare_resources(statement: &mut Statement, resources: &[String]) -> Option<()> {
    let spared = resources.iter().map(|resource| ResourcePattern::new(resource)).collect::<Option<Vec<_>>>()?;
    let entries = statement.resources.as_mut()?;
    match entries.except {
        true => entries.patterns.extend(spared),
        false if entries.patterns.iter().any(|pattern| pattern.as_str() == "*") => {
            *entries = Entries { except: true, patterns: spared };
        }
        false => return None,
    }
    (!statement.resources.as_ref()?.patterns.iter().any(|pattern| pattern.as_str() == "*")).then_some(())
}
