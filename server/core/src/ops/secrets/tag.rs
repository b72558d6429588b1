//! TagResource and TagResources on secrets.

use super::tags::{change_tags, require_some};
use crate::{
    CoreError,
    engine::{Context, Done, Run},
};
use std::borrow::Cow;
use strongroom_domain::{Action, SecretName, TagKey, Tags};

/// Adds tags to a secret; a known key gets the new value.
pub struct TagResource {
    /// Which secret.
    pub name: SecretName,
    /// Tags to set, at least one.
    pub tags: Tags,
}

/// Adds tags to several secrets: to all, or to none.
pub struct TagResources {
    /// Which secrets, at least one.
    pub names: Vec<SecretName>,
    /// Tags to set, at least one.
    pub tags: Tags,
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
        tag(cx, std::slice::from_ref(&self.name), &self.tags).await
    }
}

impl Run for TagResources {
    type Output = ();

    fn action(&self) -> Action {
        Action::TagResource
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        self.names.first().map(|name| name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        tag(cx, &self.names, &self.tags).await
    }
}

async fn tag(cx: &mut Context<'_>, names: &[SecretName], tags: &Tags) -> Result<Done<()>, CoreError> {
    require_some(tags.len())?;
    let keys: Vec<&TagKey> = tags.keys().collect();
    change_tags(cx, Action::TagResource, names, &keys, |has| has.extend(tags.clone())).await
}
