//! GetUser.

use super::{DescribedUser, by_name, facts::facts};
use crate::{
    CoreError,
    engine::{Context, Done, Run},
};
use std::{borrow::Cow, collections::HashMap};
use strongroom_domain::{Action, UserName};

/// One user.
pub struct GetUser {
    /// Who.
    pub name: UserName,
}

impl Run for GetUser {
    type Output = DescribedUser;

    fn action(&self) -> Action {
        Action::GetUser
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<DescribedUser>, CoreError> {
        let user = by_name(cx, &self.name).await?;
        Ok(Done::read(facts(cx, user, &mut HashMap::new()).await?))
    }
}
