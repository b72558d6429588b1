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

    /// About the bytes of memory it takes, for caches: never less than the texts in it.
    pub fn bytes(&self) -> usize {
        let places = self.places.keys().map(|path| path.len() + PLACE).sum::<usize>();
        size_of::<Self>() + places + self.statements.iter().map(Statement::bytes).sum::<usize>()
    }

    /// Canonical JSON of this document: indented, or on one line if indenting would exceed the size limit.
    pub fn print(&self) -> String {
        crate::print::document(self)
    }
}

/// About the bytes of an allocation besides its content.
const ALLOCATION: usize = 16;
/// About the bytes of an entry of `Document::places` besides its path.
const PLACE: usize = 80;

/// About the bytes of texts in a vector.
fn texts<'a, T>(texts: impl Iterator<Item = &'a str>) -> usize {
    texts.map(|text| size_of::<T>() + ALLOCATION + text.len()).sum()
}

impl Statement {
    fn bytes(&self) -> usize {
        let principals = self
            .principal
            .iter()
            .flat_map(|all| [&all.ram, &all.service, &all.federated].into_iter().chain(&all.bound))
            .flatten();
        let resources = self.resources.iter().flat_map(|entries| &entries.patterns);
        size_of::<Self>()
            + self.sid.as_ref().map_or(0, |sid| ALLOCATION + sid.len())
            + texts::<String>(principals.map(String::as_str))
            + texts::<ActionPattern>(self.actions.patterns.iter().map(ActionPattern::as_str))
            + texts::<ResourcePattern>(resources.map(ResourcePattern::as_str))
            + self.conditions.iter().map(Condition::bytes).sum::<usize>()
    }
}

impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        (self.kind, &self.statements) == (other.kind, &other.statements)
    }
}

impl Eq for Document {}
