//! Changes single members of an object's text.

use super::{JsonKind, ObjectText, quote};
use crate::{Field, FieldError, Form, Problem, Unit, check_value_key, limits};

/// A change of one member. Existing members are named by their position, new values are JSON text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum MemberEdit<'a> {
    /// Replaces the value of a member.
    Set {
        /// Which member, from 0.
        at: usize,
        /// Its new value.
        value: &'a str,
    },
    /// Removes a member.
    Remove {
        /// Which member, from 0.
        at: usize,
    },
    /// Adds a member at the end.
    Add {
        /// Its name, which no other member may have afterwards.
        name: &'a str,
        /// Its value.
        value: &'a str,
    },
}

impl ObjectText<'_> {
    /// The text with these members changed and every other byte as it was. New members look like their neighbours.
    ///
    /// # Errors
    /// A member is not there or is changed twice; its name is there twice, so that changing one of them would not mean
    /// anything; the name of a new member is taken or breaks a rule; a value is not JSON; no member would be left, or too
    /// many. The error never repeats a value.
    pub fn splice(&self, edits: &[MemberEdit<'_>]) -> Result<String, FieldError> {
        self.check(edits)?;
        let members = self.members();
        let touched = |at: usize| {
            edits.iter().find(
                |edit| matches!(edit, MemberEdit::Set { at: one, .. } | MemberEdit::Remove { at: one } if *one == at),
            )
        };
        let mut out = String::with_capacity(self.longest(edits));
        let (Some(first), Some(last)) = (members.first(), members.last()) else { return Ok(self.text.to_owned()) };
        out.push_str(self.slice(0, first.whole.start));
        let mut previous: Option<usize> = None;
        let mut empty = true;
        for (at, member) in members.iter().enumerate() {
            let edit = touched(at);
            if !matches!(edit, Some(MemberEdit::Remove { .. })) {
                if let Some(end) = previous.filter(|_| !empty) {
                    out.push_str(self.slice(end, member.whole.start));
                }
                match edit {
                    Some(MemberEdit::Set { value, .. }) => {
                        out.push_str(self.slice(member.whole.start, member.whole.end - member.raw.len()));
                        out.push_str(value);
                    }
                    _ => out.push_str(self.slice(member.whole.start, member.whole.end)),
                }
                empty = false;
            }
            previous = Some(member.whole.end);
        }
        let colon = self.slice(last.name_end, last.whole.end - last.raw.len());
        for edit in edits {
            if let MemberEdit::Add { name, value } = edit {
                if !empty {
                    self.separate(&mut out);
                }
                out.push_str(&quote(name));
                out.push_str(colon);
                out.push_str(value);
                empty = false;
            }
        }
        out.push_str(self.slice(last.whole.end, self.text.len()));
        Ok(out)
    }

    fn slice(&self, from: usize, to: usize) -> &str {
        self.text.get(from..to).unwrap_or_default()
    }

    /// What stands between the last two members; after a single one a comma and the space before it.
    fn separate(&self, out: &mut String) {
        match self.members() {
            [.., before, last] => out.push_str(self.slice(before.whole.end, last.whole.start)),
            [only] => {
                out.push(',');
                out.push_str(self.slice(0, only.whole.start).trim_start().strip_prefix('{').unwrap_or_default());
            }
            [] => {}
        }
    }

    /// At least the length of the result, so that growing leaves no copies of a value behind.
    fn longest(&self, edits: &[MemberEdit<'_>]) -> usize {
        let added = |edit: &MemberEdit<'_>| match edit {
            MemberEdit::Set { value, .. } => value.len(),
            MemberEdit::Add { name, value } => 6 * name.len() + value.len() + self.text.len(),
            MemberEdit::Remove { .. } => 0,
        };
        self.text.len() + edits.iter().map(added).sum::<usize>()
    }

    fn check(&self, edits: &[MemberEdit<'_>]) -> Result<(), FieldError> {
        let members = self.members();
        let value_error = |problem| FieldError::new(Field::SecretValue, problem);
        let key_error = |problem| FieldError::new(Field::ValueKey, problem);
        let mut touched = vec![false; members.len()];
        let mut names: Vec<&str> = Vec::new();
        let mut removed = 0;
        for edit in edits {
            match edit {
                MemberEdit::Set { at, .. } | MemberEdit::Remove { at } => {
                    let member = members.get(*at).ok_or(value_error(Problem::NoSuchKey))?;
                    let again = touched.get_mut(*at).is_none_or(|touched| std::mem::replace(touched, true));
                    if again || self.is_duplicated(&member.name) {
                        return Err(key_error(Problem::Duplicate));
                    }
                    removed += usize::from(matches!(edit, MemberEdit::Remove { .. }));
                }
                MemberEdit::Add { name, .. } => {
                    check_value_key(name)?;
                    if names.contains(name) {
                        return Err(key_error(Problem::Duplicate));
                    }
                    names.push(name);
                }
            }
            if let MemberEdit::Set { value, .. } | MemberEdit::Add { value, .. } = edit
                && JsonKind::of(value).is_none()
            {
                return Err(value_error(Problem::Malformed(Form::JsonValue)));
            }
        }
        let gone = |at: usize| edits.contains(&MemberEdit::Remove { at });
        if members.iter().enumerate().any(|(at, member)| names.contains(&&*member.name) && !gone(at)) {
            return Err(key_error(Problem::Duplicate));
        }
        match members.len() + names.len() - removed {
            0 => Err(value_error(Problem::TooFew { min: 1, unit: Unit::Keys })),
            1..=limits::VALUE_KEYS => Ok(()),
            _ => Err(value_error(Problem::TooMany { max: limits::VALUE_KEYS, unit: Unit::Keys })),
        }
    }
}
