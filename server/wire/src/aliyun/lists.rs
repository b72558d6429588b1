//! Parameters that hold lists: JSON text, text with commas, or flattened names such as `Tag.1.Key`.

use crate::http::{ParamError, Params};
use std::collections::BTreeMap;

/// A tag in a JSON list.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tag {
    /// `TagKey`.
    #[serde(rename = "TagKey")]
    pub key: String,
    /// `TagValue`; empty if absent.
    #[serde(rename = "TagValue", default)]
    pub value: String,
}

/// A flattened tag.
pub struct IndexedTag<'a> {
    /// `Tag.N.Key`.
    pub key: &'a str,
    /// `Tag.N.Value`; a search may omit it.
    pub value: Option<&'a str>,
}

/// One filter of a list request: its values are alternatives.
#[derive(serde::Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Filter {
    /// The attribute to compare, such as `SecretName`.
    pub key: String,
    /// The values to compare with.
    #[serde(default)]
    pub values: Vec<String>,
}

/// One read inside BatchGetSecretValue.
#[derive(serde::Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct BatchItem {
    /// Name or ARN.
    pub secret_name: String,
    /// The requested stage label.
    pub version_stage: Option<String>,
    /// The requested version.
    pub version_id: Option<String>,
    /// Whether ExtendedConfig is requested.
    #[serde(default)]
    pub fetch_extended_config: bool,
}

/// A time in which no rotation begins, in a JSON list.
#[derive(serde::Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct FreezeItem {
    /// Its beginning.
    pub from: String,
    /// Its end.
    pub to: String,
}

/// Both published forms of `VersionStages`.
#[derive(serde::Deserialize)]
#[serde(untagged)]
enum StageList {
    List(Vec<String>),
    Wrapped {
        #[serde(rename = "VersionStage")]
        list: Vec<String>,
    },
}

impl Params<'_> {
    /// Stage labels: `["A","B"]` or `{"VersionStage":["A","B"]}`.
    ///
    /// # Errors
    /// [`ParamError::Unparsable`] for anything else.
    pub fn stages(&self, name: &'static str) -> Result<Option<Vec<String>>, ParamError> {
        Ok(self.json(name, "must be a JSON list of stage labels")?.map(|stages| match stages {
            StageList::List(list) | StageList::Wrapped { list } => list,
        }))
    }

    /// Tags: `[{"TagKey":"k","TagValue":"v"}]`.
    ///
    /// # Errors
    /// [`ParamError::Unparsable`] for anything else.
    pub fn tags(&self, name: &'static str) -> Result<Option<Vec<Tag>>, ParamError> {
        self.json(name, "must be a JSON list of objects with TagKey and TagValue")
    }

    /// Tag keys: `["a","b"]` or `a,b`; both are published.
    ///
    /// # Errors
    /// [`ParamError::Unparsable`] for broken JSON and for an empty entry.
    pub fn tag_keys(&self, name: &'static str) -> Result<Option<Vec<String>>, ParamError> {
        const RULE: &str = "must be a JSON list of tag keys, or tag keys separated by commas";
        match self.optional(name).map(str::trim) {
            Some(text) if !text.starts_with(['[', '{', '"']) => {
                let keys: Vec<String> = text.split(',').map(|key| key.trim().to_owned()).collect();
                if keys.iter().any(String::is_empty) {
                    return Err(ParamError::unparsable(name, RULE));
                }
                Ok(Some(keys))
            }
            _ => self.json(name, RULE),
        }
    }

    /// Filters: `[{"Key":"SecretName","Values":["a","b"]}]`, each with up to ten values.
    ///
    /// # Errors
    /// [`ParamError::Unparsable`] for anything else, [`ParamError::Invalid`] for an eleventh value.
    pub fn filters(&self, name: &'static str) -> Result<Option<Vec<Filter>>, ParamError> {
        let filters: Option<Vec<Filter>> = self.json(name, "must be a JSON list of objects with Key and Values")?;
        if filters.iter().flatten().any(|filter| filter.values.len() > 10) {
            return Err(ParamError::invalid(name, "must have at most 10 values for a key"));
        }
        Ok(filters)
    }

    /// Freezes: `[{"From":"2026-12-24T00:00:00Z","To":"2026-12-27T00:00:00Z"}]`.
    ///
    /// # Errors
    /// [`ParamError::Unparsable`] for anything else.
    pub fn freezes(&self, name: &'static str) -> Result<Option<Vec<FreezeItem>>, ParamError> {
        self.json(name, "must be a JSON list of objects with From and To")
    }

    /// The reads of BatchGetSecretValue, from one to `max`.
    ///
    /// # Errors
    /// [`ParamError::Missing`], [`ParamError::Unparsable`], or [`ParamError::Invalid`] for none or too many.
    pub fn batch(&self, name: &'static str, max: usize) -> Result<Vec<BatchItem>, ParamError> {
        self.required(name)?;
        let items: Vec<BatchItem> =
            self.json(name, "must be a JSON list of objects with SecretName")?.unwrap_or_default();
        if items.is_empty() || items.len() > max {
            return Err(ParamError::invalid(name, format!("must have 1 to {max} entries")));
        }
        Ok(items)
    }

    /// Names: `["a","b"]`, or flattened as [`Self::indexed`], at most `max`.
    ///
    /// # Errors
    /// [`ParamError::Unparsable`] for broken JSON, [`ParamError::Invalid`] for too many or for other numbering.
    pub fn names(&self, name: &'static str, max: usize) -> Result<Vec<String>, ParamError> {
        let Some(list) = self.json::<Vec<String>>(name, "must be a JSON list of names")? else {
            return Ok(self.indexed(name, max)?.into_iter().map(str::to_owned).collect());
        };
        if list.len() > max {
            return Err(ParamError::invalid(name, format!("must have at most {max} names")));
        }
        Ok(list)
    }

    /// A flattened list: `ResourceId.1`, `ResourceId.2`, without gaps, at most `max`.
    ///
    /// # Errors
    /// [`ParamError::Invalid`] for other numbering.
    pub fn indexed(&self, name: &'static str, max: usize) -> Result<Vec<&str>, ParamError> {
        let found = self.numbered(name, None, max)?;
        no_gaps(name, &found)?;
        Ok(found.into_values().collect())
    }

    /// Flattened tags: `Tag.1.Key` and `Tag.1.Value`, without gaps, at most `max`.
    ///
    /// # Errors
    /// [`ParamError::Invalid`] for other numbering, [`ParamError::Missing`] for a value without a key.
    pub fn indexed_tags(&self, name: &'static str, max: usize) -> Result<Vec<IndexedTag<'_>>, ParamError> {
        let keys = self.numbered(name, Some("Key"), max)?;
        let values = self.numbered(name, Some("Value"), max)?;
        if let Some(n) = values.keys().find(|n| !keys.contains_key(n)) {
            return Err(ParamError::Missing { name: format!("{name}.{n}.Key").into() });
        }
        no_gaps(name, &keys)?;
        Ok(keys.into_iter().map(|(n, key)| IndexedTag { key, value: values.get(&n).copied() }).collect())
    }

    /// `name.N` or `name.N.field`, by N. Other fields are unknown parameters and ignored.
    fn numbered(
        &self,
        name: &'static str,
        field: Option<&str>,
        max: usize,
    ) -> Result<BTreeMap<usize, &str>, ParamError> {
        let mut found = BTreeMap::new();
        for (rest, value) in self.with_prefix(name) {
            let (digits, rest) = rest.split_once('.').map_or((rest, None), |(n, rest)| (n, Some(rest)));
            let plain = digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
            match plain.then(|| digits.parse().ok()).flatten() {
                Some(n) if n <= max => {
                    if rest == field {
                        found.insert(n, value);
                    }
                }
                _ => return Err(ParamError::invalid(name, format!("must be numbered from 1 to at most {max}"))),
            }
        }
        Ok(found)
    }
}

fn no_gaps(name: &'static str, found: &BTreeMap<usize, &str>) -> Result<(), ParamError> {
    match found.last_key_value() {
        Some((&last, _)) if last != found.len() => Err(ParamError::invalid(name, "must be numbered without gaps")),
        _ => Ok(()),
    }
}
