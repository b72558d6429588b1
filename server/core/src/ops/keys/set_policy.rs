//! SetKeyPolicy: replaces the policy a customer's key itself carries.

use super::{fresh, replace};
use crate::{
    Blocker, CoreError,
    engine::{Context, Done, Run},
    ops::{documents::own_policy, policy_history},
    rows::{CmkRow, OwnPolicy, PolicyOwner},
};
use std::borrow::Cow;
use strongroom_domain::{Action, CmkId};
use strongroom_trail::Detail;

/// Actions no policy may deny to the whole account: they undo a policy that denies too much.
const KEPT: [Action; 2] = [Action::GetKeyPolicy, Action::SetKeyPolicy];

/// A policy that a key may have, with its principals bound.
pub(super) async fn checked(cx: &Context<'_>, text: &str) -> Result<OwnPolicy, CoreError> {
    own_policy(cx, text, KEPT).await
}

/// Replaces a key's policy. It applies to actions on the key itself and to every use of the key for a secret. The
/// last versions are kept.
pub struct SetKeyPolicy {
    /// Which key; the default key takes none.
    pub id: CmkId,
    /// The document, JSON; none removes it.
    pub document: Option<String>,
}

impl Run for SetKeyPolicy {
    type Output = ();

    fn action(&self) -> Action {
        Action::SetKeyPolicy
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.id.to_string().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let policy = match &self.document {
            Some(text) => Some(checked(cx, text).await?),
            None => None,
        };
        let key = fresh(cx, self.id).await?;
        if key.row.default {
            return Err(CoreError::InUse(Blocker::DefaultKeyPolicy));
        }
        let now = (key.row.policy.as_ref().map(OwnPolicy::document), key.row.created);
        let kept = policy_history::keep(cx, PolicyOwner::Key(self.id), now, self.document.as_deref()).await?;
        cx.note(Detail::Policy, if policy.is_some() { "set" } else { "removed" });
        let mut changes = replace(cx, &key, CmkRow { policy, ..key.row.clone() });
        changes.extend(kept);
        Ok(Done::changed((), changes))
    }
}
