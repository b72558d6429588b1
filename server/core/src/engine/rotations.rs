//! Targets, plans and rotations, verified and compared with what was asked for.

use super::vault::{TARGET_MANAGER, Vault};
use crate::{
    CoreError, Thing,
    facts::RotationPlanFacts,
    ports::{Credential, Store, TargetAccess},
    rotation::decode_manager,
    rows::{RotationPlanRow, RotationRow, SecretRow, TargetRow},
};
use strongroom_domain::{RotationId, RunPhase, SecretId, TargetId, TargetName, Timestamp};

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

    /// How a secret rotates and whether that needs a person, for callers.
    pub async fn plan_facts(
        &self,
        store: &dyn Store,
        secret: &SecretRow,
        now: Timestamp,
    ) -> Result<Option<RotationPlanFacts>, CoreError> {
        let Some(plan) = self.plan(store, secret.id).await? else { return Ok(None) };
        let open = self.open_rotation(store, &plan).await?;
        let stuck = open.is_some_and(|rotation| rotation.state.phase == RunPhase::NeedsAPerson);
        Ok(Some(RotationPlanFacts::of(plan, stuck, now)))
    }

    /// The rotation of a secret that has not ended. Rotations are never removed before their secret.
    pub async fn open_rotation(
        &self,
        store: &dyn Store,
        plan: &RotationPlanRow,
    ) -> Result<Option<RotationRow>, CoreError> {
        let Some(open) = plan.open else { return Ok(None) };
        match self.rotation(store, plan.secret, open).await {
            Err(CoreError::NotFound(Thing::Rotation)) => Err(CoreError::tampered("rotation")),
            other => other.map(Some),
        }
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
            let secret = self.keyring.decrypt_record(TARGET_MANAGER, &target.id.0, &manager.secret.0)?;
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
}
