//! New values: given whole, copied from a version, or made from one by changing some of its keys.

use crate::{
    CoreError, Thing,
    engine::{Context, Loaded},
    outline::{self, Outline},
    rows::{Authenticate, Authenticated, Ciphertext, VersionRow},
};
use strongroom_crypto::{EnvelopePart, Plaintext};
use strongroom_domain::{
    CmkId, Field, FieldError, Form, Problem, SecretId, Unit, ValueType, VersionId, check_value_key, limits,
};

/// Where a new version's value comes from.
pub enum NewValue {
    /// Given whole.
    Given {
        /// Type.
        value_type: ValueType,
        /// 1 to [`limits::VALUE_BYTES`] bytes; UTF-8 in both types, as the vendor carries them.
        value: Plaintext,
    },
    /// Given whole, of the type that the version of the same id or else the current version has; [`ValueType::Text`] without one.
    OfStoredType(Plaintext),
    /// The same as an existing version's.
    CopyOf(VersionId),
    /// An existing version's JSON object with some keys set to texts and some removed. It needs the right to read the value,
    /// too. Keys not named are never shown to anyone on the way.
    Patch {
        /// Version to start from.
        base: VersionId,
        /// Keys to set.
        set: Vec<(String, Plaintext)>,
        /// Keys to remove.
        remove: Vec<String>,
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
            let version = loaded.and_then(|l| l.version(id)).ok_or(CoreError::NotFound(Thing::Version))?;
            Ok::<_, CoreError>((version.value_type, cx.vault.decrypt_part(version, EnvelopePart::Value)?))
        };
        let (value_type, value) = match self {
            Self::Given { value_type, value } => (*value_type, Plaintext::new(value.expose().to_vec())),
            Self::OfStoredType(value) => (ValueType::Text, Plaintext::new(value.expose().to_vec())),
            Self::CopyOf(id) => base(id)?,
            Self::Patch { base: id, set, remove } => {
                let (value_type, before) = base(id)?;
                (value_type, patch(&before, set, remove)?)
            }
        };
        check(&value)?;
        Ok((value_type, value))
    }
}

fn check(value: &Plaintext) -> Result<(), FieldError> {
    if value.is_empty() || value.len() > limits::VALUE_BYTES {
        return Err(FieldError::new(
            Field::SecretValue,
            Problem::Length { min: 1, max: limits::VALUE_BYTES, unit: Unit::Bytes },
        ));
    }
    if std::str::from_utf8(value.expose()).is_err() {
        return Err(FieldError::new(Field::SecretValue, Problem::Malformed(Form::Text)));
    }
    Ok(())
}

fn patch(before: &Plaintext, set: &[(String, Plaintext)], remove: &[String]) -> Result<Plaintext, CoreError> {
    let mut map = outline::object(before.expose())
        .ok_or_else(|| FieldError::new(Field::SecretValue, Problem::Malformed(Form::JsonObject)))?;
    for key in remove {
        map.shift_remove(key).ok_or_else(|| FieldError::new(Field::SecretValue, Problem::NoSuchKey))?;
    }
    for (key, value) in set {
        check_value_key(key)?;
        let text = std::str::from_utf8(value.expose())
            .map_err(|_| FieldError::new(Field::SecretValue, Problem::Malformed(Form::Text)))?;
        map.insert(key.clone(), text.into());
    }
    if map.is_empty() {
        return Err(FieldError::new(Field::SecretValue, Problem::TooFew { min: 1, unit: Unit::Keys }).into());
    }
    serde_json::to_vec(&map).map(Plaintext::new).map_err(|_| CoreError::tampered("value"))
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
    let mut bytes = zeroize::Zeroizing::new(Vec::with_capacity(value.len() + 1));
    bytes.push(value_type.code());
    bytes.extend_from_slice(value.expose());
    cx.vault.keyring.fingerprint(secret.0, &bytes)
}

/// Encrypts a value and its outline into a row.
pub(crate) fn encrypt(
    cx: &Context<'_>,
    place: &VersionTarget<'_>,
    value_type: ValueType,
    value: &Plaintext,
) -> Result<Authenticated<VersionRow>, CoreError> {
    let cmk = cx.vault.usable_cmk(place.cmk)?;
    let outline = Outline::of(&cx.vault.keyring, place.secret, value_type, value.expose()).encode()?;
    let mut row = VersionRow {
        secret: place.secret,
        id: place.id.clone(),
        ordinal: place.ordinal,
        value_type,
        fingerprint: fingerprint(cx, place.secret, value_type, value),
        value: Ciphertext(Vec::new()),
        outline: Ciphertext(Vec::new()),
        creator: cx.call.principal.name.clone(),
        created: cx.now,
    };
    let parts = [(EnvelopePart::Value, value.expose()), (EnvelopePart::Outline, outline.as_slice())];
    let mut encrypted =
        cx.vault.keyring.encrypt(cmk.row.id.0, cmk.row.primary_version, &cx.vault.binding(&row), &parts)?.into_iter();
    row.value = Ciphertext(encrypted.next().unwrap_or_default());
    row.outline = Ciphertext(encrypted.next().unwrap_or_default());
    Ok(row.authenticate(&cx.vault.keyring))
}
