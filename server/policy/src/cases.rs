//! Example cases in the format `ram-policy-cases/1`: a request with its policies, and the expected decision.

use crate::{
    condition::ConditionContext,
    document::{Document, Kind},
    evaluate::evaluate,
    request::{Attached, Caller, CallerKind, Check, Decision, Holder, Policies, Request},
};
use serde::Deserialize;
use serde_json::Value;
use std::{collections::BTreeMap, sync::Arc};

/// The result of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The case's id, such as `P01`.
    pub id: String,
    /// Title.
    pub title: String,
    /// The expected decision.
    pub expected: Decision,
    /// The actual decision.
    pub got: Decision,
    /// Why the file expects this decision.
    pub why: String,
}

/// Evaluates every case of a file.
///
/// # Errors
/// The text is not a valid file: a sentence that says where.
pub fn judge(text: &str) -> Result<Vec<Judged>, String> {
    let file: File = serde_json::from_str(text).map_err(|error| format!("not a file of policy cases: {error}"))?;
    if file.format != "ram-policy-cases/1" {
        return Err(format!("the format is {:?}; known is \"ram-policy-cases/1\"", file.format));
    }
    if let Some(count) = file.count.filter(|count| *count != file.cases.len()) {
        return Err(format!("the file says {count} cases and has {}", file.cases.len()));
    }
    Ok(file.cases.into_iter().map(PolicyCase::judge).collect())
}

#[derive(Deserialize)]
struct File {
    format: String,
    count: Option<usize>,
    cases: Vec<PolicyCase>,
}

#[derive(Deserialize)]
struct PolicyCase {
    id: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    why: String,
    expected: Decision,
    principal: CasePrincipal,
    #[serde(default)]
    identity_policies: Vec<Policy>,
    #[serde(default)]
    session_policy: Option<Value>,
    #[serde(default)]
    control_policies: Vec<Value>,
    #[serde(default)]
    context: BTreeMap<String, String>,
    checks: Vec<CheckOf>,
}

#[derive(Deserialize)]
struct CasePrincipal {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    account: String,
    #[serde(default)]
    arn: String,
    session_name: Option<String>,
}

/// A policy with its name; a session, control or resource policy may also be a bare document.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Policy {
    name: Option<String>,
    attached: Option<String>,
    document: Value,
    /// The raw text, for cases that depend on it.
    document_text: Option<String>,
}

#[derive(Deserialize)]
struct CheckOf {
    action: String,
    resource: String,
    #[serde(default)]
    resource_policy: Option<Value>,
    #[serde(default)]
    context: BTreeMap<String, String>,
}

impl PolicyCase {
    fn judge(self) -> Judged {
        let caller = self.principal.caller();
        let policies = Policies {
            control: self
                .control_policies
                .iter()
                .map(|value| wrapped(value, Kind::Control, Holder::Organisation))
                .collect(),
            session: self.session_policy.as_ref().map(|value| wrapped(value, Kind::Session, Holder::Session)),
            identity: self.identity_policies.iter().map(|policy| policy.attached(&caller)).collect(),
        };
        let checks: Vec<_> = self.checks.into_iter().map(CheckOf::check).collect();
        let context: ConditionContext = self.context.into_iter().collect();
        let got = evaluate(&Request { caller: &caller, policies: &policies, context: &context, checks: &checks });
        Judged { id: self.id, title: self.title, expected: self.expected, got, why: self.why }
    }
}

impl CasePrincipal {
    fn caller(self) -> Caller {
        let kind = match self.kind.as_str() {
            "root" => CallerKind::Root,
            "role-session" => CallerKind::RoleSession,
            "service" => CallerKind::Service,
            "federated" => CallerKind::Federated,
            // Any other kind acts under its ARN alone, like a user.
            _ => CallerKind::User,
        };
        // A session acts as its role.
        let session = self.session_name.map(|name| format!("/{name}")).unwrap_or_default();
        let role = self.arn.strip_suffix(&session).filter(|role| kind == CallerKind::RoleSession && role.contains('/'));
        Caller { kind, account: self.account, arn: role.unwrap_or(&self.arn).to_owned(), id: None }
    }
}

impl Policy {
    fn attached(&self, caller: &Caller) -> Attached {
        let name = || caller.arn.rsplit('/').next().unwrap_or_default().to_owned();
        let holder = match self.attached.as_deref() {
            Some("role") => Holder::Role(name()),
            Some(other) => {
                other.strip_prefix("group:").map_or_else(|| Holder::User(name()), |g| Holder::Group(g.to_owned()))
            }
            None => Holder::User(name()),
        };
        self.with(Kind::Identity, holder)
    }

    fn with(&self, kind: Kind, holder: Holder) -> Attached {
        let text = self.document_text.clone().unwrap_or_else(|| self.document.to_string());
        attached(self.name.as_deref().unwrap_or("unnamed"), &text, kind, holder)
    }
}

impl CheckOf {
    fn check(self) -> Check {
        // The policy of a role is its trust policy.
        let assumes = self.action.to_ascii_lowercase().starts_with("sts:assumerole");
        let kind = if assumes { Kind::Trust } else { Kind::Resource };
        let holder = Holder::Resource(self.resource.clone());
        let resource_policy = self.resource_policy.as_ref().map(|value| wrapped(value, kind, holder));
        Check {
            action: self.action,
            resource: self.resource,
            context: self.context.into_iter().collect(),
            resource_policy,
        }
    }
}

/// A bare document, or one wrapped like an identity policy.
fn wrapped(value: &Value, kind: Kind, holder: Holder) -> Attached {
    match Policy::deserialize(value) {
        Ok(policy) if !policy.document.is_null() || policy.document_text.is_some() => policy.with(kind, holder),
        _ => attached("default", &value.to_string(), kind, holder),
    }
}

fn attached(name: &str, text: &str, kind: Kind, holder: Holder) -> Attached {
    Attached { name: name.into(), holder, document: Document::parse(text, kind).map(Arc::new) }
}
