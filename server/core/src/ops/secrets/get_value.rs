//! GetSecretValue: the one way to a plaintext.

use super::{live, served_labels};
use crate::{
    CoreError, Thing,
    engine::{Context, Done, Run},
    facts::RotationPlanFacts,
};
use std::borrow::Cow;
use strongroom_crypto::{EnvelopePart, Plaintext};
use strongroom_domain::{Action, SecretKind, SecretName, Stage, Timestamp, ValueType, VersionId};
use strongroom_trail::Detail;

/// Request. With neither version nor label the current version is read; with both, the version must carry the label. Of managed
/// secrets only the current and the previous version can be read (GetSecretValue of KMS OpenAPI 2016-01-20). A version that was revoked
/// needs a right of its own, [`Action::ReadRevokedVersion`].
pub struct GetSecretValue {
    /// Which secret.
    pub name: SecretName,
    /// Exact version.
    pub version: Option<VersionId>,
    /// Label to resolve.
    pub stage: Option<Stage>,
}

/// Output.
pub struct SecretValue {
    /// The value.
    pub value: Plaintext,
    /// Its type.
    pub value_type: ValueType,
    /// Kind of the secret.
    pub kind: SecretKind,
    /// The version it is of.
    pub version: VersionId,
    /// The version's number in the secret.
    pub ordinal: u64,
    /// When the version was made.
    pub created: Timestamp,
    /// Labels of the version, as this reader is served them.
    pub stages: Vec<Stage>,
    /// How the secret rotates, if it does.
    pub rotation: Option<RotationPlanFacts>,
}

impl Run for GetSecretValue {
    type Output = SecretValue;

    fn action(&self) -> Action {
        Action::GetSecretValue
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<SecretValue>, CoreError> {
        const MISSING: CoreError = CoreError::NotFound(Thing::Version);
        let loaded = live(cx, &self.name).await?;
        if loaded.secret.own_cmk {
            cx.require_key(self.action(), loaded.secret.cmk)?;
        }
        let labels = served_labels(&loaded.secret, cx.call);
        let stage = self.stage.as_ref().or(self.version.is_none().then_some(&Stage::Current));
        if let Some(stage) = stage {
            cx.note(Detail::Stage, stage.stored());
        }
        let labelled = stage.map(|s| labels.resolve(s).ok_or(MISSING)).transpose()?;
        let id = match (&self.version, labelled) {
            (Some(requested), Some(has)) if requested != has => return Err(MISSING),
            (Some(requested), _) => requested,
            (None, Some(has)) => has,
            (None, None) => return Err(MISSING),
        };
        // A managed secret may hold a credential that the target does not have yet, and such as it no longer has.
        let is_served = |stage| labels.resolve(&stage) == Some(id);
        if loaded.secret.kind.is_managed() && ![Stage::Current, Stage::Previous].into_iter().any(is_served) {
            return Err(MISSING);
        }
        // So may the pending version of a generic secret that a function rotates.
        if labels.resolve(&Stage::Pending) == Some(id) {
            return Err(MISSING);
        }
        let version = loaded.version(id).ok_or(MISSING)?;
        cx.version(id);
        if version.revoked.is_some() {
            cx.require_secret(Action::ReadRevokedVersion, &loaded)?;
        }
        let value = cx.vault.decrypt_part(version, EnvelopePart::Value)?;
        Ok(Done::read(SecretValue {
            value,
            value_type: version.value_type,
            kind: loaded.secret.kind,
            version: id.clone(),
            ordinal: version.ordinal,
            created: version.created,
            stages: labels.of(id).into_iter().cloned().collect(),
            rotation: if loaded.secret.kind.is_managed() {
                cx.vault.plan_facts(cx.store(), &loaded.secret, cx.engine.rotation_now()).await?
            } else {
                // The plan of a generic secret says nothing about its value, and would cost every read.
                None
            },
        }))
    }
}
