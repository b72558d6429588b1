//! UntagResource and UntagResources on secrets.

use super::tags::{change_tags, require_some};
use crate::{
    CoreError,
    engine::{Context, Done, Run},
};
use std::borrow::Cow;
use strongroom_domain::{Action, SecretName, TagKey, Tags};

/// Removes tags of a secret; keys that are not there are ignored.
pub struct UntagResource {
    /// Which secret.
    pub name: SecretName,
    /// Keys to remove, at least one.
    pub keys: Vec<TagKey>,
}

/// Removes tags of several secrets: of all, or of none.
pub struct UntagResources {
    /// Which secrets, at least one.
    pub names: Vec<SecretName>,
    /// Keys to remove, at least one; `None` removes every tag.
    pub keys: Option<Vec<TagKey>>,
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
        untag(cx, std::slice::from_ref(&self.name), Some(&self.keys)).await
    }
}

impl Run for UntagResources {
    type Output = ();

    fn action(&self) -> Action {
        Action::UntagResource
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        self.names.first().map(|name| name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        untag(cx, &self.names, self.keys.as_deref()).await
    }
}

async fn untag(cx: &mut Context<'_>, names: &[SecretName], keys: Option<&[TagKey]>) -> Result<Done<()>, CoreError> {
    let Some(keys) = keys else {
        return change_tags(cx, Action::UntagResource, names, &[], |has| *has = Tags::new()).await;
    };
    require_some(keys.len())?;
    let listed: Vec<&TagKey> = keys.iter().collect();
    change_tags(cx, Action::UntagResource, names, &listed, |has| has.retain(|key, _| !keys.contains(key))).await
}
