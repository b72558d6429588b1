//! The policy that a secret, a key or a role carries, and whom its names meant when it was set.

use strongroom_domain::PrincipalId;

/// What a policy with bound names begins with; no JSON does.
const BOUND: char = '@';
/// Stands for the id of a name that was nobody's.
const NOBODY: &str = "-";

/// A policy document as its client sent it, with the users and roles that its `Principal`s name.
///
/// Stored, and under the MAC of its row, as one text: `@`, then `ARN=ID` for each user and role of this account, separated by
/// spaces, a line break, and the document. The text of an earlier release is the document alone. No document begins with `@`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnPolicy(Box<str>);

impl OwnPolicy {
    /// A document with its names bound: each ARN with who it is, or `None` where there is nobody of that name.
    pub fn bound<'a>(document: &str, names: impl IntoIterator<Item = (&'a str, Option<PrincipalId>)>) -> Self {
        let mut stored = String::with_capacity(document.len() + 128);
        stored.push(BOUND);
        for (n, (arn, id)) in names.into_iter().enumerate() {
            let id = id.map_or_else(|| NOBODY.to_owned(), |id| id.to_string());
            let space = if n == 0 { "" } else { " " };
            stored.extend([space, arn, "=", &id]);
        }
        stored.push('\n');
        stored.push_str(document);
        Self(stored.into())
    }

    /// The policy of a stored text.
    pub fn from_stored(stored: impl Into<Box<str>>) -> Self {
        Self(stored.into())
    }

    /// As it is stored.
    pub fn stored(&self) -> &str {
        &self.0
    }

    /// The document as its client sent it.
    pub fn document(&self) -> &str {
        self.split().map_or(&self.0, |(_, document)| document)
    }

    /// Each ARN that names a user or role of this account, with the text of the id it was bound to, or `None` if it was nobody's.
    /// `None` for the policy of an earlier release, in which names decide.
    pub fn names(&self) -> Option<impl Iterator<Item = (&str, Option<&str>)>> {
        let (names, _) = self.split()?;
        let names = names.split(' ').filter_map(|pair| pair.split_once('='));
        Some(names.map(|(arn, id)| (arn, Some(id).filter(|id| *id != NOBODY))))
    }

    fn split(&self) -> Option<(&str, &str)> {
        self.0.strip_prefix(BOUND)?.split_once('\n')
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use strongroom_domain::{RoleId, UserId};

    #[test]
    fn document_and_names_survive_storing() {
        let (user, role) = (PrincipalId::User(UserId([1; 16])), PrincipalId::Role(RoleId([2; 16])));
        let ids = [user.to_string(), role.to_string()];
        let names = [("acs:ram::1:user/a", Some(user)), ("acs:ram::1:role/b", Some(role)), ("acs:ram::1:user/c", None)];
        for document in ["{}", " {\n\"a\": \"@\"}\n", ""] {
            for count in 0..=names.len() {
                let made = OwnPolicy::bound(document, names[..count].iter().copied());
                let read = OwnPolicy::from_stored(made.stored());
                assert_eq!((&read, read.document()), (&made, document));
                let expected =
                    [(names[0].0, Some(ids[0].as_str())), (names[1].0, Some(ids[1].as_str())), (names[2].0, None)];
                assert_eq!(read.names().unwrap().collect::<Vec<_>>(), expected[..count]);
            }
            let earlier = OwnPolicy::from_stored(document);
            assert!(earlier.names().is_none());
            assert_eq!(earlier.document(), document);
        }
    }
}
