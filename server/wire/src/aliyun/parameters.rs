//! What an operation does with each parameter that the vendor's operation has.
//!
//! An operation declares its parameters as data beside its handler. Before the handler runs, every parameter of the request is
//! compared with them: one that asks for something that does not exist here, and one that is not declared, is refused by name. So
//! nothing that a caller asks for is dropped in silence. The handler reads through [`DeclaredParams`] and sees no others.

use super::{
    AliyunError,
    lists::{BatchItem, Filter, FreezeItem, IndexedTag, Tag},
};
use crate::http::{ParamError, Params};
use std::ops::RangeInclusive;

/// A parameter of an operation.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// The name; of a list, what stands before the numbers.
    pub name: &'static str,
    /// How it is spelled.
    pub spelling: Spelling,
    /// What happens to it.
    pub treatment: Treatment,
}

/// How a parameter is spelled in a request.
#[derive(Debug, Clone, Copy)]
pub enum Spelling {
    /// By its name alone.
    Whole,
    /// By its name, as JSON, or flattened in any way: `ExtendedConfig.CustomData`.
    Any,
    /// With numbers, and these fields if there are any: `ResourceId.1`, `Tag.1.Key`.
    Numbered {
        /// The fields of each entry.
        fields: &'static [&'static str],
    },
}

/// What an operation does with a parameter.
#[derive(Debug, Clone, Copy)]
pub enum Treatment {
    /// It has the effect it has at the vendor's.
    Kept,
    /// It has no effect, and asks for nothing that a caller could miss.
    Ignored {
        /// Why nothing is missed; continues "ignored: ".
        because: &'static str,
    },
    /// It asks for something that does not exist here. Refused, unless it has one of these values.
    Refused {
        /// The values that ask for nothing.
        unless: &'static [&'static str],
    },
}

/// Kept.
pub(super) const fn kept(name: &'static str) -> Parameter {
    Parameter { name, spelling: Spelling::Whole, treatment: Treatment::Kept }
}

/// Kept, as JSON or flattened.
pub(super) const fn kept_list(name: &'static str) -> Parameter {
    Parameter { spelling: Spelling::Any, ..kept(name) }
}

/// Kept, flattened only.
pub(super) const fn numbered(name: &'static str, fields: &'static [&'static str]) -> Parameter {
    Parameter { spelling: Spelling::Numbered { fields }, ..kept(name) }
}

/// Ignored, because nothing is missed.
pub(super) const fn ignored(name: &'static str, because: &'static str) -> Parameter {
    Parameter { treatment: Treatment::Ignored { because }, ..kept_list(name) }
}

/// Refused, unless it has one of these values.
pub(super) const fn refused(name: &'static str, unless: &'static [&'static str]) -> Parameter {
    Parameter { treatment: Treatment::Refused { unless }, ..kept_list(name) }
}

/// A flag that asks for what does not exist here.
pub(super) const fn must_be_false(name: &'static str) -> Parameter {
    refused(name, &["false"])
}

/// Parameters of every request: those of the signature and of the response's format, and what clients add to every call.
pub const COMMON: &[Parameter] = &[
    kept("Action"),
    kept("Version"),
    kept("Format"),
    kept("AccessKeyId"),
    kept("SignatureMethod"),
    kept("SignatureVersion"),
    kept("SignatureType"),
    kept("SignatureNonce"),
    kept("Signature"),
    kept("Timestamp"),
    kept("SecurityToken"),
    ignored("RegionId", "there is one region, and the older SDKs send the one they are configured with"),
    ignored("ClientToken", "the vendor's operations have none; some clients send it with every call"),
    ignored("SourceIp", "the address of the connection counts"),
    ignored("SecureTransport", "the connection itself counts"),
];

impl Parameter {
    /// Whether a parameter of a request is this one, or a part of it.
    fn covers(&self, given: &str) -> bool {
        let Some(rest) = given.strip_prefix(self.name) else { return false };
        match self.spelling {
            Spelling::Whole => rest.is_empty(),
            Spelling::Any => rest.is_empty() || rest.starts_with('.'),
            Spelling::Numbered { fields } => rest.strip_prefix('.').is_some_and(|rest| match rest.split_once('.') {
                Some((_, field)) => fields.contains(&field),
                None => fields.is_empty(),
            }),
        }
    }
}

/// Values of an unknown parameter with which it asks for nothing.
const NOTHING_ASKED: &[&str] = &["false", "[]", "{}", "null", "None"];

/// The parameters of a request that its operation declares.
#[derive(Clone, Copy)]
pub(super) struct DeclaredParams<'a> {
    params: &'a Params<'a>,
    declared: &'static [Parameter],
}

/// Methods of [`Params`], for declared names only.
macro_rules! declared {
    ($($(#[$doc:meta])* $method:ident($($given:ident: $type:ty),*) -> $found:ty;)*) => {$(
        $(#[$doc])*
        pub(super) fn $method(&self, name: &'static str $(, $given: $type)*) -> $found {
            self.declaring(name).$method(name $(, $given)*)
        }
    )*};
}

static NOTHING: Params<'static> = Params::none();

impl<'a> DeclaredParams<'a> {
    pub(super) fn new(params: &'a Params<'a>, declared: &'static [Parameter]) -> Self {
        Self { params, declared }
    }

    /// The parameters, if one of this name is declared. A handler that reads another is a defect, which every test of it shows.
    fn declaring(&self, name: &'static str) -> &'a Params<'a> {
        let declares = self.declared.iter().any(|parameter| parameter.name == name);
        debug_assert!(declares, "the operation reads {name}, which it does not declare");
        if declares { self.params } else { &NOTHING }
    }

    /// Refuses a request that asks for more than its operation does.
    ///
    /// # Errors
    /// `InvalidParameter`, which names the first parameter that is refused.
    pub(super) fn check(&self) -> Result<(), AliyunError> {
        for given in self.params.all() {
            let parameter = self.declared.iter().chain(COMMON).find(|parameter| parameter.covers(&given.name));
            let unless = match parameter.map(|parameter| parameter.treatment) {
                Some(Treatment::Kept | Treatment::Ignored { .. }) => continue,
                Some(Treatment::Refused { unless }) => unless,
                None => NOTHING_ASKED,
            };
            if given.value.is_empty() || unless.iter().any(|allowed| allowed.eq_ignore_ascii_case(&given.value)) {
                continue;
            }
            let rule = match (parameter, unless) {
                (None, _) => "is unknown to this operation and must be absent".to_owned(),
                (Some(_), [] | ["[]"] | ["{}"]) => "is not supported and must be absent".to_owned(),
                (Some(_), ["false"]) => "is not supported and must be false".to_owned(),
                (Some(_), only) => format!("must be {}", only.join(" or ")),
            };
            return Err(ParamError::invalid(given.shown_name(), rule).into());
        }
        Ok(())
    }

    declared! {
        /// See [`Params::get`].
        get() -> Option<&'a str>;
        /// See [`Params::optional`].
        optional() -> Option<&'a str>;
        /// See [`Params::required`].
        required() -> Result<&'a str, ParamError>;
        /// See [`Params::flag`].
        flag() -> Result<Option<bool>, ParamError>;
        /// See [`Params::integer`].
        integer(range: RangeInclusive<u32>) -> Result<Option<u32>, ParamError>;
        /// See [`Params::stages`].
        stages() -> Result<Option<Vec<String>>, ParamError>;
        /// See [`Params::tags`].
        tags() -> Result<Option<Vec<Tag>>, ParamError>;
        /// See [`Params::tag_keys`].
        tag_keys() -> Result<Option<Vec<String>>, ParamError>;
        /// See [`Params::filters`].
        filters() -> Result<Option<Vec<Filter>>, ParamError>;
        /// See [`Params::freezes`].
        freezes() -> Result<Option<Vec<FreezeItem>>, ParamError>;
        /// See [`Params::batch`].
        batch(max: usize) -> Result<Vec<BatchItem>, ParamError>;
        /// See [`Params::names`].
        names(max: usize) -> Result<Vec<String>, ParamError>;
        /// See [`Params::indexed`].
        indexed(max: usize) -> Result<Vec<&'a str>, ParamError>;
        /// See [`Params::indexed_tags`].
        indexed_tags(max: usize) -> Result<Vec<IndexedTag<'a>>, ParamError>;
    }
}
