//! The state of a comparison, kept in the address.

use crate::paths::{self, SecretRoute};

/// Two version ids, and whether equal keys are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComparisonQuery {
    /// Id of the older version.
    pub older: String,
    /// Id of the newer version.
    pub newer: String,
    /// Leave out keys that are equal.
    pub only_changed: bool,
}

impl ComparisonQuery {
    /// The address.
    pub fn href(&self, name: &str) -> String {
        let base = if self.older.is_empty() {
            format!("{}?", paths::secret(SecretRoute::Compare, name))
        } else {
            format!("{}&", paths::compare(name, &self.older, &self.newer))
        };
        if self.only_changed { format!("{base}only=changed") } else { base.trim_end_matches(['?', '&']).to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::ComparisonQuery;

    #[test]
    fn address_holds_the_whole_state() {
        let asked = ComparisonQuery { older: "a".into(), newer: "b/c".into(), only_changed: true };
        assert_eq!(asked.href("x/y"), "/secrets/compare/x/y?a=a&b=b%2Fc&only=changed");
        assert_eq!(ComparisonQuery { only_changed: false, ..asked }.href("x/y"), "/secrets/compare/x/y?a=a&b=b%2Fc");
        assert_eq!(
            ComparisonQuery { only_changed: true, ..ComparisonQuery::default() }.href("x"),
            "/secrets/compare/x?only=changed"
        );
        assert_eq!(ComparisonQuery::default().href("x"), "/secrets/compare/x");
    }
}
