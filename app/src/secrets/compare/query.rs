//! The state of a comparison, all of it in the address.

use crate::paths::{self, SecretPage};

/// What the address says: two version ids, and whether equal keys are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Id of the older version.
    pub older: String,
    /// Id of the newer version.
    pub newer: String,
    /// Leave out keys that are equal.
    pub only_changed: bool,
}

impl Asked {
    /// The address.
    pub fn href(&self, name: &str) -> String {
        let base = if self.older.is_empty() {
            format!("{}?", paths::secret(SecretPage::Compare, name))
        } else {
            format!("{}&", paths::compare(name, &self.older, &self.newer))
        };
        if self.only_changed { format!("{base}only=changed") } else { base.trim_end_matches(['?', '&']).to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::Asked;

    #[test]
    fn the_address_says_what_is_compared() {
        let asked = Asked { older: "a".into(), newer: "b/c".into(), only_changed: true };
        assert_eq!(asked.href("x/y"), "/secrets/compare/x/y?a=a&b=b%2Fc&only=changed");
        assert_eq!(Asked { only_changed: false, ..asked }.href("x/y"), "/secrets/compare/x/y?a=a&b=b%2Fc");
        assert_eq!(Asked { only_changed: true, ..Asked::default() }.href("x"), "/secrets/compare/x?only=changed");
        assert_eq!(Asked::default().href("x"), "/secrets/compare/x");
    }
}
