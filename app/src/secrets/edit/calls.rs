//! Server functions: what is changed. None answers a value.

use super::{
    dto::{BulkChange, BulkResult},
    form::{PatchForm, ValueForm},
};
use crate::error::UiError;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use super::map;
#[cfg(feature = "ssr")]
use crate::{
    door::{
        self, Plaintext,
        ops::secrets::{self, DeleteMode, NewValue},
        rows::ValueType,
    },
    paths::{self, SecretPage},
};
#[cfg(feature = "ssr")]
use strongroom_domain::{Description, FieldError, Stage, TagKey, TagValue, Tags, VersionId};

/// Most rows that are changed at once.
#[cfg(feature = "ssr")]
const MOST_ROWS: usize = 100;

/// Creates a secret with its first version.
///
/// # Errors
/// A field breaks its rule, or the name is taken. Never says what was typed.
#[server]
pub async fn create_secret(
    name: String,
    #[server(default)] description: String,
    value: ValueForm,
    #[server(default)] tag_keys: Vec<String>,
    #[server(default)] tag_values: Vec<String>,
    #[server(default)] key: String,
    #[server(default)] version: String,
) -> Result<(), UiError> {
    let name = map::name(name.trim())?;
    let address = paths::secret(SecretPage::Overview, name.as_str());
    let create = secrets::CreateSecret {
        name,
        version: version_id(&version)?,
        value: given(&value)?,
        description: Description::new(&super::form::typed(&description))?,
        tags: tags(&tag_keys, &tag_values)?,
        cmk: Some(key.as_str()).filter(|key| !key.is_empty()).map(str::parse).transpose()?,
    };
    door::call(create).await?;
    leptos_axum::redirect(&address);
    Ok(())
}

/// What a save came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// Number of the version.
    pub number: u64,
    /// Nothing was stored: this version was there with this value.
    pub unchanged: bool,
    /// The version that fell off.
    pub dropped: Option<String>,
}

/// Which way an edit gives the new value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum EditMode {
    /// Some keys of the version it starts from.
    #[default]
    Patch,
    /// The whole value.
    Whole,
}

/// What a new version is stored as; the form's fields stand beside the others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredAs {
    /// The label it gets; empty for the current one.
    #[serde(default)]
    pub label: String,
    /// Its id; empty for one made by the server.
    #[serde(default)]
    pub version: String,
}

/// Stores a new version, made by changing some keys of `base` or given whole.
///
/// # Errors
/// A field breaks its rule, or somebody saved since `revision`. Never says what was typed.
#[server]
pub async fn put_version(
    name: String,
    base: String,
    revision: u64,
    #[server(default)] mode: EditMode,
    #[server(default)] patch: PatchForm,
    #[server(default)] value: ValueForm,
    #[server(flatten)] stored: StoredAs,
) -> Result<Saved, UiError> {
    let value = match mode {
        EditMode::Whole => given(&value)?,
        EditMode::Patch => {
            let (set, remove) = patch.patch()?;
            let set = set.into_iter().map(|(key, text)| (key, Plaintext::new(text.into_bytes()))).collect();
            NewValue::Patch { base: VersionId::new(&base)?, set, remove }
        }
    };
    let label = stored.label.trim();
    let stages = vec![if label.is_empty() { Stage::current() } else { Stage::new(label)? }];
    let saved = put(&name, value, stages, version_id(&stored.version)?, Some(revision)).await?;
    leptos_axum::redirect(&paths::secret(SecretPage::Versions, &name));
    Ok(saved)
}

/// Stores the value of an older version once more, as the current one.
///
/// # Errors
/// No such version, or somebody changed the secret since `revision`.
#[server]
pub async fn restore_version(name: String, version: String, revision: u64) -> Result<Saved, UiError> {
    let value = NewValue::CopyOf(VersionId::new(&version)?);
    put(&name, value, vec![Stage::current()], None, Some(revision)).await
}

/// Moves a label to a version, or removes it from one, and answers what was asked. Without `label` it is `new_label`.
///
/// # Errors
/// The label is the service's own or does not sit there, there are too many, or somebody changed the secret since `revision`.
#[server]
pub async fn move_label(
    name: String,
    revision: u64,
    #[server(default)] label: String,
    #[server(default)] new_label: String,
    #[server(default)] to: String,
    #[server(default)] from: String,
) -> Result<MoveLabel, UiError> {
    let stage = Stage::new(if label.trim().is_empty() { new_label.trim() } else { label.trim() })?;
    let moved = secrets::UpdateSecretVersionStage {
        name: map::name(&name)?,
        stage,
        to: version_id(&to)?,
        from: version_id(&from)?,
        expect: Some(revision),
    };
    door::call(moved).await?;
    Ok(MoveLabel { name, revision, label, new_label, to, from })
}

/// Changes the description.
///
/// # Errors
/// It breaks its rule, or somebody changed the secret since `revision`.
#[server]
pub async fn describe_secret(
    name: String,
    #[server(default)] description: String,
    revision: u64,
) -> Result<(), UiError> {
    let description = Description::new(&super::form::typed(&description))?;
    door::call(secrets::UpdateSecret { name: map::name(&name)?, description, expect: Some(revision) }).await
}

/// Adds a tag, or gives it another value.
///
/// # Errors
/// Key or value breaks its rule, or there are too many.
#[server]
pub async fn set_tag(name: String, key: String, #[server(default)] value: String) -> Result<(), UiError> {
    let tags = tags(&[key], &[value])?;
    door::call(secrets::TagResource { name: map::name(&name)?, tags }).await
}

/// Removes a tag.
///
/// # Errors
/// The core's.
#[server]
pub async fn remove_tag(name: String, key: String) -> Result<(), UiError> {
    door::call(secrets::UntagResource { name: map::name(&name)?, keys: vec![TagKey::new(&key)?] }).await
}

/// Deletes a secret after a recovery window, of 7 to 30 days.
///
/// # Errors
/// Another window, or somebody changed the secret since `revision`.
#[server]
pub async fn delete_secret(name: String, days: u32, revision: u64) -> Result<(), UiError> {
    delete(&name, days, Some(revision)).await
}

/// Takes back a deletion.
///
/// # Errors
/// The window is over, or the core's.
#[server]
pub async fn restore_secret(name: String) -> Result<(), UiError> {
    door::call(secrets::RestoreSecret { name: map::name(&name)? }).await
}

/// Changes many secrets, one after the other, and says of each what became of it.
///
/// # Errors
/// Too many rows, or the change itself breaks a rule. What fails for one row is in its result.
#[server]
pub async fn change_secrets(names: Vec<String>, change: BulkChange) -> Result<Vec<BulkResult>, UiError> {
    if names.len() > MOST_ROWS {
        return Err(FieldError::new("names", "must be at most 100 at once").into());
    }
    let mut results = Vec::with_capacity(names.len());
    for name in names {
        let outcome = match change.clone() {
            BulkChange::Tag { key, value } => set_tag(name.clone(), key, value).await,
            BulkChange::Untag { key } => remove_tag(name.clone(), key).await,
            BulkChange::Delete { days } => delete(&name, days, None).await,
            BulkChange::Restore => restore_secret(name.clone()).await,
        };
        results.push(BulkResult { name, error: outcome.err().map(|error| error.message) });
    }
    // The status of the last failure is not that of the whole.
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::OK);
    }
    Ok(results)
}

#[cfg(feature = "ssr")]
async fn put(
    name: &str,
    value: NewValue,
    stages: Vec<Stage>,
    version: Option<VersionId>,
    expect: Option<u64>,
) -> Result<Saved, UiError> {
    let put = secrets::PutSecretValue { name: map::name(name)?, version, value, stages, expect };
    let put = door::call(put).await?;
    Ok(Saved { number: put.ordinal, unchanged: put.unchanged, dropped: put.dropped.map(String::from) })
}

#[cfg(feature = "ssr")]
async fn delete(name: &str, days: u32, expect: Option<u64>) -> Result<(), UiError> {
    let mode = DeleteMode::Window(days);
    door::call(secrets::DeleteSecret { name: map::name(name)?, mode, expect }).await.map(drop)
}

#[cfg(feature = "ssr")]
fn given(form: &ValueForm) -> Result<NewValue, UiError> {
    let (text, binary) = form.value()?;
    let value_type = if binary { ValueType::Binary } else { ValueType::Text };
    Ok(NewValue::Given { value_type, value: Plaintext::new(text.into_bytes()) })
}

#[cfg(feature = "ssr")]
fn version_id(text: &str) -> Result<Option<VersionId>, UiError> {
    let text = text.trim();
    if text.is_empty() { Ok(None) } else { Ok(Some(VersionId::new(text)?)) }
}

#[cfg(feature = "ssr")]
fn tags(keys: &[String], values: &[String]) -> Result<Tags, UiError> {
    let filled = keys.iter().zip(values).filter(|(key, value)| !(key.trim().is_empty() && value.trim().is_empty()));
    let tags: Result<Tags, FieldError> =
        filled.map(|(key, value)| Ok((TagKey::new(key.trim())?, TagValue::new(value.trim())?))).collect();
    Ok(tags?)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::secrets::form::ValueKind;
    use serde::de::DeserializeOwned;

    /// Reads a body as the server does.
    fn read<T: DeserializeOwned>(body: &str) -> T {
        serde_qs::Config::new(5, false).deserialize_str(body).unwrap()
    }

    #[test]
    fn a_plain_form_of_a_new_secret_is_read() {
        let body = "name=a%2Fb&description=x&value%5Bkind%5D=Keys&value%5Bkeys%5D%5B%5D=user&value%5Bvalues%5D%5B%5D=m%26m\
            &value%5Bkeys%5D%5B%5D=pem&value%5Bvalues%5D%5B%5D=a%0D%0Ab&value%5Bkeys%5D%5B%5D=&value%5Bvalues%5D%5B%5D=\
            &value%5Btext%5D=&value%5Bbinary%5D=&tag_keys%5B%5D=env&tag_values%5B%5D=prod&key=&version=";
        let form: CreateSecret = read(body);
        assert_eq!((form.name.as_str(), form.key.as_str()), ("a/b", ""));
        assert_eq!(form.value.value().unwrap().0, r#"{"user":"m&m","pem":"a\nb"}"#);
        assert_eq!((form.tag_keys, form.tag_values), (vec!["env".to_owned()], vec!["prod".to_owned()]));
        let short: CreateSecret = read("name=a&value[kind]=Text&value[text]=tok");
        assert!(short.value.kind == ValueKind::Text && short.value.value().unwrap().0 == "tok");
    }

    #[test]
    fn a_plain_form_of_an_edit_is_read() {
        let body = "name=a&base=v1&revision=7&mode=Patch&patch[keys][]=host&patch[values][]=&patch[keys][]=pw&patch[values][]=new\
            &patch[removed][]=host&patch[added][]=&patch[added_values][]=&value[kind]=Keys&value[keys][]=&value[values][]=&label=&version=";
        let form: PutVersion = read(body);
        assert_eq!((form.revision, form.mode), (7, EditMode::Patch));
        assert_eq!(form.stored, StoredAs::default());
        let (set, removed) = form.patch.patch().unwrap();
        assert_eq!((set.len(), removed.len()), (1, 1));
        let named: PutVersion =
            read("label=mine&name=a&base=&revision=7&mode=Whole&value[kind]=Text&value[text]=t&version=v9");
        assert_eq!((named.stored.label.as_str(), named.stored.version.as_str()), ("mine", "v9"));
        assert_eq!(named.value.value().unwrap().0, "t");
        for broken in
            ["name=a&base=v1&label=&version=", "name=a&base=v1&revision=x", "label=a&label=b&name=a&base=b&revision=1"]
        {
            assert!(serde_qs::Config::new(5, false).deserialize_str::<PutVersion>(broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn what_scripts_send_comes_back() {
        let changes = [
            BulkChange::Tag { key: "env".into(), value: "a=b&c".into() },
            BulkChange::Untag { key: "env".into() },
            BulkChange::Delete { days: 7 },
            BulkChange::Restore,
        ];
        for change in changes {
            let sent = ChangeSecrets { names: (0..60).map(|n| format!("n{n}")).collect(), change: change.clone() };
            let back: ChangeSecrets = read(&serde_qs::to_string(&sent).unwrap());
            assert_eq!((back.names, back.change), (sent.names, change));
        }
    }

    #[test]
    fn the_list_is_asked_as_the_address_says() {
        use crate::secrets::{calls::ListSecrets, query::ListQuery};
        for query in [
            ListQuery::default(),
            ListQuery {
                q: "a b&c".into(),
                state: Some(strongroom_domain::SecretState::Deleting),
                first: 51,
                ..ListQuery::default()
            },
        ] {
            let body = serde_qs::to_string(&ListSecrets { query: query.clone() }).unwrap();
            assert_eq!(read::<ListSecrets>(&body).query, query);
        }
    }
}
