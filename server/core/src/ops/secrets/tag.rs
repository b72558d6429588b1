//! TagResource on secrets.

use super::tags::change_tags;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
};
use std::borrow::Cow;
use strongroom_domain::{Action, SecretName, Tags};

/// Adds tags; a known key gets the new value.
pub struct TagResource {
    /// Which secret.
    pub name: SecretName,
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
        change_tags(cx, &self.name, self.tags.keys(), |row| row.tags.extend(self.tags.clone())).await
    }
}
