//! SetDefaultPolicyVersion.

use super::{
    put,
    versions::{version_of, version_text},
};
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    rows::PolicyRow,
};
use std::borrow::Cow;
use strongroom_domain::{Action, PolicyName};
use strongroom_trail::Detail;

/// Makes another version the default.
pub struct SetDefaultPolicyVersion {
    /// Which policy.
    pub name: PolicyName,
    /// Which version.
    pub number: u32,
}

impl Run for SetDefaultPolicyVersion {
    type Output = ();

    fn action(&self) -> Action {
        Action::SetDefaultPolicyVersion
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let policy = version_of(cx, &self.name, self.number).await?;
        if policy.default == self.number {
            cx.note(Detail::Unchanged, "no change");
            return Ok(Done::read(()));
        }
        cx.note(Detail::State, version_text(self.number, true));
        let (_, change) = put(cx, PolicyRow { default: self.number, ..policy });
        Ok(Done::changed((), vec![change]))
    }
}
