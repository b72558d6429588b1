//! UpdateKeyDescription.

use super::{fresh, replace};
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    rows::CmkRow,
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
        let key = fresh(cx, self.id).await?;
        let row = CmkRow { description: self.description.clone(), ..key.row.clone() };
        Ok(Done::changed((), replace(cx, &key, row)))
    }
}
