//! From the core's rows to what pages show. Server only.

use super::dto::{Access, Diff, Facts, Revealed, SecretLine, Shape, Version};
use crate::{
    door::{
        self, Difference, Outline,
        ops::secrets::{SecretFacts, SecretValue, VersionFacts},
        rows::{SecretRow, ValueType},
    },
    error::{ErrorKind, UiError},
};
use strongroom_domain::{SecretName, Stage, Tags};

pub(super) fn name(name: &str) -> Result<SecretName, UiError> {
    Ok(SecretName::new(name)?)
}

fn tags(tags: &Tags) -> Vec<(String, String)> {
    tags.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect()
}

pub(super) fn line(row: SecretRow) -> SecretLine {
    SecretLine {
        tags: tags(&row.tags),
        newest: row.last_ordinal,
        updated: row.updated.0,
        delete_at: row.delete_at.map(|at| at.0),
        description: row.description.into(),
        name: row.name.into(),
    }
}

pub(super) fn facts(facts: &SecretFacts) -> Facts {
    let row = &facts.secret;
    Facts {
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
    }
}

pub(super) fn shape(outline: &Outline) -> Shape {
    let keys = outline.keys.iter().map(|(key, _)| key.clone()).collect();
    Shape { keys, object: outline.object, bytes: outline.bytes }
}

pub(super) fn version(version: VersionFacts) -> Version {
    Version {
        id: version.id.into(),
        number: version.ordinal,
        binary: version.value_type == ValueType::Binary,
        labels: version.stages.into_iter().map(String::from).collect(),
        creator: version.creator,
        created: version.created.0,
        key: (version.cmk.0.to_string(), version.cmk.1),
    }
}

pub(super) fn diff(difference: Difference) -> Diff {
    match difference {
        Difference::Same => Diff::Same,
        Difference::Changed => Diff::Changed,
        Difference::Added => Diff::Added,
        Difference::Removed => Diff::Removed,
    }
}

/// The version applications read.
pub(super) fn current(versions: &[Version]) -> Result<&Version, UiError> {
    versions
        .iter()
        .find(|version| version.has(Stage::CURRENT))
        .ok_or_else(|| UiError::new(ErrorKind::NotFound, "No version is current."))
}

/// How applications reach a secret. The region is the ARN's.
pub(super) fn access(facts: &SecretFacts) -> Result<Access, UiError> {
    let console = door::console()?;
    Ok(Access {
        address: console.api_address.to_string(),
        ca_file: console.ca_file.to_string(),
        region: facts.arn.split(':').nth(2).unwrap_or_default().to_owned(),
        name: facts.secret.name.to_string(),
    })
}

/// A value for the page that asked for it.
pub(super) fn revealed(value: &SecretValue) -> Result<Revealed, UiError> {
    let text = std::str::from_utf8(value.value.expose())
        .map_err(|_| UiError::new(ErrorKind::Internal, "The value is no text."))?;
    let object: Option<serde_json::Map<String, serde_json::Value>> =
        (value.value_type == ValueType::Text).then(|| serde_json::from_str(text).ok()).flatten();
    let keys =
        object.iter().flatten().map(|(key, value)| (key.clone(), door::scalar_text(value).into_owned())).collect();
    Ok(Revealed { number: value.ordinal, text: text.to_owned(), keys })
}
