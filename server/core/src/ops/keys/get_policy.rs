//! GetKeyPolicy: the policy a customer's key itself carries.

use super::fresh;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
};
use std::borrow::Cow;
use strongroom_domain::{Action, CmkId};

/// Reads a key's policy, JSON; none when it has none.
pub struct GetKeyPolicy {
    /// Which key.
    pub id: CmkId,
}

impl Run for GetKeyPolicy {
    /// The document and the key's revision.
    type Output = (Option<String>, u64);

    fn action(&self) -> Action {
        Action::GetKeyPolicy
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.id.to_string().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        let key = fresh(cx, self.id).await?;
        Ok(Done::read((key.row.policy.as_ref().map(|policy| policy.document().to_owned()), key.row.revision)))
    }
}
