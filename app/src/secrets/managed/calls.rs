//! Server functions that create a secret whose credential rotates, and change where and how it does.

use super::dto::{AboutDraft, ManagedStart, PlanDraft, PlanForm};
use crate::{
    error::UiError,
    secrets::{edit::ValueForm, rotation::ScheduleDraft},
    targets::CurrentCredential,
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::{
    first_value::first_value,
    plan::{plan, secret_kind},
};
#[cfg(feature = "ssr")]
use crate::{
    door::{
        self, Blocker, CoreError,
        ops::{
            rotations::{DescribeRotation, SetRotationPlan},
            secrets::{CreateSecret, NewValue},
            targets::DescribeTarget,
        },
    },
    error::ErrorKind,
    line_ends::unix_lines,
    paths::{self, SecretRoute},
    secrets::{from_core, lookup::describe, rotation::rotation, typed::tags},
    targets::{TargetLine, list_targets},
};
#[cfg(feature = "ssr")]
use strongroom_domain::{
    AccountName, Action, Description, Field, FieldError, Form, Problem, SecretKind, Strategy, TargetName, ValueType,
};

/// Pages of targets that a form offers.
#[cfg(feature = "ssr")]
const PAGES: usize = 5;

/// The targets at which a new secret can rotate.
///
/// # Errors
/// The caller may not create secrets or list targets.
#[server]
pub async fn start_managed() -> Result<ManagedStart, UiError> {
    door::required(Action::CreateSecret).await?;
    door::required(Action::UpdateTarget).await?;
    Ok(ManagedStart { targets: targets().await?, now: door::console()?.engine.now().0 })
}

/// Creates a secret whose credential rotates at a target. The target is not contacted.
///
/// # Errors
/// A field is invalid, the name is taken, or the caller may not change the target. The error never repeats the credential.
#[server]
pub async fn create_managed(
    #[server(flatten)] about: AboutDraft,
    #[server(flatten)] place: PlanDraft,
    #[server(flatten)] current: CurrentCredential,
    #[server(default)] value: ValueForm,
    #[server(default)] automatic: bool,
    #[server(flatten)] schedule: ScheduleDraft,
) -> Result<(), UiError> {
    let name = from_core::name(about.name.trim())?;
    let target = TargetName::new(place.target.trim());
    let target = target.map_err(|_| FieldError::new(Field::TargetName, Problem::Malformed(Form::Choice)))?;
    let target = door::call(DescribeTarget { name: target }).await?.target;
    let kind = secret_kind(target.kind);
    let plan = plan(&place, name.as_str(), automatic, schedule.schedule()?, None)?;
    let value = first_value(kind, plan.strategy, place.account.trim(), current, &value)?;
    let value = NewValue::Given { value_type: ValueType::Text, value };
    let address = paths::secret(SecretRoute::Rotation, name.as_str());
    let create = CreateSecret {
        name,
        kind,
        version: None,
        value,
        description: Description::new(&unix_lines(&about.description))?,
        tags: tags(&about.tag_keys, &about.tag_values)?,
        cmk: None,
        policy: None,
        rotation: Some(plan),
    };
    door::call(create).await?;
    leptos_axum::redirect(&address);
    Ok(())
}

/// Where and how a secret rotates, and the targets it can have.
///
/// # Errors
/// The secret does not rotate, or the caller may not change how it does.
#[server]
pub async fn load_plan(name: String) -> Result<PlanForm, UiError> {
    let described = describe(&name, false).await?;
    let facts = from_core::facts(&described).await?;
    if !facts.may.contains(&Action::UpdateSecretRotationPolicy) {
        return Err(door::refuse(Action::UpdateSecretRotationPolicy, &name).await);
    }
    let rotation = rotation(&described, &facts.may).await?;
    let rotation = rotation.ok_or_else(|| door::ui_error(CoreError::InUse(Blocker::GenericSecret)))?;
    if rotation.strategy == Strategy::Generated {
        let words = "Its values are generated, and no target is told. The page Rotation changes how.";
        return Err(UiError::new(ErrorKind::Invalid, words));
    }
    // A cluster's accounts belong to the same targets as a database's.
    let of = if facts.kind == SecretKind::PolarDb { SecretKind::Rds } else { facts.kind };
    let fits = |target: &TargetLine| secret_kind(target.kind) == of;
    let targets = targets().await?.into_iter().filter(fits).collect();
    Ok(PlanForm { facts, rotation, targets })
}

/// Changes where and how a secret rotates. Its schedule stays.
///
/// # Errors
/// A field is invalid, a rotation is under way, or the caller may not change the target.
#[server]
pub async fn change_plan(name: String, #[server(flatten)] place: PlanDraft) -> Result<(), UiError> {
    let name = from_core::name(&name)?;
    let described = door::call(DescribeRotation { name: name.clone(), rotation: None }).await?;
    let (before, described_target) = (described.plan, described.target);
    let told = before.accounts.first().filter(|_| before.strategy == Strategy::Function);
    let told = told.map_or(name.as_str(), AccountName::as_str);
    let mut plan = plan(&place, told, before.automatic, before.schedule.clone(), before.rollout.clone())?;
    // What the client that made it said about target and account stays true.
    let same_target = described_target.as_ref() == Some(&plan.target);
    if same_target && before.strategy == plan.strategy && before.accounts.first() == plan.accounts.first() {
        plan.config = Some(before.config);
    }
    door::call(SetRotationPlan { name: name.clone(), plan }).await?;
    leptos_axum::redirect(&paths::secret(SecretRoute::Rotation, name.as_str()));
    Ok(())
}

/// The targets that forms offer.
#[cfg(feature = "ssr")]
async fn targets() -> Result<Vec<TargetLine>, UiError> {
    let (mut all, mut after) = (Vec::new(), None);
    for _ in 0..PAGES {
        let page = list_targets(after).await?;
        after = page.targets.last().map(|target| target.name.clone()).filter(|_| page.more);
        all.extend(page.targets);
        if after.is_none() {
            break;
        }
    }
    Ok(all)
}
