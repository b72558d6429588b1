//! UpdateGroup.

use super::{by_name, put};
use crate::{
    CoreError, Thing,
    engine::{Context, Done, Run},
    facts::GroupFacts,
};
use std::borrow::Cow;
use strongroom_domain::{Action, Comments, GroupName};
use strongroom_trail::Detail;

/// Changes a group's name or comments; what is absent stays.
pub struct UpdateGroup {
    /// Which.
    pub name: GroupName,
    /// Another name.
    pub new_name: Option<GroupName>,
    /// Free text.
    pub comments: Option<Comments>,
}

impl Run for UpdateGroup {
    type Output = GroupFacts;

    fn action(&self) -> Action {
        Action::UpdateGroup
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<GroupFacts>, CoreError> {
        let mut group = by_name(cx, &self.name).await?;
        if let Some(name) = self.new_name.as_ref().filter(|name| **name != group.name) {
            let other = cx.vault.verified(cx.store().group_by_name(name).await?)?;
            if other.iter().any(|other| other.id != group.id) {
                return Err(CoreError::Exists(Thing::Group));
            }
            cx.note(Detail::Group, name.as_str());
            group.name = name.clone();
        }
        if let Some(comments) = &self.comments {
            group.comments = comments.clone();
        }
        let (row, change) = put(cx, group);
        Ok(Done::changed(row.into(), vec![change]))
    }
}
