//! GetGroup.

use super::{DescribedGroup, by_name};
use crate::{
    CoreError,
    engine::{Context, Done, Run},
};
use std::borrow::Cow;
use strongroom_domain::{Action, GroupName};

/// One group.
pub struct GetGroup {
    /// Which.
    pub name: GroupName,
}

impl Run for GetGroup {
    type Output = DescribedGroup;

    fn action(&self) -> Action {
        Action::GetGroup
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<DescribedGroup>, CoreError> {
        let group = by_name(cx, &self.name).await?;
        let members = cx.store().members(&[group.id]).await?.first().copied().unwrap_or_default();
        Ok(Done::read(DescribedGroup { group: group.into(), members }))
    }
}
