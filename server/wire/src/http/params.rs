//! The parameters of a request: query and form merged, decoded once, looked up by name.

use super::encoding::decode;
use ::http::{HeaderMap, header::CONTENT_TYPE};
use serde::de::DeserializeOwned;
use std::{borrow::Cow, ops::RangeInclusive};
use strongroom_domain::limits;
use thiserror::Error;

/// Most parameters in one request. TagResources, the longest, has 90 besides the common ones.
const MAX_PARAMS: usize = 256;
/// Longest name, in decoded bytes.
const MAX_NAME_BYTES: usize = 128;
/// Longest value, in decoded bytes: twice the longest policy document.
const MAX_VALUE_BYTES: usize = 2 * limits::RESOURCE_POLICY_BYTES;

/// A parameter that is refused. Names the parameter and the rule, never the value.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ParamError {
    /// A required parameter is absent or empty.
    #[error("The parameter {name} is required.")]
    Missing {
        /// The parameter.
        name: Cow<'static, str>,
    },
    /// The value breaks a rule.
    #[error("The parameter {name} {rule}.")]
    Invalid {
        /// The parameter.
        name: Cow<'static, str>,
        /// What it must be, or what is wrong with it.
        rule: Cow<'static, str>,
    },
    /// The text cannot be parsed.
    #[error("The parameter {name} {rule}.")]
    Unparsable {
        /// The parameter, or a description if its name cannot be parsed.
        name: Cow<'static, str>,
        /// What is wrong with it.
        rule: Cow<'static, str>,
    },
}

impl ParamError {
    pub(crate) fn invalid(name: impl Into<Cow<'static, str>>, rule: impl Into<Cow<'static, str>>) -> Self {
        Self::Invalid { name: name.into(), rule: rule.into() }
    }

    pub(crate) fn unparsable(name: impl Into<Cow<'static, str>>, rule: impl Into<Cow<'static, str>>) -> Self {
        Self::Unparsable { name: name.into(), rule: rule.into() }
    }
}

/// All parameters of a request, sorted by name; every name occurs once. Has no `Debug`: values are secrets.
pub struct Params<'a> {
    params: Vec<Param<'a>>,
    raw_bytes: usize,
}

/// One parameter, decoded.
pub(crate) struct Param<'a> {
    pub name: Cow<'a, str>,
    pub value: Cow<'a, str>,
    pub in_query: bool,
}

/// Whether the body is a form, going by its content type.
pub fn is_form(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(CONTENT_TYPE) else { return false };
    let essence = value.as_bytes().split(|&b| b == b';').next().unwrap_or_default();
    essence.trim_ascii().eq_ignore_ascii_case(b"application/x-www-form-urlencoded")
}

impl<'a> Params<'a> {
    /// No parameters.
    pub const fn none() -> Self {
        Self { params: Vec::new(), raw_bytes: 0 }
    }

    /// Parses a raw query and a raw form body; either may be empty.
    ///
    /// # Errors
    /// A broken escape, text that is not UTF-8, a nameless parameter, a duplicated name, or too many or too long parameters.
    pub fn parse(query: &'a [u8], form: &'a [u8]) -> Result<Self, ParamError> {
        let segments = |raw: &[u8]| raw.iter().filter(|&&b| b == b'&').count() + 1;
        let mut params = Vec::with_capacity((segments(query) + segments(form)).min(MAX_PARAMS));
        for (raw, in_query) in [(query, true), (form, false)] {
            for segment in raw.split(|&b| b == b'&').filter(|s| !s.is_empty()) {
                if params.len() == MAX_PARAMS {
                    return Err(ParamError::unparsable("list", format!("has more than {MAX_PARAMS} entries")));
                }
                params.push(Param::parse(segment, in_query)?);
            }
        }
        params.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        match params.windows(2).find(|two| two[0].name == two[1].name) {
            Some(two) => Err(ParamError::invalid(displayable(&two[0].name), "is given twice")),
            None => Ok(Self { params, raw_bytes: query.len() + form.len() }),
        }
    }

    /// The value as sent, even if empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        let at = self.params.binary_search_by(|param| (*param.name).cmp(name)).ok()?;
        Some(&self.params[at].value)
    }

    /// The value, unless absent or empty.
    pub fn optional(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// The value.
    ///
    /// # Errors
    /// [`ParamError::Missing`] if it is absent or empty.
    pub fn required(&self, name: &'static str) -> Result<&str, ParamError> {
        self.optional(name).ok_or(ParamError::Missing { name: name.into() })
    }

    /// A boolean in any case; Python clients send `True`.
    ///
    /// # Errors
    /// [`ParamError::Invalid`] for anything but true and false.
    pub fn flag(&self, name: &'static str) -> Result<Option<bool>, ParamError> {
        match self.optional(name) {
            None => Ok(None),
            Some(text) if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
            Some(text) if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
            Some(_) => Err(ParamError::invalid(name, "must be true or false")),
        }
    }

    /// A whole number in decimal digits, without a sign.
    ///
    /// # Errors
    /// [`ParamError::Invalid`] for other text and for a number outside `range`.
    pub fn integer(&self, name: &'static str, range: RangeInclusive<u32>) -> Result<Option<u32>, ParamError> {
        let Some(text) = self.optional(name) else { return Ok(None) };
        let number = text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten();
        number.filter(|n| range.contains(n)).map(Some).ok_or_else(|| {
            ParamError::invalid(name, format!("must be a whole number from {} to {}", range.start(), range.end()))
        })
    }

    /// The parameters named `prefix.` and a suffix, as suffix and value.
    pub(crate) fn with_prefix<'p>(&'p self, prefix: &'static str) -> impl Iterator<Item = (&'p str, &'p str)> {
        let suffix = move |name: &'p str| name.strip_prefix(prefix)?.strip_prefix('.').filter(|rest| !rest.is_empty());
        self.params.iter().filter_map(move |param| Some((suffix(&param.name)?, &*param.value)))
    }

    /// The value, parsed as JSON. The parser's own message is dropped: it quotes the text.
    ///
    /// # Errors
    /// [`ParamError::Unparsable`] with `rule` for text that is not a `T`.
    pub(crate) fn json<T: DeserializeOwned>(
        &self,
        name: &'static str,
        rule: &'static str,
    ) -> Result<Option<T>, ParamError> {
        let Some(text) = self.optional(name) else { return Ok(None) };
        serde_json::from_str(text).map(Some).map_err(|_| ParamError::unparsable(name, rule))
    }

    /// Every parameter, sorted by the bytes of its name.
    pub(crate) fn all(&self) -> &[Param<'a>] {
        &self.params
    }

    /// Bytes of query and form as received; sizes buffers.
    pub(crate) fn raw_bytes(&self) -> usize {
        self.raw_bytes
    }
}

impl<'a> Param<'a> {
    /// The name, as a message may quote it.
    pub fn shown_name(&self) -> Cow<'static, str> {
        displayable(&self.name)
    }

    fn parse(segment: &'a [u8], in_query: bool) -> Result<Self, ParamError> {
        let cut = segment.iter().position(|&b| b == b'=');
        let (name, value) = match cut {
            Some(at) => (&segment[..at], &segment[at + 1..]),
            None => (segment, &[][..]),
        };
        let name = decode(name).map_err(|e| ParamError::unparsable("name", e.to_string()))?;
        if name.is_empty() || name.len() > MAX_NAME_BYTES {
            return Err(ParamError::unparsable("name", format!("must have 1 to {MAX_NAME_BYTES} bytes")));
        }
        let value = decode(value).map_err(|e| ParamError::unparsable(displayable(&name), e.to_string()))?;
        if value.len() > MAX_VALUE_BYTES {
            return Err(ParamError::invalid(displayable(&name), format!("is longer than {MAX_VALUE_BYTES} bytes")));
        }
        Ok(Self { name, value, in_query })
    }
}

/// A name from a request, as a message may quote it. What does not look like a name may be a value in the wrong place.
fn displayable(name: &str) -> Cow<'static, str> {
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
    if plain && name.len() <= 64 { Cow::Owned(name.to_owned()) } else { Cow::Borrowed("with an unusual name") }
}
