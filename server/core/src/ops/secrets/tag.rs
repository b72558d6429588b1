//! TagResource and UntagResource on secrets.

use super::live;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ports::{Change, Expect},
    rows::{Sealed, SecretRow},
};
use std::borrow::Cow;
use strongroom_domain::{Action, FieldError, SecretName, TagKey, Tags, limits};
use strongroom_trail::Detail;

/// Adds tags; a known key gets the new value.
pub struct TagResource {
    /// Which secret.
    pub name: SecretName,
    /// Tags to set, at least one.
    pub tags: Tags,
}

/// Removes tags; keys that are not there are ignored.
pub struct UntagResource {
    /// Which secret.
    pub name: SecretName,
    /// Keys to remove, at least one.
    pub keys: Vec<TagKey>,
}

impl Run for TagResource {
    type Output = ();

    fn action(&self) -> Action {
        Action::TagResource
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        change(cx, &self.name, self.tags.keys(), |row| row.tags.extend(self.tags.clone())).await
    }
}

impl Run for UntagResource {
    type Output = ();

    fn action(&self) -> Action {
        Action::UntagResource
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        change(cx, &self.name, self.keys.iter(), |row| row.tags.retain(|key, _| !self.keys.contains(key))).await
    }
}

async fn change<'k>(
    cx: &mut Context<'_>,
    name: &SecretName,
    keys: impl Iterator<Item = &'k TagKey> + Send,
    edit: impl FnOnce(&mut SecretRow) + Send,
) -> Result<Done<()>, CoreError> {
    let keys: Vec<&str> = keys.map(TagKey::as_str).collect();
    if keys.is_empty() {
        return Err(FieldError::new("Tags", "must name at least one tag").into());
    }
    cx.note(Detail::Tags, keys.join(", "));
    let loaded = live(cx, name).await?;
    let mut secret = loaded.secret.clone();
    edit(&mut secret);
    if secret.tags == loaded.secret.tags {
        cx.note(Detail::Unchanged, "the tags were like this");
        return Ok(Done::read(()));
    }
    if secret.tags.len() > limits::TAGS {
        return Err(CoreError::Limit("a secret may carry at most 20 tags"));
    }
    secret.updated = cx.now;
    secret.revision += 1;
    let expect = Expect::Revision(loaded.secret.revision);
    Ok(Done::changed((), vec![Change::PutSecret(secret.seal(&cx.vault.keyring), expect)]))
}
