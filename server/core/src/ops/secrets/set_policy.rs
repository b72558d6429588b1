//! SetSecretPolicy: replaces the policy a secret itself carries.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ops::{documents::own_policy, policy_history},
    ports::{Expect, SecretChange},
    rows::{Authenticate, OwnPolicy, PolicyOwner},
};
use std::borrow::Cow;
use strongroom_domain::{Action, SecretName};
use strongroom_trail::Detail;

/// Actions no policy may deny to the whole account: they undo a policy that denies too much.
const KEPT: [Action; 2] = [Action::GetSecretPolicy, Action::SetSecretPolicy];

/// A policy that a secret may have, with its principals bound.
pub(super) async fn checked(cx: &Context<'_>, text: &str) -> Result<OwnPolicy, CoreError> {
    own_policy(cx, text, KEPT).await
}

/// Replaces a secret's policy. The last versions are kept.
pub struct SetSecretPolicy {
    /// Which secret.
    pub name: SecretName,
    /// The document, JSON; none removes it.
    pub document: Option<String>,
}

impl Run for SetSecretPolicy {
    type Output = ();

    fn action(&self) -> Action {
        Action::SetSecretPolicy
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let policy = match &self.document {
            Some(text) => Some(checked(cx, text).await?),
            None => None,
        };
        let loaded = cx.secret(&self.name).await?;
        let expect = Expect::Revision(loaded.secret.revision);
        let mut secret = loaded.secret.clone();
        let (owner, now) =
            (PolicyOwner::Secret(secret.id), (secret.policy.as_ref().map(OwnPolicy::document), secret.updated));
        let mut changes = policy_history::keep(cx, owner, now, self.document.as_deref()).await?;
        secret.policy = policy;
        secret.updated = cx.now;
        secret.revision += 1;
        cx.note(Detail::Policy, if secret.policy.is_some() { "set" } else { "removed" });
        changes.insert(0, SecretChange::Put(secret.authenticate(&cx.vault.keyring), expect).into());
        Ok(Done::changed((), changes))
    }
}
