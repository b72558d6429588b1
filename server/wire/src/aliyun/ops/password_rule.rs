//! Which passwords are made, as GetRandomPassword of KMS OpenAPI 2016-01-20 spells it.

use crate::aliyun::{
    AliyunError, AliyunRequest,
    parameters::{Parameter, kept},
};
use std::ops::RangeInclusive;
use strongroom_domain::{PasswordRule, limits};

const LENGTHS: RangeInclusive<u32> = limits::RANDOM_PASSWORD_MIN..=limits::RANDOM_PASSWORD_MAX;

/// The parameters that state a rule.
pub(super) const PASSWORD_RULE: [Parameter; 7] = [
    kept("PasswordLength"),
    kept("ExcludeCharacters"),
    kept("ExcludeLowercase"),
    kept("ExcludeUppercase"),
    kept("ExcludeNumbers"),
    kept("ExcludePunctuation"),
    kept("RequireEachIncludedType"),
];

/// The rule; what is absent is as in its default.
pub(super) fn read(request: &AliyunRequest<'_>) -> Result<PasswordRule, AliyunError> {
    let params = request.params;
    let without = |name| params.flag(name).map(|flag| flag.unwrap_or(false));
    Ok(PasswordRule {
        length: params.integer("PasswordLength", LENGTHS)?.unwrap_or(limits::RANDOM_PASSWORD),
        exclude: params.optional("ExcludeCharacters").unwrap_or_default().to_owned(),
        without: [
            without("ExcludeLowercase")?,
            without("ExcludeUppercase")?,
            without("ExcludeNumbers")?,
            without("ExcludePunctuation")?,
        ],
        require_each: params.flag("RequireEachIncludedType")?.unwrap_or(true),
    })
}
