//! The tags of secrets.

use super::live;
use crate::{
    CoreError, Limit,
    engine::{Context, Done, Loaded},
    ports::{Change, Expect, SecretChange},
    rows::Authenticate,
};
use std::collections::BTreeSet;
use strongroom_domain::{Action, Field, FieldError, Problem, SecretName, TagKey, Tags, Unit, limits};
use strongroom_trail::Detail;

/// Edits the tags of one secret or several: of all of them or, when one is refused, of none. Each has an event of its own. `keys`
/// are those named in the request, or all.
pub(super) async fn change_tags(
    cx: &mut Context<'_>,
    action: Action,
    names: &[SecretName],
    keys: &[&TagKey],
    edit: impl Fn(&mut Tags) + Send + Sync,
) -> Result<Done<()>, CoreError> {
    let listed = keys.iter().map(|key| key.as_str()).collect::<Vec<_>>().join(", ");
    let max = limits::TAGGED_AT_ONCE;
    let Some((first, others)) = names.split_first().filter(|_| names.len() <= max) else {
        let problem = Problem::Length { min: 1, max, unit: Unit::Secrets };
        return Err(FieldError::new(Field::SecretNames, problem).into());
    };
    cx.note(Detail::Tags, listed.clone());
    // The first is the one the call was authorised for.
    let loaded = live(cx, first).await?;
    let mut changes = Vec::with_capacity(2 * names.len());
    match retagged(cx, &loaded, &edit)? {
        Some(change) => changes.push(change),
        None => cx.note(Detail::Unchanged, NO_CHANGE),
    }
    for name in others.iter().filter(|name| *name != first).collect::<BTreeSet<_>>() {
        let loaded = cx.further_secret(action, name).await?;
        if loaded.secret.delete_at.is_some() {
            return Err(CoreError::Deleting);
        }
        let mut details = vec![(Detail::Tags, listed.clone())];
        match retagged(cx, &loaded, &edit)? {
            Some(change) => changes.push(change),
            None => details.push((Detail::Unchanged, NO_CHANGE.to_owned())),
        }
        changes.push(cx.further_event(action, (name.as_str(), None), details));
    }
    Ok(Done::changed((), changes))
}

const NO_CHANGE: &str = "no change";

/// The change of one secret; `None` if its tags stay as they are.
fn retagged(cx: &Context<'_>, loaded: &Loaded, edit: &impl Fn(&mut Tags)) -> Result<Option<Change>, CoreError> {
    let mut secret = loaded.secret.clone();
    edit(&mut secret.tags);
    if secret.tags == loaded.secret.tags {
        return Ok(None);
    }
    if secret.tags.len() > limits::TAGS {
        return Err(CoreError::Limit(Limit::Tags));
    }
    secret.updated = cx.now;
    secret.revision += 1;
    let expect = Expect::Revision(loaded.secret.revision);
    Ok(Some(SecretChange::Put(secret.authenticate(&cx.vault.keyring), expect).into()))
}

/// Refuses a request that names no tag.
pub(super) fn require_some(keys: usize) -> Result<(), FieldError> {
    let problem = Problem::Length { min: 1, max: limits::TAGS, unit: Unit::Tags };
    if keys == 0 { Err(FieldError::new(Field::Tags, problem)) } else { Ok(()) }
}
