//! UpdateKeyDescription.

use super::fresh;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ports::{Expect, KeyChange},
    rows::Authenticate,
};
use std::borrow::Cow;
use strongroom_domain::{Action, CmkId, Description};

/// Request.
pub struct UpdateKeyDescription {
    /// Which key.
    pub id: CmkId,
    /// New text.
    pub description: Description,
}

impl Run for UpdateKeyDescription {
    type Output = ();

    fn action(&self) -> Action {
        Action::UpdateKeyDescription
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.id.to_string().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let mut key = fresh(cx, self.id).await?;
        let expect = Expect::Revision(key.revision);
        key.description = self.description.clone();
        key.revision += 1;
        Ok(Done::changed((), vec![KeyChange::Put(key.authenticate(&cx.vault.keyring), expect).into()]))
    }
}
