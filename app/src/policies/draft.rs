//! A policy document as the form shows it: the elements of a text at their known positions, valid or not.
//!
//! An unfinished statement is not valid, but it can be represented. Reading and printing a draft preserve its meaning. A text
//! that cannot be represented (unknown elements, duplicate names) is rejected, so the form never drops what it does not show.

use serde::{Deserialize, Serialize};
use strongroom_policy::{Effect, Kind, fitting_operators};

#[cfg(feature = "ssr")]
mod read;

/// The kinds of principals, in the order of [`DraftStatement::principals`].
pub const PRINCIPALS: [&str; 3] = ["RAM", "Service", "Federated"];

/// A document, valid or not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyDraft {
    /// Its statements; a valid document has at least one.
    pub statements: Vec<DraftStatement>,
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftStatement {
    /// `Sid`.
    pub sid: Option<String>,
    /// Allow or Deny.
    pub effect: Effect,
    /// Names for each of the [`PRINCIPALS`]; `None` if the element is missing.
    pub principals: Option<[Vec<String>; 3]>,
    /// `Action` or `NotAction`.
    pub actions: DraftEntries,
    /// `Resource` or `NotResource`; `None` if both are missing.
    pub resources: Option<DraftEntries>,
    /// Conditions; all must match.
    pub conditions: Vec<DraftCondition>,
}

/// The entries of an element or of its `Not` form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftEntries {
    /// Whether this is the `Not` form, which matches everything except the entries.
    pub except: bool,
    /// The entries, as written.
    pub texts: Vec<String>,
}

/// One operator applied to one key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftCondition {
    /// Name of the operator.
    pub operator: String,
    /// The key.
    pub key: String,
    /// Values; one of them must match.
    pub values: Vec<String>,
}

/// A list of texts in a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// `Action` or `NotAction`.
    Actions,
    /// `Resource` or `NotResource`.
    Resources,
    /// One of the [`PRINCIPALS`], by its index.
    Principals(usize),
    /// The values of a condition, by its index.
    Values(usize),
}

/// A single text in a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftField {
    /// `Sid`; empty removes it.
    Sid,
    /// `Effect`.
    Effect,
    /// The operator of a condition, by its index.
    Operator(usize),
    /// The key of a condition, by its index.
    Key(usize),
}

impl DraftCondition {
    /// Chooses an operator that can match values of the key, as long as no value depends on the operator.
    fn fit_operator(&mut self) {
        let fitting = fitting_operators(&self.key);
        let fits = fitting.iter().any(|operator| operator.name() == self.operator);
        if let (false, true, Some(first)) = (fits, self.values.iter().all(String::is_empty), fitting.first()) {
            first.name().clone_into(&mut self.operator);
        }
    }
}

impl DraftStatement {
    /// A new statement with the defaults of its kind.
    pub fn new(kind: Kind) -> Self {
        let texts = |text: &[&str]| text.iter().map(|text| (*text).to_owned()).collect();
        let (actions, resources): (&[&str], Option<&[&str]>) = match kind {
            Kind::Trust => (&["sts:AssumeRole"], None),
            Kind::Resource => (&[], Some(&["*"])),
            Kind::Identity | Kind::Session | Kind::Control => (&[], Some(&[])),
        };
        Self {
            sid: None,
            effect: Effect::Allow,
            principals: kind.has_principal().then(Default::default),
            actions: DraftEntries { except: false, texts: texts(actions) },
            resources: resources.map(|resources| DraftEntries { except: false, texts: texts(resources) }),
            conditions: Vec::new(),
        }
    }
}

impl PolicyDraft {
    /// The texts of a list; empty if the list is missing.
    pub fn list(&self, statement: usize, list: List) -> &[String] {
        let Some(statement) = self.statements.get(statement) else { return &[] };
        let texts = match list {
            List::Actions => Some(&statement.actions.texts),
            List::Resources => statement.resources.as_ref().map(|entries| &entries.texts),
            List::Principals(kind) => statement.principals.as_ref().and_then(|principals| principals.get(kind)),
            List::Values(condition) => statement.conditions.get(condition).map(|condition| &condition.values),
        };
        texts.map(Vec::as_slice).unwrap_or_default()
    }

    /// Replaces the texts of a list.
    pub fn set_list(&mut self, statement: usize, list: List, texts: Vec<String>) {
        let Some(statement) = self.statements.get_mut(statement) else { return };
        let place = match list {
            List::Actions => Some(&mut statement.actions.texts),
            List::Resources => Some(&mut statement.resources.get_or_insert_default().texts),
            List::Principals(kind) => statement.principals.get_or_insert_default().get_mut(kind),
            List::Values(condition) => statement.conditions.get_mut(condition).map(|condition| &mut condition.values),
        };
        if let Some(place) = place {
            *place = texts;
        }
    }

    /// Whether a list is in its `Not` form.
    pub fn is_except(&self, statement: usize, list: List) -> bool {
        let Some(statement) = self.statements.get(statement) else { return false };
        match list {
            List::Actions => statement.actions.except,
            List::Resources => statement.resources.as_ref().is_some_and(|entries| entries.except),
            List::Principals(_) | List::Values(_) => false,
        }
    }

    /// Sets or clears the `Not` form of a list.
    pub fn set_except(&mut self, statement: usize, list: List, except: bool) {
        let Some(statement) = self.statements.get_mut(statement) else { return };
        match list {
            List::Actions => statement.actions.except = except,
            List::Resources => statement.resources.get_or_insert_default().except = except,
            List::Principals(_) | List::Values(_) => {}
        }
    }

    /// A single text; empty if it is missing.
    pub fn field(&self, statement: usize, field: DraftField) -> String {
        let Some(statement) = self.statements.get(statement) else { return String::new() };
        let condition = |place: usize| statement.conditions.get(place);
        match field {
            DraftField::Sid => statement.sid.clone(),
            DraftField::Effect => Some(format!("{:?}", statement.effect)),
            DraftField::Operator(place) => condition(place).map(|condition| condition.operator.clone()),
            DraftField::Key(place) => condition(place).map(|condition| condition.key.clone()),
        }
        .unwrap_or_default()
    }

    /// Replaces a single text.
    pub fn set_field(&mut self, statement: usize, field: DraftField, text: String) {
        let Some(statement) = self.statements.get_mut(statement) else { return };
        match field {
            DraftField::Sid => statement.sid = (!text.is_empty()).then_some(text),
            DraftField::Effect => statement.effect = if text == "Deny" { Effect::Deny } else { Effect::Allow },
            DraftField::Operator(place) => {
                if let Some(condition) = statement.conditions.get_mut(place) {
                    condition.operator = text;
                }
            }
            DraftField::Key(place) => {
                if let Some(condition) = statement.conditions.get_mut(place) {
                    condition.key = text;
                    condition.fit_operator();
                }
            }
        }
    }

    /// Inserts a copy after a statement. The copy has no `Sid`, because a `Sid` identifies a statement.
    pub fn duplicate(&mut self, at: usize) {
        if let Some(statement) = self.statements.get(at) {
            let copy = DraftStatement { sid: None, ..statement.clone() };
            self.statements.insert(at + 1, copy);
        }
    }

    /// Swaps a statement with the next one.
    pub fn move_down(&mut self, at: usize) {
        if at + 1 < self.statements.len() {
            self.statements.swap(at, at + 1);
        }
    }

    /// Removes a statement.
    pub fn remove(&mut self, at: usize) -> Option<DraftStatement> {
        (at < self.statements.len()).then(|| self.statements.remove(at))
    }

    /// Adds an empty condition.
    pub fn add_condition(&mut self, statement: usize) {
        if let Some(statement) = self.statements.get_mut(statement) {
            let operator = "StringEquals".to_owned();
            statement.conditions.push(DraftCondition { operator, key: String::new(), values: vec![String::new()] });
        }
    }

    /// Removes a condition.
    pub fn remove_condition(&mut self, statement: usize, place: usize) {
        if let Some(statement) = self.statements.get_mut(statement)
            && place < statement.conditions.len()
        {
            statement.conditions.remove(place);
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests;
