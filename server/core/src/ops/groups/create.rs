//! CreateGroup.

use crate::{
    CoreError, Thing,
    engine::{Context, Done, Run, first_revision},
    facts::GroupFacts,
    ports::{Expect, IdentityChange},
    rows::{Authenticate, GroupRow},
};
use std::borrow::Cow;
use strongroom_domain::{Action, Comments, GroupId, GroupName};

/// Makes a group without members and policies.
pub struct CreateGroup {
    /// Unique name, ignoring letter case.
    pub name: GroupName,
    /// Free text.
    pub comments: Comments,
}

impl Run for CreateGroup {
    type Output = GroupFacts;

    fn action(&self) -> Action {
        Action::CreateGroup
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<GroupFacts>, CoreError> {
        if cx.store().group_by_name(&self.name).await?.is_some() {
            return Err(CoreError::Exists(Thing::Group));
        }
        let row = GroupRow {
            id: GroupId(crate::random::id(cx.now)?),
            name: self.name.clone(),
            comments: self.comments.clone(),
            policies: Vec::new(),
            created: cx.now,
            updated: cx.now,
            revision: first_revision()?,
        };
        let row = row.authenticate(&cx.vault.keyring);
        Ok(Done::changed(row.clone().into_row().into(), vec![IdentityChange::PutGroup(row, Expect::Absent).into()]))
    }
}
