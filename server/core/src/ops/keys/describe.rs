//! DescribeKey.

use super::list::facts;
use crate::{
    CoreError, Thing,
    engine::{Context, Done, Run},
    facts::KeyFacts,
};
use std::borrow::Cow;
use strongroom_domain::{Action, CmkId};

/// One key.
pub struct DescribeKey {
    /// Which.
    pub id: CmkId,
}

impl Run for DescribeKey {
    type Output = KeyFacts;

    fn action(&self) -> Action {
        Action::DescribeKey
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.id.to_string().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<KeyFacts>, CoreError> {
        facts(cx, Some(self.id)).await?.pop().map(Done::read).ok_or(CoreError::NotFound(Thing::Key))
    }
}
