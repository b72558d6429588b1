//! GetRole.

use super::by_name;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    facts::RoleFacts,
};
use std::borrow::Cow;
use strongroom_domain::{Action, RoleName};

/// One role.
pub struct GetRole {
    /// Which.
    pub name: RoleName,
}

impl Run for GetRole {
    type Output = RoleFacts;

    fn action(&self) -> Action {
        Action::GetRole
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<RoleFacts>, CoreError> {
        Ok(Done::read(by_name(cx, &self.name).await?.into()))
    }
}
