//! Converts the core's results to the types of the pages. Server only.

use super::dto::{ConnectionDetails, KeyShape, SecretDetails, Shape, Version};
use crate::{
    door::{self, Outline, OutlineKey, facts::VersionFacts, ops::secrets::DescribedSecret},
    error::UiError,
};
use strongroom_domain::{Action, ResourceKind, SecretKind, SecretName, Tags, ValueType};

pub(super) fn name(name: &str) -> Result<SecretName, UiError> {
    Ok(SecretName::new(name)?)
}

pub(super) fn tags(tags: &Tags) -> Vec<(String, String)> {
    tags.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect()
}

/// What the signed-in user may do to a secret of this kind.
pub(super) async fn offered(name: &str, kind: SecretKind) -> Result<Vec<Action>, UiError> {
    let mut may = door::offered(ResourceKind::Secret, name).await?;
    if kind.is_managed() {
        // Only rotations do this to it, whatever a policy allows.
        may.retain(|action| !matches!(action, Action::PutSecretValue | Action::UpdateSecretVersionStage));
    }
    Ok(may)
}

/// A secret's metadata, with what the signed-in user may do to it.
pub(super) async fn facts(facts: &DescribedSecret) -> Result<SecretDetails, UiError> {
    let row = &facts.secret;
    let may = offered(row.name.as_str(), row.kind).await?;
    Ok(SecretDetails {
        may,
        id: row.id.to_string(),
        kind: facts.secret.kind,
        name: row.name.to_string(),
        arn: facts.arn.clone(),
        description: row.description.to_string(),
        key: row.cmk.to_string(),
        own_key: row.own_cmk,
        tags: tags(&row.tags),
        creator: row.creator.clone(),
        created: row.created.0,
        updated: row.updated.0,
        delete_at: row.delete_at.map(|at| at.0),
        versions: facts.versions as u64,
        current: facts.current_ordinal,
        revision: row.revision,
    })
}

pub(super) fn shape(outline: &Outline) -> Shape {
    let key = |key: &OutlineKey| KeyShape { name: key.name.clone(), kind: key.kind };
    Shape { keys: outline.keys.as_ref().map(|keys| keys.iter().map(key).collect()), bytes: outline.bytes }
}

pub(super) fn version(version: VersionFacts) -> Version {
    Version {
        id: version.id.into(),
        number: version.ordinal,
        binary: version.value_type == ValueType::Binary,
        labels: version.stages,
        creator: version.creator,
        created: version.created.0,
        key: (version.cmk.0.to_string(), version.cmk.1),
        revoked: version.revoked.map(|revoked| (revoked.what, revoked.since.0)),
    }
}

/// What an application needs to read a secret.
pub(super) fn access(facts: &DescribedSecret) -> Result<ConnectionDetails, UiError> {
    let console = door::console()?;
    Ok(ConnectionDetails {
        address: console.api_address.to_string(),
        ca_file: console.ca.is_some().then(|| console.ca_file.to_string()),
        region: console.engine.account().map(|(_, region)| region).unwrap_or_default(),
        name: facts.secret.name.to_string(),
    })
}
