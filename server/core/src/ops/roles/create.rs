//! CreateRole.

use super::check_longest;
use crate::{
    CoreError, Limit, Thing,
    engine::{Context, Done, Run, first_revision},
    facts::RoleFacts,
    ops::documents::trust_policy,
    ports::{Expect, IdentityChange},
    rows::{Authenticate, RoleRow},
};
use std::borrow::Cow;
use strongroom_domain::{Action, Comments, RoleId, RoleName, limits};

/// Creates a role without policies: its sessions have no access yet.
pub struct CreateRole {
    /// Unique name, ignoring letter case.
    pub name: RoleName,
    /// Free text.
    pub description: Comments,
    /// Who may assume it: a trust policy, JSON.
    pub trust: String,
    /// Longest session, in seconds: [`limits::ROLE_SESSION_MIN`] to [`limits::ROLE_SESSION_MAX`].
    pub max_session_s: u32,
}

impl Run for CreateRole {
    type Output = RoleFacts;

    fn action(&self) -> Action {
        Action::CreateRole
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<RoleFacts>, CoreError> {
        let trust = trust_policy(cx, &self.trust).await?;
        check_longest(self.max_session_s)?;
        if cx.store().role_by_name(&self.name).await?.is_some() {
            return Err(CoreError::Exists(Thing::Role));
        }
        if cx.store().role_count().await? >= limits::ROLES {
            return Err(CoreError::Limit(Limit::Roles));
        }
        let row = RoleRow {
            id: RoleId(crate::random::id(cx.now)?),
            name: self.name.clone(),
            description: self.description.clone(),
            trust,
            max_session_s: self.max_session_s,
            policies: Vec::new(),
            created: cx.now,
            updated: cx.now,
            revision: first_revision()?,
        };
        let row = row.authenticate(&cx.vault.keyring);
        Ok(Done::changed(row.clone().into_row().into(), vec![IdentityChange::PutRole(row, Expect::Absent).into()]))
    }
}
