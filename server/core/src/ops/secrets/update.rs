//! UpdateSecret: a new description.

use super::live;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ports::{Expect, SecretChange},
    rows::Authenticate,
};
use std::borrow::Cow;
use strongroom_domain::{Action, Description, SecretName};

/// Request.
pub struct UpdateSecret {
    /// Which secret.
    pub name: SecretName,
    /// New description.
    pub description: Description,
}

impl Run for UpdateSecret {
    type Output = ();

    fn action(&self) -> Action {
        Action::UpdateSecret
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let loaded = live(cx, &self.name).await?;
        let mut secret = loaded.secret.clone();
        secret.description = self.description.clone();
        secret.updated = cx.now;
        secret.revision += 1;
        let expect = Expect::Revision(loaded.secret.revision);
        Ok(Done::changed((), vec![SecretChange::Put(secret.authenticate(&cx.vault.keyring), expect).into()]))
    }
}
