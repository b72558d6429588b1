//! AttachPolicyToUser, DetachPolicyFromUser and the same for groups and roles.

use super::{Bearer, existing};
use crate::{
    CoreError, Limit, Thing,
    engine::{Context, Done, Run},
    ops::{groups, roles, users},
};
use std::borrow::Cow;
use strongroom_domain::{Action, PolicyRef, Since, Timestamp, limits};
use strongroom_trail::Detail;

/// Attaches a policy, or detaches it.
pub struct SetAttachment {
    /// Which policy.
    pub policy: PolicyRef,
    /// The user, group or role.
    pub bearer: Bearer,
    /// Whether it is to be attached.
    pub attached: bool,
}

impl Run for SetAttachment {
    type Output = ();

    fn action(&self) -> Action {
        match (&self.bearer, self.attached) {
            (Bearer::User(_), true) => Action::AttachPolicyToUser,
            (Bearer::User(_), false) => Action::DetachPolicyFromUser,
            (Bearer::Group(_), true) => Action::AttachPolicyToGroup,
            (Bearer::Group(_), false) => Action::DetachPolicyFromGroup,
            (Bearer::Role(_), true) => Action::AttachPolicyToRole,
            (Bearer::Role(_), false) => Action::DetachPolicyFromRole,
        }
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.bearer.name().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let policy = existing(cx, &self.policy).await?;
        cx.note(Detail::Policy, policy.to_string());
        let change = match &self.bearer {
            Bearer::User(name) => {
                let mut user = users::by_name(cx, name).await?;
                self.apply(&mut user.policies, policy, cx.now)?;
                users::put(cx, user).1
            }
            Bearer::Group(name) => {
                let mut group = groups::by_name(cx, name).await?;
                self.apply(&mut group.policies, policy, cx.now)?;
                groups::put(cx, group).1
            }
            Bearer::Role(name) => {
                let mut role = roles::by_name(cx, name).await?;
                self.apply(&mut role.policies, policy, cx.now)?;
                roles::put(cx, role).1
            }
        };
        Ok(Done::changed((), vec![change]))
    }
}

impl SetAttachment {
    fn apply(&self, policies: &mut Vec<Since<PolicyRef>>, policy: PolicyRef, now: Timestamp) -> Result<(), CoreError> {
        match (policies.binary_search_by(|one| one.what.cmp(&policy)), self.attached) {
            (Ok(_), true) => return Err(CoreError::Exists(Thing::Attachment)),
            (Err(_), false) => return Err(CoreError::NotFound(Thing::Attachment)),
            (Err(at), true) => {
                if policies.iter().filter(|one| one.what.kind == policy.kind).count() >= limits::ATTACHED {
                    return Err(CoreError::Limit(Limit::Attached));
                }
                policies.insert(at, Since::new(policy, now));
            }
            (Ok(at), false) => drop(policies.remove(at)),
        }
        Ok(())
    }
}
