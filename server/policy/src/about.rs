//! Which secrets a statement applies to, for any caller: for examples next to its sentence.

use crate::{
    condition::ConditionContext,
    document::{Entries, Statement},
    pattern::Resource,
};

impl Statement {
    /// Whether it names one of these actions.
    pub fn names_any(&self, actions: &[String]) -> bool {
        let Entries { except, patterns } = &self.actions;
        actions.iter().any(|action| patterns.iter().any(|pattern| pattern.matches(action)) != *except)
    }

    /// Whether it is about a resource with these tags. Circumstances, such as the caller's address, are left open.
    pub fn is_about(&self, resource: &str, tags: &ConditionContext) -> bool {
        let resource = Resource::new(resource);
        let named = self.resources.as_ref().is_none_or(|Entries { except, patterns }| {
            patterns.iter().any(|pattern| pattern.matches(resource)) != *except
        });
        let mut on_tags = self.conditions.iter().filter(|condition| condition.is_on_tag());
        named && on_tags.all(|condition| condition.holds(condition.seen([tags, tags])))
    }

    /// What the names of all secrets begin with that it may be about, shortest first; empty when it is about none.
    pub fn secret_beginnings(&self) -> Vec<&str> {
        let Some(Entries { except: false, patterns }) = &self.resources else { return vec![""] };
        let mut beginnings: Vec<_> = patterns.iter().filter_map(|pattern| beginning(pattern.as_str())).collect();
        beginnings.sort_unstable();
        // What begins with another one's beginning is found with it.
        beginnings.dedup_by(|later, earlier| later.starts_with(&**earlier));
        beginnings
    }
}

/// The literal start of the names of secrets that match a pattern; `None` when no secret matches.
fn beginning(pattern: &str) -> Option<&str> {
    const SECRET: &str = "secret/";
    let Some(id) = pattern.splitn(5, ':').nth(4) else { return Some("") };
    let literal = id.split(['*', '?']).next().unwrap_or_default();
    let wild = literal.len() < id.len();
    literal.strip_prefix(SECRET).or((wild && SECRET.starts_with(literal)).then_some(""))
}
