//! Traces a decision, part by part.

use crate::{
    document::{Effect, Kind, Statement},
    evaluate::{Stages, decide, evaluate, met},
    matching::Facts,
    operator::Operator,
    problem::PolicyProblem,
    request::{Attached, Check, Decision, Holder, PolicyStage, Request},
};
use serde::{Deserialize, Serialize};

/// The trace of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// The overall decision, as of [`evaluate`].
    pub decision: Decision,
    /// One for each check, in order.
    pub checks: Vec<CheckTrace>,
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckTrace {
    /// The action.
    pub action: String,
    /// The resource.
    pub resource: String,
    /// The decision of this check.
    pub decision: Decision,
    /// The decisions of the stages; `None` for the account itself on its own resources, which no policy limits.
    pub stages: Option<Stages>,
    /// The evaluated policies, in the order of the stages.
    pub policies: Vec<PolicyTrace>,
}

/// One policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyTrace {
    /// Its stage.
    pub stage: PolicyStage,
    /// Its name.
    pub name: String,
    /// What it is attached to.
    pub holder: Holder,
    /// Its problems; empty if it is valid.
    pub problems: Vec<PolicyProblem>,
    /// Its statements; empty if it is invalid.
    pub statements: Vec<StatementTrace>,
}

/// One statement, part by part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementTrace {
    /// Its index in the document.
    pub index: usize,
    /// Its `Sid`, if any.
    pub sid: Option<String>,
    /// Allow or Deny.
    pub effect: Effect,
    /// Whether the caller matches; true if the statement names no principals.
    pub principal: bool,
    /// Whether the action matches.
    pub action: bool,
    /// Whether the resource matches.
    pub resource: bool,
    /// The conditions, in order.
    pub conditions: Vec<ConditionTrace>,
}

impl StatementTrace {
    /// Whether all four parts match.
    pub fn matched(&self) -> bool {
        self.principal && self.action && self.resource && self.conditions.iter().all(|condition| condition.holds)
    }
}

/// One operator on one key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConditionTrace {
    /// The operator.
    pub operator: Operator,
    /// The key, as the policy writes it.
    pub key: String,
    /// The policy's values.
    pub wanted: Vec<String>,
    /// The request's value, if any.
    pub seen: Option<String>,
    /// Whether it is satisfied.
    pub holds: bool,
}

/// Evaluates a request again and records every part.
pub fn trace(request: &Request<'_>) -> Trace {
    Trace { decision: evaluate(request), checks: request.checks.iter().map(|check| of_check(request, check)).collect() }
}

fn of_check(request: &Request<'_>, check: &Check) -> CheckTrace {
    let facts = Facts::new(request, check);
    let (decision, stages) = decide(request, check);
    let policies = match stages {
        Some(_) => met(request, check).map(|(stage, policy)| of_policy(facts, stage, policy)).collect(),
        None => Vec::new(),
    };
    CheckTrace { action: check.action.clone(), resource: check.resource.clone(), decision, stages, policies }
}

fn of_policy(facts: Facts<'_>, stage: PolicyStage, policy: &Attached) -> PolicyTrace {
    let (problems, statements) = match &policy.document {
        Err(problems) => (problems.clone(), Vec::new()),
        Ok(document) => {
            let numbered = document.statements().iter().enumerate();
            (Vec::new(), numbered.map(|(n, statement)| of_statement(facts, document.kind(), n, statement)).collect())
        }
    };
    PolicyTrace { stage, name: policy.name.to_string(), holder: policy.holder.clone(), problems, statements }
}

fn of_statement(facts: Facts<'_>, kind: Kind, index: usize, statement: &Statement) -> StatementTrace {
    let conditions = statement.conditions.iter().map(|condition| ConditionTrace {
        operator: condition.operator(),
        key: condition.key().to_owned(),
        wanted: condition.values().map(str::to_owned).collect(),
        seen: facts.seen(condition).map(str::to_owned),
        holds: facts.holds(condition),
    });
    StatementTrace {
        index,
        sid: statement.sid.clone(),
        effect: statement.effect,
        principal: facts.principal(kind, statement),
        action: facts.action(statement),
        resource: facts.resource(statement),
        conditions: conditions.collect(),
    }
}
