//! PutSecretValue: a new version, its labels moved in the same commit.

use super::{
    live, require_generic, require_no_rotation, usable_version,
    value::{self, NewValue, VersionTarget},
};
use crate::{
    CoreError, Limit,
    engine::{Context, Done, Loaded, Run},
    ports::{Expect, SecretChange},
    rows::{Authenticate, VersionRow},
};
use std::borrow::Cow;
use strongroom_crypto::Plaintext;
use strongroom_domain::{Action, SecretName, Stage, ValueType, VersionId, limits};
use strongroom_trail::Detail;

/// Request.
pub struct PutSecretValue {
    /// Which secret.
    pub name: SecretName,
    /// Id of the new version; made when absent. A used id with the same value stores nothing and gives the version the labels,
    /// as if they were moved there; with another value it is refused.
    pub version: Option<VersionId>,
    /// Value.
    pub value: NewValue,
    /// Labels of the version. With none a new version is the current one, and one that is there keeps those it has: a request that
    /// arrives twice, the second time late, must not undo what came between.
    pub stages: Vec<Stage>,
}

/// Output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PutVersion {
    /// The version.
    pub version: VersionId,
    /// Its number in the secret.
    pub ordinal: u64,
    /// Labels it carries now.
    pub stages: Vec<Stage>,
    /// Nothing was changed: the version was there with this value and these labels.
    pub unchanged: bool,
    /// Version that fell off because the secret had the most it may have.
    pub dropped: Option<VersionId>,
}

impl Run for PutSecretValue {
    type Output = PutVersion;

    fn action(&self) -> Action {
        Action::PutSecretValue
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    /// Changing some keys of a value is reading the others: what comes out goes wherever the caller sends it.
    fn further(&self) -> &'static [Action] {
        if matches!(self.value, NewValue::Patch { .. }) { &[Action::GetSecretValue] } else { &[] }
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<PutVersion>, CoreError> {
        let loaded = live(cx, &self.name).await?;
        let before = &loaded.secret;
        require_generic(before)?;
        if before.own_cmk {
            for action in std::iter::once(self.action()).chain(self.further().iter().copied()) {
                cx.require_key(action, before.cmk)?;
            }
        }
        let id = self.version.clone().map_or_else(crate::random::version_id, Ok)?;
        let (value_type, plain) = match &self.value {
            NewValue::OfStoredType(value) => {
                let stored = loaded.version(&id).or_else(|| loaded.version(before.labels.resolve(&Stage::Current)?));
                let value_type = stored.map_or(ValueType::Text, |version| version.value_type);
                let value = Plaintext::new(value.expose().to_vec());
                NewValue::Given { value_type, value }.resolve(cx, Some(&loaded))?
            }
            given => given.resolve(cx, Some(&loaded))?,
        };
        cx.version(&id);
        cx.note(Detail::ValueType, value_type.word());
        if let NewValue::Patch { base, .. } = &self.value {
            cx.note(Detail::ReadVersion, base.as_str());
        }
        if let Some(there) = loaded.version(&id) {
            let print = value::fingerprint(cx, before.id, value_type, &plain);
            return self.same_again(cx, &loaded, there, &print).await;
        }
        let no_rotation = require_no_rotation(cx, before).await?;
        let mut secret = before.clone();
        secret.labels.put(&id, if self.stages.is_empty() { &[Stage::Current] } else { &self.stages })?;
        secret.last_ordinal += 1;
        secret.updated = cx.now;
        secret.revision += 1;
        let mut changes = Vec::with_capacity(4);
        changes.extend(no_rotation);
        let mut dropped = None;
        if loaded.versions.len() >= limits::VERSIONS {
            let oldest = loaded.versions.iter().filter(|v| !secret.labels.is_labelled(&v.id)).min_by_key(|v| v.ordinal);
            let oldest = oldest.ok_or(CoreError::Limit(Limit::Versions))?;
            cx.note(Detail::Dropped, oldest.id.as_str());
            dropped = Some(oldest.id.clone());
            changes.push(SecretChange::RemoveVersion(before.id, oldest.id.clone()).into());
        }
        let place = VersionTarget { secret: before.id, id: &id, ordinal: secret.last_ordinal, cmk: before.cmk };
        changes.push(SecretChange::PutVersion(value::encrypt(cx, &place, value_type, &plain)?).into());
        let stages: Vec<Stage> = secret.labels.of(&id).into_iter().cloned().collect();
        let ordinal = secret.last_ordinal;
        cx.note(Detail::Stage, stage_list(&stages));
        changes
            .push(SecretChange::Put(secret.authenticate(&cx.vault.keyring), Expect::Revision(before.revision)).into());
        Ok(Done::changed(PutVersion { version: id, ordinal, stages, unchanged: false, dropped }, changes))
    }
}

impl PutSecretValue {
    /// The version is there. A label that it does not carry moves to it; the others stay where they are.
    async fn same_again(
        &self,
        cx: &mut Context<'_>,
        loaded: &Loaded,
        there: &VersionRow,
        print: &[u8; 16],
    ) -> Result<Done<PutVersion>, CoreError> {
        if !strongroom_crypto::constant_time_eq(&there.fingerprint, print) {
            return Err(CoreError::VersionTaken);
        }
        let mut secret = loaded.secret.clone();
        if !self.stages.is_empty() {
            secret.labels.put(&there.id, &self.stages)?;
        }
        let unchanged = secret.labels == loaded.secret.labels;
        let stages: Vec<Stage> = secret.labels.of(&there.id).into_iter().cloned().collect();
        let (version, ordinal) = (there.id.clone(), there.ordinal);
        let put = PutVersion { version, ordinal, stages, unchanged, dropped: None };
        if unchanged {
            cx.note(Detail::Unchanged, "the version already has this value and these labels");
            return Ok(Done::read(put));
        }
        usable_version(loaded, &there.id)?;
        let mut changes = Vec::from_iter(require_no_rotation(cx, &loaded.secret).await?);
        cx.note(Detail::Stage, stage_list(&put.stages));
        let expect = Expect::Revision(secret.revision);
        secret.updated = cx.now;
        secret.revision += 1;
        changes.push(SecretChange::Put(secret.authenticate(&cx.vault.keyring), expect).into());
        Ok(Done::changed(put, changes))
    }
}

fn stage_list(stages: &[Stage]) -> String {
    stages.iter().map(Stage::stored).collect::<Vec<_>>().join(", ")
}
