//! PutSecretValue: a new version, its labels moved in the same commit.

use super::{
    live,
    value::{self, NewValue, VersionTarget},
};
use crate::{
    CoreError, Limit,
    engine::{Context, Done, Loaded, Run},
    ports::{Expect, SecretChange},
    rows::{Authenticate, VersionRow},
};
use std::borrow::Cow;
use strongroom_domain::{Action, SecretName, Stage, VersionId, limits};
use strongroom_trail::Detail;

/// Request.
pub struct PutSecretValue {
    /// Which secret.
    pub name: SecretName,
    /// Id of the new version; made when absent. A used id with the same value succeeds and changes nothing; with another
    /// value it is refused.
    pub version: Option<VersionId>,
    /// Value.
    pub value: NewValue,
    /// Labels of the new version; usually `ACSCurrent`.
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
    /// Nothing was stored: the version was there with this value.
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
        if before.own_cmk {
            for action in std::iter::once(self.action()).chain(self.further().iter().copied()) {
                cx.require_key(action, before.cmk)?;
            }
        }
        let (value_type, plain) = self.value.resolve(cx, Some(&loaded))?;
        let id = self.version.clone().map_or_else(crate::random::version_id, Ok)?;
        cx.version(&id);
        cx.note(Detail::ValueType, value_type.word());
        if let NewValue::Patch { base, .. } = &self.value {
            cx.note(Detail::ReadVersion, base.as_str());
        }
        if let Some(there) = loaded.version(&id) {
            let print = value::fingerprint(cx, before.id, value_type, &plain);
            return same_again(cx, &loaded, there, &print);
        }
        let mut secret = before.clone();
        secret.labels.put(&id, &self.stages)?;
        secret.last_ordinal += 1;
        secret.updated = cx.now;
        secret.revision += 1;
        let mut changes = Vec::with_capacity(3);
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
        cx.note(Detail::Stage, stages.iter().map(Stage::stored).collect::<Vec<_>>().join(", "));
        changes
            .push(SecretChange::Put(secret.authenticate(&cx.vault.keyring), Expect::Revision(before.revision)).into());
        Ok(Done::changed(PutVersion { version: id, ordinal, stages, unchanged: false, dropped }, changes))
    }
}

fn same_again(
    cx: &mut Context<'_>,
    loaded: &Loaded,
    there: &VersionRow,
    print: &[u8; 16],
) -> Result<Done<PutVersion>, CoreError> {
    if !strongroom_crypto::constant_time_eq(&there.fingerprint, print) {
        return Err(CoreError::VersionTaken);
    }
    cx.note(Detail::Unchanged, "the version already has this value");
    let stages = loaded.secret.labels.of(&there.id).into_iter().cloned().collect();
    Ok(Done::read(PutVersion {
        version: there.id.clone(),
        ordinal: there.ordinal,
        stages,
        unchanged: true,
        dropped: None,
    }))
}
