//! GetSecretPolicy: the policy a secret itself carries.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
};
use std::borrow::Cow;
use strongroom_domain::{Action, SecretName};

/// Reads a secret's policy, JSON; none when it has none.
pub struct GetSecretPolicy {
    /// Which secret.
    pub name: SecretName,
}

impl Run for GetSecretPolicy {
    /// The document and the secret's revision.
    type Output = (Option<String>, u64);

    fn action(&self) -> Action {
        Action::GetSecretPolicy
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        let loaded = cx.secret(&self.name).await?;
        Ok(Done::read((
            loaded.secret.policy.as_ref().map(|policy| policy.document().to_owned()),
            loaded.secret.revision,
        )))
    }
}
