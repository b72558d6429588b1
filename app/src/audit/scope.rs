//! The page that shows a search: the audit page, or the audit tab of a secret.

use super::query::AuditQuery;
use crate::paths::{self, SecretRoute};
use strongroom_domain::EventField;

/// A page that shows events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditScope {
    /// Its address without a query.
    base: String,
    /// The secret of the tab. It is part of the path, so it cannot be removed like a filter.
    secret: Option<String>,
}

impl AuditScope {
    /// The audit page.
    pub fn audit() -> Self {
        Self { base: paths::AUDIT.to_owned(), secret: None }
    }

    /// The audit tab of a secret.
    pub fn secret(name: &str) -> Self {
        Self { base: paths::secret(SecretRoute::Audit, name), secret: Some(name.to_owned()) }
    }

    /// Address without a query.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Address of a search on this page.
    pub fn address(&self, query: &AuditQuery) -> String {
        query.address(&self.base)
    }

    /// Whether this page fixes the value of a field.
    pub fn fixes(&self, field: EventField) -> bool {
        self.secret.is_some() && field == EventField::Resource
    }

    /// The query sent to the server for a search on this page.
    pub fn scoped(&self, query: &AuditQuery) -> AuditQuery {
        match &self.secret {
            None => query.clone(),
            Some(name) => query.only(EventField::Resource, name).with_cursor(query.cursor.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secret_of_a_tab_overrides_the_filter() {
        let scope = AuditScope::secret("a/b");
        let scoped =
            scope.scoped(&AuditQuery::default().with(EventField::Resource, "other").with_cursor(Some("c".to_owned())));
        assert_eq!(scoped.filter.terms, [(EventField::Resource, "a/b".to_owned())]);
        assert_eq!(scoped.cursor.as_deref(), Some("c"));
        assert_eq!(scope.address(&AuditQuery::default()), "/secrets/audit/a/b");
    }
}
