//! New values: given whole, copied from a version, or made from one by changing some of its keys.

use super::usable_version;
use crate::{
    CoreError, Thing,
    engine::{Context, Loaded},
    outline::{self, Outline},
    rows::{Authenticate, Authenticated, Ciphertext, VersionRow},
};
use strongroom_crypto::{EnvelopePart, Plaintext};
use strongroom_domain::{
    CmkId, Field, FieldError, Form, Problem, SecretId, Unit, ValueType, VersionId, check_base64,
    json_text::{MemberEdit, ObjectText},
    limits,
};

/// Where a new version's value comes from.
pub enum NewValue {
    /// Given whole.
    Given {
        /// Type.
        value_type: ValueType,
        /// 1 to [`limits::VALUE_BYTES`] bytes of UTF-8; Base64 in a binary value.
        value: Plaintext,
    },
    /// Given whole, of the type that the version of the same id or else the current version has; [`ValueType::Text`] without one.
    OfStoredType(Plaintext),
    /// The same as an existing version's.
    CopyOf(VersionId),
    /// An existing version's JSON object with some of its keys changed; every other byte stays. It needs the right to read
    /// the value, too. Keys not named are never shown to anyone on the way.
    Patch {
        /// Version to start from.
        base: VersionId,
        /// What to change.
        edits: Vec<KeyEdit>,
    },
}

/// A change of one key of a value. Existing keys are named by their position in the base version, whatever their name is. New
/// values are JSON text, so that they have a kind.
pub enum KeyEdit {
    /// Replaces the value of a key, which must not be duplicated.
    Set {
        /// Which key, from 0.
        at: usize,
        /// Its new value, JSON text.
        value: Plaintext,
    },
    /// Removes a key, which must not be duplicated.
    Remove {
        /// Which key, from 0.
        at: usize,
    },
    /// Adds a key.
    Add {
        /// Name; not that of another key that stays.
        name: String,
        /// Its value, JSON text.
        value: Plaintext,
    },
}

impl NewValue {
    /// The bytes to encrypt. Bases are read from `loaded`.
    pub(crate) fn resolve(
        &self,
        cx: &Context<'_>,
        loaded: Option<&Loaded>,
    ) -> Result<(ValueType, Plaintext), CoreError> {
        let base = |id: &VersionId| {
            let version = usable_version(loaded.ok_or(CoreError::NotFound(Thing::Version))?, id)?;
            Ok::<_, CoreError>((version.value_type, cx.vault.decrypt_part(version, EnvelopePart::Value)?))
        };
        let (value_type, value) = match self {
            Self::Given { value_type, value } => {
                let text = check(value)?;
                if *value_type == ValueType::Binary {
                    check_base64(text)?;
                }
                (*value_type, Plaintext::new(value.expose().to_vec()))
            }
            Self::OfStoredType(value) => (ValueType::Text, Plaintext::new(value.expose().to_vec())),
            Self::CopyOf(id) => base(id)?,
            Self::Patch { base: id, edits } => {
                let (value_type, before) = base(id)?;
                (value_type, patch(value_type, &before, edits)?)
            }
        };
        check(&value)?;
        Ok((value_type, value))
    }
}

fn check(value: &Plaintext) -> Result<&str, FieldError> {
    if value.is_empty() || value.len() > limits::VALUE_BYTES {
        return Err(FieldError::new(
            Field::SecretValue,
            Problem::Length { min: 1, max: limits::VALUE_BYTES, unit: Unit::Bytes },
        ));
    }
    text(value)
}

fn text(value: &Plaintext) -> Result<&str, FieldError> {
    let not_text = |_| FieldError::new(Field::SecretValue, Problem::Malformed(Form::Text));
    std::str::from_utf8(value.expose()).map_err(not_text)
}

fn patch(value_type: ValueType, before: &Plaintext, edits: &[KeyEdit]) -> Result<Plaintext, FieldError> {
    let before = Some(text(before)?).filter(|_| value_type == ValueType::Text);
    let object = before
        .and_then(ObjectText::parse)
        .ok_or_else(|| FieldError::new(Field::SecretValue, Problem::Malformed(Form::JsonObject)))?;
    let edit = |edit| {
        Ok(match edit {
            &KeyEdit::Set { at, ref value } => MemberEdit::Set { at, value: text(value)? },
            &KeyEdit::Remove { at } => MemberEdit::Remove { at },
            KeyEdit::Add { name, value } => MemberEdit::Add { name, value: text(value)? },
        })
    };
    let edits = edits.iter().map(edit).collect::<Result<Vec<_>, FieldError>>()?;
    object.splice(&edits).map(|text| Plaintext::new(text.into_bytes()))
}

/// The outline of a version, without its value being shown to anyone. One of an earlier format is made again from the value.
pub(crate) fn outline(cx: &Context<'_>, version: &VersionRow) -> Result<Outline, CoreError> {
    let stored = cx.vault.decrypt_part(version, EnvelopePart::Outline)?;
    if let Some(outline) = Outline::decode(stored.expose())? {
        return Ok(outline);
    }
    let value = cx.vault.decrypt_part(version, EnvelopePart::Value)?;
    Ok(Outline::of(&cx.vault.keyring, version.secret, version.value_type, value.expose()))
}

/// Where a version is encrypted for.
pub(crate) struct VersionTarget<'a> {
    pub secret: SecretId,
    pub id: &'a VersionId,
    pub ordinal: u64,
    pub cmk: CmkId,
}

/// Keyed fingerprint of type and value.
pub(crate) fn fingerprint(cx: &Context<'_>, secret: SecretId, value_type: ValueType, value: &Plaintext) -> [u8; 16] {
    outline::fingerprint(&cx.vault.keyring, secret, value_type, value.expose())
}

/// Encrypts a value and its outline into a row.
pub(crate) fn encrypt(
    cx: &Context<'_>,
    place: &VersionTarget<'_>,
    value_type: ValueType,
    value: &Plaintext,
) -> Result<Authenticated<VersionRow>, CoreError> {
    let cmk = cx.vault.usable_cmk(place.cmk)?;
    let outline = Outline::of(&cx.vault.keyring, place.secret, value_type, value.expose());
    let encoded = outline.encode()?;
    let mut row = VersionRow {
        secret: place.secret,
        id: place.id.clone(),
        ordinal: place.ordinal,
        value_type,
        fingerprint: outline.whole,
        value: Ciphertext(Vec::new()),
        outline: Ciphertext(Vec::new()),
        creator: cx.call.principal.name.clone(),
        created: cx.now,
        revoked: None,
    };
    let parts = [(EnvelopePart::Value, value.expose()), (EnvelopePart::Outline, encoded.as_slice())];
    let mut encrypted =
        cx.vault.keyring.encrypt(cmk.row.id.0, cmk.row.primary_version, &cx.vault.binding(&row), &parts)?.into_iter();
    row.value = Ciphertext(encrypted.next().unwrap_or_default());
    row.outline = Ciphertext(encrypted.next().unwrap_or_default());
    Ok(row.authenticate(&cx.vault.keyring))
}
