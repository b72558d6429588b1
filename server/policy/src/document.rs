//! A policy document that has passed every rule of validity.

use crate::{
    condition::Condition,
    pattern::{ActionPattern, ResourcePattern},
    problem::{PolicyProblem, TextPosition},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use strongroom_domain::{Unit, limits};

/// What a document is for. Grammar and size limit depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// Attached to a user, group or role.
    Identity,
    /// The policy of a secret or key.
    Resource,
    /// Decides who can assume a role. Its resource is the role, so `Resource` may be omitted.
    Trust,
    /// Limits one role session.
    Session,
    /// Set by the organisation above an account.
    Control,
}

impl Kind {
    /// Whether statements name principals.
    pub fn has_principal(self) -> bool {
        matches!(self, Self::Resource | Self::Trust)
    }

    /// The longest a document may be. The vendor gives no limit for trust and control policies; they have that of custom policies.
    pub fn limit(self) -> (usize, Unit) {
        match self {
            Self::Resource => (limits::RESOURCE_POLICY_BYTES, Unit::Bytes),
            Self::Session => (limits::SESSION_POLICY_CHARACTERS, Unit::Characters),
            Self::Identity | Self::Trust | Self::Control => (limits::POLICY_CHARACTERS, Unit::Characters),
        }
    }
}

/// What a matching statement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Effect {
    /// Allows.
    Allow,
    /// Denies; overrides every Allow.
    Deny,
}

/// The entries of `Action` or `Resource`, or of their `Not` forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entries<P> {
    /// Matches everything *except* the entries: `NotAction`, `NotResource`.
    pub except: bool,
    /// At least one.
    pub patterns: Vec<P>,
}

/// The principals of a statement in a resource or trust policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Principals {
    /// ARNs of accounts, users and roles. Must match exactly; no wildcards.
    pub ram: Vec<String>,
    /// Ids of the users and roles that the names in `ram` were bound to, once they were. Then an Allow matches these alone, and
    /// a Deny these and the names.
    pub bound: Option<Vec<String>>,
    /// Service names; trust policies only.
    pub service: Vec<String>,
    /// ARNs of identity providers; trust policies only.
    pub federated: Vec<String>,
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// A name, ignored in evaluation.
    pub sid: Option<String>,
    /// Allow or Deny.
    pub effect: Effect,
    /// Principals; present exactly in resource and trust policies.
    pub principal: Option<Principals>,
    /// Actions.
    pub actions: Entries<ActionPattern>,
    /// Resources; `None` only in trust policies.
    pub resources: Option<Entries<ResourcePattern>>,
    /// Conditions; all must match.
    pub conditions: Vec<Condition>,
}

/// A valid policy document. Documents with equal statements are equal, regardless of their text.
#[derive(Clone, Debug)]
pub struct Document {
    pub(crate) kind: Kind,
    pub(crate) statements: Vec<Statement>,
    pub(crate) places: BTreeMap<String, TextPosition>,
}

impl Document {
    /// Parses a document and checks every rule.
    ///
    /// # Errors
    /// All problems, in the order of the text; never empty. Text that is not JSON, or too long, has one problem.
    pub fn parse(text: &str, kind: Kind) -> Result<Self, Vec<PolicyProblem>> {
        crate::read::document(text, kind)
    }

    /// What it is for.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The statements, at least one.
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// Binds the principals to ids: those that `id` gives for the ARNs.
    pub fn bind<'a>(&mut self, id: impl Fn(&str) -> Option<&'a str>) {
        for principals in self.statements.iter_mut().filter_map(|statement| statement.principal.as_mut()) {
            principals.bound = Some(principals.ram.iter().filter_map(|arn| id(arn)).map(str::to_owned).collect());
        }
    }

    /// Position of an element such as `Statement[0].Action[1]` in the text. A single string counts as entry 0.
    pub fn position(&self, path: &str) -> TextPosition {
        self.places.get(path).copied().unwrap_or(TextPosition { line: 1, column: 1 })
    }

    /// Canonical JSON of this document: indented, or on one line if indenting would exceed the size limit.
    pub fn print(&self) -> String {
        crate::print::document(self)
    }
}

impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        (self.kind, &self.statements) == (other.kind, &other.statements)
    }
}

impl Eq for Document {}
