//! RotateSecretTo: a rotation of a generic secret to a value that the caller gives.

use super::{
    RotatedSecret,
    begin::{RunPace, begin},
    live,
};
use crate::{
    Blocker, CoreError,
    engine::{Context, Done, Run},
    ops::secrets::{NewValue, value_fingerprint},
};
use std::borrow::Cow;
use strongroom_crypto::{Plaintext, constant_time_eq};
use strongroom_domain::{Action, RunTrigger, SecretKind, SecretName, ValueType, VersionId};
use strongroom_trail::Detail;

/// Request. A function is given the value to set; without a target it is stored as it is, and the next date is counted from now. A value
/// that a function refuses is not replaced by another one: a person must see to it.
pub struct RotateSecretTo {
    /// Which secret; generic, with a rotation plan.
    pub name: SecretName,
    /// Id of the new version; made when absent. One that the secret has, with the same value, changes nothing.
    pub version: Option<VersionId>,
    /// The value: 1 to [`limits::VALUE_BYTES`](strongroom_domain::limits::VALUE_BYTES) bytes of UTF-8.
    pub value: Plaintext,
}

impl Run for RotateSecretTo {
    type Output = RotatedSecret;

    fn action(&self) -> Action {
        Action::RotateSecret
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    fn further(&self) -> &'static [Action] {
        &[Action::PutSecretValue]
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<RotatedSecret>, CoreError> {
        let (loaded, plan) = live(cx, &self.name).await?;
        if loaded.secret.kind != SecretKind::Generic {
            return Err(CoreError::InUse(Blocker::ManagedSecret));
        }
        let given =
            NewValue::Given { value_type: ValueType::Text, value: Plaintext::new(self.value.expose().to_vec()) };
        let (value_type, value) = given.resolve(cx, None)?;
        let arn = cx.vault.secret_arn(&self.name);
        let version = self.version.clone().map_or_else(crate::random::version_id, Ok)?;
        if let Some(there) = loaded.version(&version) {
            let print = value_fingerprint(cx, loaded.secret.id, value_type, &value);
            if !constant_time_eq(&there.fingerprint, &print) {
                return Err(CoreError::VersionTaken);
            }
            cx.version(&version);
            cx.note(Detail::Unchanged, "the version exists, or a rotation to it is under way");
            let open = cx.vault.open_rotation(cx.store(), &plan).await?;
            let rotation = open.filter(|rotation| rotation.version == version).map(|rotation| rotation.id);
            return Ok(Done::read(RotatedSecret { arn, version, rotation }));
        }
        let pace = RunPace::of(&plan, RunTrigger::Caller);
        let (id, changes) = begin(cx, &loaded, plan, version.clone(), pace, Some(&value)).await?;
        Ok(Done::changed(RotatedSecret { arn, version, rotation: Some(id) }, changes))
    }
}
