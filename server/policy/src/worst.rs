//! Policies as if every condition turned out to be unfavourable.

use crate::{
    document::{Document, Effect},
    request::{Attached, Policies},
};
use std::sync::Arc;

impl Document {
    /// The same with every Deny under a condition applying, and every Allow under one absent. What it allows is allowed from
    /// everywhere, at any time, with and without a second factor.
    #[must_use]
    pub fn at_worst(&self) -> Self {
        let statements = self.statements.iter().filter(|one| one.effect == Effect::Deny || one.conditions.is_empty());
        let mut statements: Vec<_> = statements.cloned().collect();
        statements.iter_mut().for_each(|statement| statement.conditions.clear());
        Self { kind: self.kind, statements, places: self.places.clone() }
    }
}

impl Attached {
    /// As [`Document::at_worst`]; an invalid document stays what it is.
    #[must_use]
    pub fn at_worst(&self) -> Self {
        let document = self.document.as_ref().map_err(Clone::clone);
        let document = document.map(|document| Arc::new(document.at_worst()));
        Self { name: self.name.clone(), holder: self.holder.clone(), document }
    }
}

impl Policies {
    /// As [`Document::at_worst`], of each.
    #[must_use]
    pub fn at_worst(&self) -> Self {
        let all = |policies: &[Attached]| policies.iter().map(Attached::at_worst).collect();
        Self {
            control: all(&self.control),
            session: self.session.as_ref().map(Attached::at_worst),
            identity: all(&self.identity),
        }
    }
}
