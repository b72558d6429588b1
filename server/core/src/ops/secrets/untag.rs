//! UntagResource on secrets.

use super::tags::change_tags;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
};
use std::borrow::Cow;
use strongroom_domain::{Action, SecretName, TagKey};

/// Removes tags; keys that are not there are ignored.
pub struct UntagResource {
    /// Which secret.
    pub name: SecretName,
    /// Keys to remove, at least one.
    pub keys: Vec<TagKey>,
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
        change_tags(cx, &self.name, self.keys.iter(), |row| row.tags.retain(|key, _| !self.keys.contains(key))).await
    }
}
