//! UpdateRole.

use super::{by_name, check_longest, put};
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    facts::RoleFacts,
    ops::documents::trust_policy,
};
use std::borrow::Cow;
use strongroom_domain::{Action, Comments, RoleName};
use strongroom_trail::Detail;

/// Changes a role; absent fields do not change. Existing role sessions keep their end and are not checked against the new
/// trust policy.
pub struct UpdateRole {
    /// Which.
    pub name: RoleName,
    /// Free text.
    pub description: Option<Comments>,
    /// Who may assume it from now on: a trust policy, JSON.
    pub trust: Option<String>,
    /// Longest session from now on, in seconds; the same range.
    pub max_session_s: Option<u32>,
}

impl Run for UpdateRole {
    type Output = RoleFacts;

    fn action(&self) -> Action {
        Action::UpdateRole
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<RoleFacts>, CoreError> {
        let mut role = by_name(cx, &self.name).await?;
        if let Some(description) = &self.description {
            role.description = description.clone();
        }
        if let Some(trust) = &self.trust {
            role.trust = trust_policy(cx, trust).await?;
            cx.note(Detail::State, "trust policy changed");
        }
        if let Some(longest) = self.max_session_s {
            check_longest(longest)?;
            role.max_session_s = longest;
        }
        let (row, change) = put(cx, role);
        Ok(Done::changed(row.into(), vec![change]))
    }
}
