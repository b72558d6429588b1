//! Targets, plans and rotations, verified and compared with what was asked for.

use super::vault::Vault;
use crate::{
    CoreError, Thing,
    facts::RotationPlanFacts,
    ports::{Credential, Store, TargetAccess},
    rotation::decode_manager,
    rows::{RotationPlanRow, RotationRow, SecretRow, TargetRow},
};
use strongroom_crypto::{Binding, EnvelopePart, Plaintext};
use strongroom_domain::{RotationId, RunPhase, SecretId, TargetId, TargetName, ValueType};

/// Stands in the binding where values of secrets have the id of their version, whose alphabet has no colon.
const MANAGER: &str = "target:manager";

impl Vault {
    /// A target by its name.
    pub async fn target_by_name(&self, store: &dyn Store, name: &TargetName) -> Result<Option<TargetRow>, CoreError> {
        let Some(target) = store.target_by_name(name).await? else { return Ok(None) };
        let target = target.verify(&self.keyring)?;
        let same = target.name.as_str().eq_ignore_ascii_case(name.as_str());
        if same { Ok(Some(target)) } else { Err(CoreError::tampered("target")) }
    }

    /// A target that a plan or a rotation names. That it is missing is tampering where a plan names it.
    pub async fn target(&self, store: &dyn Store, id: TargetId) -> Result<Option<TargetRow>, CoreError> {
        let Some(target) = store.target(id).await? else { return Ok(None) };
        let target = target.verify(&self.keyring)?;
        if target.id == id { Ok(Some(target)) } else { Err(CoreError::tampered("target")) }
    }

    /// How a secret rotates.
    pub async fn plan(&self, store: &dyn Store, secret: SecretId) -> Result<Option<RotationPlanRow>, CoreError> {
        let Some(plan) = store.rotation_plan(secret).await? else { return Ok(None) };
        let plan = plan.verify(&self.keyring)?;
        if plan.secret == secret { Ok(Some(plan)) } else { Err(CoreError::tampered("rotation_plan")) }
    }

    /// How a secret rotates and whether that needs a person, for callers. Generic secrets cost nothing.
    pub async fn plan_facts(
        &self,
        store: &dyn Store,
        secret: &SecretRow,
    ) -> Result<Option<RotationPlanFacts>, CoreError> {
        if !secret.kind.is_managed() {
            return Ok(None);
        }
        let Some(plan) = self.plan(store, secret.id).await? else { return Ok(None) };
        let stuck = match plan.open {
            Some(open) => self.rotation(store, secret.id, open).await?.state.phase == RunPhase::NeedsAPerson,
            None => false,
        };
        Ok(Some(RotationPlanFacts::of(plan, stuck)))
    }

    /// A rotation of this secret.
    pub async fn rotation(
        &self,
        store: &dyn Store,
        secret: SecretId,
        id: RotationId,
    ) -> Result<RotationRow, CoreError> {
        const MISSING: CoreError = CoreError::NotFound(Thing::Rotation);
        let rotation = store.rotation(id).await?.ok_or(MISSING)?.verify(&self.keyring)?;
        if rotation.id != id {
            return Err(CoreError::tampered("rotation"));
        }
        // One of another secret: the caller was not judged for that.
        if rotation.secret == secret { Ok(rotation) } else { Err(MISSING) }
    }

    /// How a rotator enters a target.
    pub fn target_access(&self, target: &TargetRow) -> Result<TargetAccess, CoreError> {
        let manager = target.manager.as_ref().map(|manager| {
            let secret = self.decrypt_manager(target.id, &manager.secret.0)?;
            let secret = decode_manager(&secret).map_err(|_| CoreError::tampered("target"))?;
            Ok::<_, CoreError>(Credential { account: manager.account.to_string(), secret })
        });
        Ok(TargetAccess {
            kind: target.kind,
            host: target.host.to_string(),
            port: target.port,
            database: target.database.as_ref().map(ToString::to_string),
            trust: target.trust.clone(),
            manager: manager.transpose()?,
        })
    }

    /// Encrypts what proves the managing account of a target, with the default key.
    pub fn encrypt_manager(&self, target: TargetId, secret: &Plaintext) -> Result<Vec<u8>, CoreError> {
        let cmk = self.usable_cmk(self.default_cmk()?)?;
        let parts = [(EnvelopePart::Value, secret.expose())];
        let encrypted =
            self.keyring.encrypt(cmk.row.id.0, cmk.row.primary_version, &self.manager_binding(target), &parts)?;
        Ok(encrypted.into_iter().next().unwrap_or_default())
    }

    /// Decrypts what [`Vault::encrypt_manager`] encrypted for this target.
    pub fn decrypt_manager(&self, target: TargetId, envelope: &[u8]) -> Result<Plaintext, CoreError> {
        Ok(self.keyring.decrypt(&self.manager_binding(target), EnvelopePart::Value, envelope)?)
    }

    fn manager_binding(&self, target: TargetId) -> Binding<'_> {
        Binding {
            account: &self.installation.account,
            secret: target.0,
            version_id: MANAGER,
            ordinal: 1,
            value_type: ValueType::Text.code(),
        }
    }
}
