//! CreateRole, UpdateRole, DeleteRole.

use super::{by_name, put};
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    in_use,
    ops::{check_revision, policies::check_document},
    ports::{Change, Expect},
    rows::{RoleRow, Sealed},
};
use std::borrow::Cow;
use strongroom_domain::{Action, Comments, FieldError, RoleId, RoleName, limits};
use strongroom_policy::Kind;
use strongroom_trail::Detail;

/// Makes a role without policies: whoever assumes it may do nothing yet.
pub struct CreateRole {
    /// Unique name, whatever its letter case.
    pub name: RoleName,
    /// Free text.
    pub description: Comments,
    /// Who may assume it: a trust policy, JSON; at most 6,144 characters.
    pub trust: String,
    /// Longest session, in seconds: 3,600 to 43,200.
    pub max_session_s: u32,
}

impl Run for CreateRole {
    type Output = RoleRow;

    fn action(&self) -> Action {
        Action::CreateRole
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<RoleRow>, CoreError> {
        check_document(&self.trust, Kind::Trust)?;
        check_longest(self.max_session_s)?;
        if cx.store().role_by_name(&self.name).await?.is_some() {
            return Err(CoreError::Exists("a role of this name"));
        }
        if cx.store().role_count().await? >= limits::ROLES {
            return Err(CoreError::Limit("an account may have at most 1,000 roles"));
        }
        let row = RoleRow {
            id: RoleId(crate::random::id(cx.now)?),
            name: self.name.clone(),
            description: self.description.clone(),
            trust: self.trust.clone(),
            max_session_s: self.max_session_s,
            policies: Vec::new(),
            created: cx.now,
            updated: cx.now,
            revision: 1,
            mac: [0; 32],
        };
        let row = row.seal(&cx.vault.keyring);
        Ok(Done::changed(row.clone(), vec![Change::PutRole(row, Expect::Absent)]))
    }
}

/// Changes a role; what is absent stays. Sessions that exist keep their end, and do not ask the trust policy again.
pub struct UpdateRole {
    /// Which.
    pub name: RoleName,
    /// Free text.
    pub description: Option<Comments>,
    /// Who may assume it from now on: a trust policy, JSON.
    pub trust: Option<String>,
    /// Longest session from now on, in seconds: 3,600 to 43,200.
    pub max_session_s: Option<u32>,
    /// The revision the change was made from; none to overwrite.
    pub expect: Option<u64>,
}

impl Run for UpdateRole {
    type Output = RoleRow;

    fn action(&self) -> Action {
        Action::UpdateRole
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<RoleRow>, CoreError> {
        let mut role = by_name(cx, &self.name).await?;
        check_revision(self.expect, role.revision)?;
        if let Some(description) = &self.description {
            role.description = description.clone();
        }
        if let Some(trust) = &self.trust {
            check_document(trust, Kind::Trust)?;
            cx.note(Detail::State, "another trust policy");
            role.trust = trust.clone();
        }
        if let Some(longest) = self.max_session_s {
            check_longest(longest)?;
            role.max_session_s = longest;
        }
        let (row, change) = put(cx, role);
        Ok(Done::changed(row, vec![change]))
    }
}

fn check_longest(seconds: u32) -> Result<(), FieldError> {
    match seconds {
        limits::ROLE_SESSION_MIN..=limits::ROLE_SESSION_MAX => Ok(()),
        _ => Err(FieldError::new("MaxSessionDuration", "must be 3600 to 43200 seconds")),
    }
}

/// Removes a role that has no policies; its sessions end with the next call.
pub struct DeleteRole {
    /// Which.
    pub name: RoleName,
}

impl Run for DeleteRole {
    type Output = ();

    fn action(&self) -> Action {
        Action::DeleteRole
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let role = by_name(cx, &self.name).await?;
        if !role.policies.is_empty() {
            return Err(CoreError::InUse(in_use::ROLE_HAS_POLICIES));
        }
        Ok(Done::changed((), vec![Change::RemoveRole(role.id, Expect::Revision(role.revision))]))
    }
}
