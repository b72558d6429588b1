//! Which secrets a statement matches, for any caller. The console shows them as examples beside the statement's sentence.

use crate::{
    condition::ConditionContext,
    document::{Entries, Statement},
    pattern::Resource,
};

impl Statement {
    /// Whether it matches one of these actions.
    pub fn names_any(&self, actions: &[String]) -> bool {
        let Entries { except, patterns } = &self.actions;
        actions.iter().any(|action| patterns.iter().any(|pattern| pattern.matches(action)) != *except)
    }

    /// Whether it matches a resource with these tags. Other conditions, such as on the caller's address, are ignored.
    pub fn is_about(&self, resource: &str, tags: &ConditionContext) -> bool {
        let resource = Resource::new(resource);
        let named = self.resources.as_ref().is_none_or(|Entries { except, patterns }| {
            patterns.iter().any(|pattern| pattern.matches(resource)) != *except
        });
        let mut on_tags = self.conditions.iter().filter(|condition| condition.is_on_tag());
        named && on_tags.all(|condition| condition.holds(condition.seen([tags, tags])))
    }

    /// Prefixes of the names of the secrets that it may match, in order; empty if it matches no secret.
    pub fn secret_prefixes(&self) -> Vec<&str> {
        let Some(Entries { except: false, patterns }) = &self.resources else { return vec![""] };
        let mut prefixes: Vec<_> = patterns.iter().filter_map(|pattern| secret_prefix(pattern.as_str())).collect();
        prefixes.sort_unstable();
        // A prefix covers all longer ones.
        prefixes.dedup_by(|later, earlier| later.starts_with(&**earlier));
        prefixes
    }
}

/// The literal prefix of the secret names that match a pattern; `None` if no secret matches.
fn secret_prefix(pattern: &str) -> Option<&str> {
    const SECRET: &str = "secret/";
    let Some(id) = pattern.splitn(5, ':').nth(4) else { return Some("") };
    let literal = id.split(['*', '?']).next().unwrap_or_default();
    let wild = literal.len() < id.len();
    literal.strip_prefix(SECRET).or((wild && SECRET.starts_with(literal)).then_some(""))
}
