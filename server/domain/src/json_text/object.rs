//! The members of an object, where they stand in its text.

use super::{
    scan::{JsonKind, Scanner},
    string::unquote,
};
use crate::limits;
use std::{borrow::Cow, ops::Range};

/// The text of one JSON object and where its members stand in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectText<'a> {
    pub(super) text: &'a str,
    members: Vec<Member<'a>>,
}

/// One member of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member<'a> {
    /// Its name, decoded. Names need not be unique.
    pub name: Cow<'a, str>,
    /// What its value is.
    pub kind: JsonKind,
    /// Its value, exactly as it stands in the text.
    pub raw: &'a str,
    /// Where the name ends, with its quotes.
    pub(super) name_end: usize,
    /// From the name to the end of the value.
    pub(super) whole: Range<usize>,
}

impl<'a> ObjectText<'a> {
    /// Reads a value that is one object of 1 to [`limits::VALUE_KEYS`] members with names in Unicode; `None` for any other
    /// text, which is one value without keys.
    pub fn parse(text: &'a str) -> Option<Self> {
        Self::with_at_most(text, limits::VALUE_KEYS)
    }

    /// Like [`ObjectText::parse`], with any number of members: to read one, not to change it.
    pub fn parse_any(text: &'a str) -> Option<Self> {
        Self::with_at_most(text, usize::MAX)
    }

    fn with_at_most(text: &'a str, most: usize) -> Option<Self> {
        let mut scanner = Scanner::new(text);
        let mut members = Vec::new();
        scanner.space();
        if !scanner.eat(b'{') {
            return None;
        }
        loop {
            scanner.space();
            let start = scanner.at();
            scanner.string()?;
            let name_end = scanner.at();
            scanner.colon()?;
            let value = scanner.at();
            let kind = scanner.value()?;
            let whole = start..scanner.at();
            let name = unquote(text.get(start..name_end)?)?;
            members.push(Member { name, kind, raw: text.get(value..whole.end)?, name_end, whole });
            if members.len() > most {
                return None;
            }
            scanner.space();
            if !scanner.eat(b',') {
                break;
            }
        }
        let closed = scanner.eat(b'}');
        scanner.space();
        (closed && scanner.is_at_end()).then_some(Self { text, members })
    }

    /// Its members, in order.
    pub fn members(&self) -> &[Member<'a>] {
        &self.members
    }

    /// Whether more than one member has this name.
    pub fn is_duplicated(&self, name: &str) -> bool {
        self.members.iter().filter(|member| member.name == name).count() > 1
    }
}

impl Member<'_> {
    /// What an application gets that reads the member: the decoded text of a string, the JSON text of anything else. A
    /// string that is not Unicode stays as it stands.
    pub fn text(&self) -> Cow<'_, str> {
        match self.kind {
            JsonKind::Text => unquote(self.raw).unwrap_or(Cow::Borrowed(self.raw)),
            _ => Cow::Borrowed(self.raw),
        }
    }
}
