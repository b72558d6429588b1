//! SetKeyPolicy: replaces the policy a customer's key itself carries.

use super::fresh;
use crate::{
    Blocker, CoreError,
    engine::{Context, Done, Run},
    ops::{documents::own_policy, policy_history},
    ports::{Expect, KeyChange},
    rows::{Authenticate, OwnPolicy, PolicyOwner},
};
use std::borrow::Cow;
use strongroom_domain::{Action, CmkId};
use strongroom_trail::Detail;

/// Actions no policy may deny to the whole account: they undo a policy that denies too much.
const KEPT: [Action; 2] = [Action::GetKeyPolicy, Action::SetKeyPolicy];

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
            Some(text) => Some(own_policy(cx, text, KEPT).await?),
            None => None,
        };
        let mut key = fresh(cx, self.id).await?;
        if key.default {
            return Err(CoreError::InUse(Blocker::DefaultKeyPolicy));
        }
        let expect = Expect::Revision(key.revision);
        let (owner, now) = (PolicyOwner::Key(self.id), (key.policy.as_ref().map(OwnPolicy::document), key.created));
        let mut changes = policy_history::keep(cx, owner, now, self.document.as_deref()).await?;
        key.policy = policy;
        key.revision += 1;
        cx.note(Detail::Policy, if key.policy.is_some() { "set" } else { "removed" });
        changes.insert(0, KeyChange::Put(key.authenticate(&cx.vault.keyring), expect).into());
        Ok(Done::changed((), changes))
    }
}
