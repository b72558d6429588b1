//! RestoreSecret: out of the recovery window. Restoring a live secret succeeds and changes nothing.

use crate::{
    CoreError, Thing,
    engine::{Context, Done, Run},
    ports::{Expect, SecretChange},
    rows::Authenticate,
};
use std::borrow::Cow;
use strongroom_domain::{Action, SecretName};
use strongroom_trail::Detail;

/// Request.
pub struct RestoreSecret {
    /// Which secret.
    pub name: SecretName,
}

impl Run for RestoreSecret {
    type Output = ();

    fn action(&self) -> Action {
        Action::RestoreSecret
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let loaded = cx.secret(&self.name).await?;
        match loaded.secret.delete_at {
            None => {
                cx.note(Detail::Unchanged, "the secret was not scheduled for deletion");
                Ok(Done::read(()))
            }
            // Its time is over; that it has not been swept yet must not decide.
            Some(end) if end <= cx.now => Err(CoreError::NotFound(Thing::Secret)),
            Some(_) => {
                let mut secret = loaded.secret.clone();
                secret.delete_at = None;
                secret.updated = cx.now;
                secret.revision += 1;
                let expect = Expect::Revision(loaded.secret.revision);
                Ok(Done::changed((), vec![SecretChange::Put(secret.authenticate(&cx.vault.keyring), expect).into()]))
            }
        }
    }
}
