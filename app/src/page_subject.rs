//! What a page is about, as it was when the page loaded it.
//!
//! A form may stay open for an hour. Each form of a page sends along which thing the page showed, so that the core refuses it
//! when that thing was deleted and another one was created under its name.

use crate::paths;
use leptos::prelude::*;

/// A kind of thing with a page of its own and a name that may be used again, unlike the id of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubjectKind {
    /// A secret.
    Secret,
    /// A user.
    User,
    /// A group.
    Group,
    /// A role.
    Role,
    /// A custom policy.
    Policy,
    /// A target of rotations.
    Target,
    /// A notification channel.
    Channel,
}

impl SubjectKind {
    #[cfg(feature = "ssr")]
    const ALL: [Self; 7] =
        [Self::Secret, Self::User, Self::Group, Self::Role, Self::Policy, Self::Target, Self::Channel];

    const fn word(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::User => "user",
            Self::Group => "group",
            Self::Role => "role",
            Self::Policy => "policy",
            Self::Target => "target",
            Self::Channel => "channel",
        }
    }
}

/// A thing with its revision, as a page showed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectSeen {
    /// What it is.
    pub kind: SubjectKind,
    /// Its revision.
    pub revision: u64,
    /// Its name.
    pub name: String,
}

impl SubjectSeen {
    /// The query of a request; `replaces` if it replaces what the page showed.
    pub fn query(&self, replaces: bool) -> String {
        let parameter = if replaces { "unchanged" } else { "seen" };
        let Self { kind, revision, name } = self;
        format!("?{parameter}={}.{revision}.{}", kind.word(), paths::escape(name))
    }

    /// What the value of a parameter says.
    #[cfg(feature = "ssr")]
    pub fn parse(value: &str) -> Option<Self> {
        let mut parts = value.splitn(3, '.');
        let (word, revision, name) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?.to_owned());
        let kind = SubjectKind::ALL.into_iter().find(|kind| kind.word() == word)?;
        Some(Self { kind, revision, name })
    }
}

/// What the page is about, once it is loaded. Forms below the page that provides it send it along.
#[derive(Clone, Copy, Debug)]
pub struct PageSubject(RwSignal<Option<SubjectSeen>>);

impl PageSubject {
    /// Provides it to the page's actions, before they are made.
    pub fn provide() -> Self {
        let subject = Self(RwSignal::new(None));
        provide_context(subject);
        subject
    }

    /// The page has loaded this.
    pub fn shows(self, kind: SubjectKind, name: &str, revision: u64) {
        let _ = self.0.try_set(Some(SubjectSeen { kind, revision, name: name.to_owned() }));
    }

    /// The query that requests of the page have.
    pub fn query(self, replaces: bool) -> String {
        self.0.try_with(|seen| seen.as_ref().map(|seen| seen.query(replaces))).flatten().unwrap_or_default()
    }
}

/// Says what the page is about, if it provides a [`PageSubject`].
pub fn page_shows(kind: SubjectKind, name: &str, revision: u64) {
    if let Some(subject) = use_context::<PageSubject>() {
        subject.shows(kind, name, revision);
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn subjects_are_read_back() {
        for name in ["a", "team/db.main", "a=b&c?d%2F", "ü"] {
            for kind in SubjectKind::ALL {
                let seen = SubjectSeen { kind, revision: u64::MAX >> 1, name: name.to_owned() };
                let value = format!("{}.{}.{name}", kind.word(), seen.revision);
                assert_eq!(seen.query(false), format!("?seen={}", paths::escape(&value)));
                assert_eq!(seen.query(true), format!("?unchanged={}", paths::escape(&value)));
                assert_eq!(SubjectSeen::parse(&value), Some(seen));
            }
        }
        for broken in ["", "user", "user.1", "dog.1.a", "user.x.a", "user.-1.a", "USER.1.a"] {
            assert_eq!(SubjectSeen::parse(broken), None, "{broken}");
        }
    }
}
