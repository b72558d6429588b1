//! A request: a caller, its policies, and the checks of one operation.

use crate::{condition::ConditionContext, document::Document, problem::PolicyProblem};
use serde::{Deserialize, Serialize};
use std::{fmt, sync::Arc};

/// Kind of caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CallerKind {
    /// The account itself.
    Root,
    /// A RAM user.
    User,
    /// A role session; acts as its role and has only the role's policies.
    RoleSession,
    /// A cloud service; only trust policies can name it.
    Service,
    /// A user of an identity provider; only trust policies can name it.
    Federated,
}

/// The caller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caller {
    /// Kind.
    pub kind: CallerKind,
    /// The account, 16 digits; empty for services and identity providers.
    pub account: String,
    /// ARN of the account, user or identity provider; for a session that of its role, without the session's name; for a
    /// service its name.
    pub arn: String,
    /// Tells the user or role behind the ARN from others of that name: what principals of policies are bound to.
    #[serde(default)]
    pub id: Option<String>,
}

/// What a policy is attached to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Holder {
    /// The organisation that contains the account.
    Organisation,
    /// One role session.
    Session,
    /// The user of this name.
    User(String),
    /// The group of this name.
    Group(String),
    /// The role of this name.
    Role(String),
    /// The secret, key or role of this ARN.
    Resource(String),
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Organisation => f.write_str("the organisation"),
            Self::Session => f.write_str("this session"),
            Self::User(name) => write!(f, "user {name}"),
            Self::Group(name) => write!(f, "group {name}"),
            Self::Role(name) => write!(f, "role {name}"),
            Self::Resource(arn) => f.write_str(arn),
        }
    }
}

/// A policy and its holder.
#[derive(Clone, Debug)]
pub struct Attached {
    /// The policy's name.
    pub name: Arc<str>,
    /// What it is attached to.
    pub holder: Holder,
    /// The document, or its problems. An invalid document makes every affected decision Invalid, because it may be a Deny.
    pub document: Result<Arc<Document>, Vec<PolicyProblem>>,
}

/// Every policy of a caller, for any action.
#[derive(Clone, Debug, Default)]
pub struct Policies {
    /// Set by the organisation; empty means no limit.
    pub control: Vec<Attached>,
    /// The session policy.
    pub session: Option<Attached>,
    /// A user's own and those of its groups, or those of the role.
    pub identity: Vec<Attached>,
}

impl Attached {
    /// Whether anything in it depends on the context.
    pub fn conditional(&self) -> bool {
        let depends = |document: &Arc<Document>| document.statements().iter().any(|s| !s.conditions.is_empty());
        self.document.as_ref().is_ok_and(depends)
    }
}

impl Policies {
    /// Whether anything in them depends on the context.
    pub fn conditional(&self) -> bool {
        self.control.iter().chain(&self.session).chain(&self.identity).any(Attached::conditional)
    }
}

/// One authorisation check.
#[derive(Clone, Debug)]
pub struct Check {
    /// Such as `kms:GetSecretValue`.
    pub action: String,
    /// An ARN, or `*` if there is none. Its fourth part is the owner.
    pub resource: String,
    /// Context keys of this check; they precede those of the request.
    pub context: ConditionContext,
    /// The policy of that secret or key. For assuming a role, the role's trust policy.
    pub resource_policy: Option<Attached>,
}

/// A request to evaluate: may the caller do all of this?
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The caller.
    pub caller: &'a Caller,
    /// The caller's policies.
    pub policies: &'a Policies,
    /// Context keys of the request.
    pub context: &'a ConditionContext,
    /// All must pass.
    pub checks: &'a [Check],
}

/// The stage at which a policy is evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum PolicyStage {
    /// First: the organisation's policies, if any.
    Control,
    /// Second: the session's policy, if any.
    Session,
    /// Together with the next: the caller's policies.
    Identity,
    /// The policy of the secret, key or role.
    Resource,
}

/// The decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Decision {
    /// Allowed.
    Allow,
    /// Denied by a statement.
    ExplicitDeny,
    /// Denied because no statement allows it.
    ImplicitDeny,
    /// Denied because an applicable document is invalid, which is worth an alert.
    Invalid,
}
