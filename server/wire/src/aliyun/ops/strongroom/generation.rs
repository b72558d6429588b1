//! Plans without a target: a generic secret gets generated values.

use crate::aliyun::{
    AliyunError, AliyunRequest,
    ops::password_rule::{self, PASSWORD_RULE},
    parameters::{Parameter, kept},
};
use crate::http::FieldWriter;
use strongroom_core::ops::rotations::SetGenerationPlan;
use strongroom_domain::{Schedule, ValueRecipe};

/// The parameters of such a plan alone: those of [`PASSWORD_RULE`], and the key that gets the password.
pub(super) const RECIPE: [Parameter; 8] = [
    PASSWORD_RULE[0],
    PASSWORD_RULE[1],
    PASSWORD_RULE[2],
    PASSWORD_RULE[3],
    PASSWORD_RULE[4],
    PASSWORD_RULE[5],
    PASSWORD_RULE[6],
    kept("ValueKey"),
];

/// The parameters that need a target.
const OF_TARGETS: [&str; 5] = ["TargetName", "GracePeriodInSeconds", "AwaitReaders", "RolloutShare", "RolloutSeconds"];
/// Those of them that are lists.
const LISTS_OF_TARGETS: [&str; 2] = ["AccountName", "RolloutReader"];

/// The operation that sets the plan.
pub(super) fn plan(
    request: &AliyunRequest<'_>,
    automatic: bool,
    schedule: Option<Schedule>,
) -> Result<SetGenerationPlan, AliyunError> {
    let params = request.params;
    let given = OF_TARGETS.into_iter().find(|name| params.optional(name).is_some());
    let is_absent = |name| params.indexed(name, 1).is_ok_and(|list| list.is_empty());
    let listed = LISTS_OF_TARGETS.into_iter().find(|name| !is_absent(name));
    if let Some(name) = given.or(listed) {
        return Err(AliyunError::invalid_parameter(name, "must be absent when Strategy is generated"));
    }
    let recipe =
        ValueRecipe { rule: password_rule::read(request)?, key: params.optional("ValueKey").map(str::to_owned) };
    Ok(SetGenerationPlan { name: request.secret_name()?, recipe, automatic, schedule })
}

/// # Errors
/// A plan at a target generates nothing.
pub(super) fn none(request: &AliyunRequest<'_>) -> Result<(), AliyunError> {
    match RECIPE.iter().find(|parameter| request.params.optional(parameter.name).is_some()) {
        Some(parameter) => {
            Err(AliyunError::invalid_parameter(parameter.name, "must be absent unless Strategy is generated"))
        }
        None => Ok(()),
    }
}

/// The recipe, as the parameters state it.
pub(super) fn write(f: &mut FieldWriter<'_>, recipe: Option<&ValueRecipe>) {
    let Some(ValueRecipe { rule, key }) = recipe else { return };
    f.number("PasswordLength", rule.length.into());
    if !rule.exclude.is_empty() {
        f.text("ExcludeCharacters", &rule.exclude);
    }
    for (parameter, without) in PASSWORD_RULE[2..].iter().zip(rule.without) {
        f.flag(parameter.name, without);
    }
    f.flag("RequireEachIncludedType", rule.require_each);
    f.optional_text("ValueKey", key.as_deref());
}
