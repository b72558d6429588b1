//! How secrets rotate, and each rotation.

use super::{
    generation::{self, RECIPE},
    next_token,
    rollout::{self, ROLLOUT},
};
use crate::aliyun::{
    AliyunError, AliyunRequest, ResponseBody,
    parameters::{Parameter, kept, numbered},
    time,
    wording::rule,
};
use crate::http::FieldWriter;
use strongroom_core::{
    Plaintext,
    facts::{RotationFacts, RotationPlanFacts},
    ops::rotations::{
        DescribeRotation, ExtendRotation, ListRotations, NewRotationPlan, PauseRotation, ResumeRotation,
        RollBackRotation, RotateSecret, RotateSecretTo, RotationPace, SetRotationPlan,
    },
};
use strongroom_domain::{
    AccountName, Field, Freeze, RotationId, RotationPeriod, RotationWindow, RunFilter, Schedule, Strategy, Timestamp,
    VersionId, limits,
};

pub(super) const SET_PLAN: &[Parameter] = &[
    kept("SecretName"),
    kept("TargetName"),
    kept("Strategy"),
    numbered("AccountName", &[]),
    kept("EnableAutomaticRotation"),
    kept("RotationInterval"),
    kept("RotationWindow"),
    kept("Freezes"),
    kept("FirstRotationTime"),
    kept("GracePeriodInSeconds"),
    kept("AwaitReaders"),
    ROLLOUT[0],
    ROLLOUT[1],
    ROLLOUT[2],
    RECIPE[0],
    RECIPE[1],
    RECIPE[2],
    RECIPE[3],
    RECIPE[4],
    RECIPE[5],
    RECIPE[6],
    RECIPE[7],
];

/// Replaces the whole plan; what is absent is as if it had never been set.
pub(super) async fn set_plan(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let params = request.params;
    let strategy = request.strategy()?.ok_or_else(|| AliyunError::missing_parameter("Strategy"))?;
    let automatic = params.flag("EnableAutomaticRotation")?.unwrap_or(false);
    let schedule = schedule_of(request)?;
    if automatic && schedule.is_none() {
        return Err(AliyunError::missing_parameter("RotationInterval"));
    }
    if strategy == Strategy::Generated {
        let op = generation::plan(request, automatic, schedule)?;
        request.run_own(&op).await?;
        return Ok(request.respond(|f| f.text("SecretName", op.name.as_str())));
    }
    generation::none(request)?;
    let accounts = params.indexed("AccountName", 2)?.into_iter().map(AccountName::new);
    let plan = NewRotationPlan {
        target: request.target_name()?,
        strategy,
        accounts: accounts.collect::<Result<Vec<_>, _>>().map_err(super::invalid)?,
        automatic,
        schedule,
        grace_s: params.integer("GracePeriodInSeconds", 0..=limits::GRACE_MAX_S)?,
        await_readers: params.flag("AwaitReaders")?.unwrap_or(false),
        rollout: rollout::read(request)?,
        config: None,
    };
    let name = request.secret_name()?;
    let accounts = match (plan.accounts.is_empty(), strategy) {
        (false, _) => plan.accounts.clone(),
        // A function is told the name of the secret; which account that is, is its own matter.
        (true, Strategy::Function) => vec![AccountName::new(name.as_str()).map_err(super::invalid)?],
        (true, _) => return Err(AliyunError::missing_parameter("AccountName.1")),
    };
    let op = SetRotationPlan { name, plan: NewRotationPlan { accounts, ..plan } };
    request.run_own(&op).await?;
    Ok(request.respond(|f| f.text("SecretName", op.name.as_str())))
}

/// When it rotates by itself. A window, freezes and a first date need an interval.
fn schedule_of(request: &AliyunRequest<'_>) -> Result<Option<Schedule>, AliyunError> {
    let period = request.optional_field("RotationInterval", RotationPeriod::parse)?;
    let window = request.optional_field("RotationWindow", RotationWindow::parse)?;
    let at = |text: &str| {
        Timestamp::parse(Field::Freezes, text).map_err(|error| AliyunError::invalid_parameter("Freezes", rule(error)))
    };
    let freezes = request.params.freezes("Freezes")?.unwrap_or_default();
    let freezes = freezes.iter().map(|item| Ok(Freeze { from: at(&item.from)?, to: at(&item.to)? }));
    let freezes = freezes.collect::<Result<Vec<_>, AliyunError>>()?;
    let begins = request.optional_field("FirstRotationTime", |text| Timestamp::parse(Field::FirstRotation, text))?;
    match period {
        Some(period) => Ok(Some(Schedule { period, window, freezes, begins })),
        None if window.is_some() || begins.is_some() || !freezes.is_empty() => {
            Err(AliyunError::missing_parameter("RotationInterval"))
        }
        None => Ok(None),
    }
}

pub(super) const PAUSE: &[Parameter] = &[kept("SecretName"), kept("Paused")];

/// Without `Paused` it pauses.
pub(super) async fn pause(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let paused = request.params.flag("Paused")?.unwrap_or(true);
    let op = PauseRotation { name: request.secret_name()?, paused };
    request.run_own(&op).await?;
    Ok(request.respond(|f| {
        f.text("SecretName", op.name.as_str());
        f.flag("Paused", paused);
    }))
}

pub(super) const ONE: &[Parameter] = &[kept("SecretName"), kept("RotationId")];

/// Without `RotationId` it shows the rotation that is under way, if there is one.
pub(super) async fn describe(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let op = DescribeRotation {
        name: request.secret_name()?,
        rotation: request.optional_field("RotationId", |text| text.parse::<RotationId>())?,
    };
    let found = request.run_own(&op).await?;
    Ok(request.respond(|f| {
        f.text("SecretName", op.name.as_str());
        f.object("Plan", |f| {
            f.optional_text("TargetName", found.target.as_ref().map(|target| target.as_str()));
            plan_fields(f, &found.plan);
        });
        if let Some(rotation) = &found.rotation {
            f.object("Rotation", |f| fields(f, rotation));
        }
    }))
}

fn plan_fields(f: &mut FieldWriter<'_>, plan: &RotationPlanFacts) {
    f.text("Strategy", plan.strategy.word());
    f.texts("AccountNames", "AccountName", plan.accounts.iter().map(AccountName::as_str));
    f.flag("EnableAutomaticRotation", plan.automatic);
    f.flag("Paused", plan.paused);
    if let Some(schedule) = &plan.schedule {
        f.text("RotationInterval", &schedule.period.to_string());
        f.optional_text("RotationWindow", schedule.window.map(|window| window.to_string()).as_deref());
        if let Some(begins) = schedule.begins {
            time(f, "FirstRotationTime", begins);
        }
        f.objects("Freezes", "Freeze", &schedule.freezes, |f, freeze| {
            time(f, "From", freeze.from);
            time(f, "To", freeze.to);
        });
    }
    f.number("GracePeriodInSeconds", plan.grace_s.into());
    f.flag("AwaitReaders", plan.await_readers);
    rollout::write(f, plan.rollout.as_ref());
    generation::write(f, plan.recipe.as_ref());
    for (name, date) in [("NextRotationDate", plan.next_due), ("LastRotationDate", plan.last_rotated)] {
        if let Some(date) = date {
            time(f, name, date);
        }
    }
    f.flag("NeedsAPerson", plan.stuck);
}

fn fields(f: &mut FieldWriter<'_>, rotation: &RotationFacts) {
    let state = rotation.state;
    f.text("RotationId", &rotation.id.to_string());
    f.text("Strategy", rotation.strategy.word());
    f.optional_text("AccountName", rotation.account.as_ref().map(AccountName::as_str));
    f.text("VersionId", rotation.version.as_str());
    f.text("PreviousVersionId", rotation.old_version.as_str());
    f.text("Phase", state.phase.word());
    f.text("Progress", state.progress.word());
    f.optional_text("Step", state.begun.map(|step| step.word()));
    f.optional_text("Cause", state.cause.map(|cause| cause.word()));
    f.number("Failures", state.attempts.into());
    f.flag("RollBackRequested", state.back_asked);
    f.flag("AwaitReaders", rotation.await_readers);
    rollout::write(f, rotation.rollout.as_ref());
    f.text("Trigger", rotation.trigger.word());
    f.text("Starter", &rotation.starter);
    time(f, "StartTime", rotation.started);
    time(f, "UpdateTime", rotation.updated);
    match rotation.ended {
        Some(ended) => time(f, "EndTime", ended),
        None => time(f, "NextStepTime", rotation.due),
    }
    if let Some(deadline) = rotation.deadline {
        time(f, "Deadline", deadline);
    }
}

pub(super) const START: &[Parameter] =
    &[kept("SecretName"), kept("VersionId"), kept("SecretData"), kept("Leaked"), ROLLOUT[0], ROLLOUT[1], ROLLOUT[2]];

/// As RotateSecret of KMS, and at another pace than the plan's: part of the readers first, or the old credential revoked at once. With
/// `SecretData`, to this value of a generic secret.
pub(super) async fn start(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let pace = match (request.params.flag("Leaked")?.unwrap_or(false), rollout::read(request)?) {
        (false, None) => RotationPace::AsPlanned,
        (false, Some(rollout)) => RotationPace::Gradual(rollout),
        (true, None) => RotationPace::Leaked,
        (true, Some(_)) => {
            return Err(AliyunError::invalid_parameter("Leaked", "cannot be true for a gradual rotation"));
        }
    };
    let version = request.optional_field("VersionId", VersionId::new)?;
    let name = request.secret_name()?;
    let rotated = match (request.params.optional("SecretData"), pace) {
        (None, pace) => request.run_own(&RotateSecret { name: name.clone(), version, pace }).await?,
        (Some(value), RotationPace::AsPlanned) => {
            let value = Plaintext::new(value.as_bytes().to_vec());
            request.run_own(&RotateSecretTo { name: name.clone(), version, value }).await?
        }
        (Some(_), _) => {
            let rule = "cannot be given with Leaked or a gradual rotation";
            return Err(AliyunError::invalid_parameter("SecretData", rule));
        }
    };
    Ok(request.respond(|f| {
        f.text("SecretName", name.as_str());
        f.text("VersionId", rotated.version.as_str());
        f.optional_text("RotationId", rotated.rotation.map(|id| id.to_string()).as_deref());
    }))
}

pub(super) const EXTEND: &[Parameter] = &[kept("SecretName"), kept("RotationId"), kept("GracePeriodInSeconds")];

/// The old credential stays valid for so long from now on.
pub(super) async fn extend(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let seconds = request.params.integer("GracePeriodInSeconds", 1..=limits::GRACE_MAX_S)?;
    let op = ExtendRotation {
        name: request.secret_name()?,
        rotation: rotation_id(request)?,
        seconds: seconds.ok_or_else(|| AliyunError::missing_parameter("GracePeriodInSeconds"))?,
    };
    request.run_own(&op).await?;
    Ok(request.respond(|_| {}))
}

pub(super) const LIST: &[Parameter] = &[kept("SecretName"), kept("OnlyOpen"), kept("NextToken"), kept("MaxItems")];

pub(super) async fn list(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let only_open = request.params.flag("OnlyOpen")?.unwrap_or(false);
    let op = ListRotations {
        secret: request.params.optional("SecretName").map(|name| request.parse_secret_name(name)).transpose()?,
        states: if only_open { RunFilter::Open } else { RunFilter::All },
        cursor: request.params.optional("NextToken").map(str::to_owned),
        limit: request.max_items()?,
    };
    let (listed, next) = request.run_own(&op).await?;
    Ok(request.respond(|f| {
        f.objects("Rotations", "Rotation", &listed, |f, one| {
            f.optional_text("SecretName", one.secret.as_ref().map(|secret| secret.as_str()));
            f.optional_text("TargetName", one.target.as_ref().map(|target| target.as_str()));
            fields(f, &one.rotation);
        });
        next_token(f, next.as_deref());
    }))
}

fn rotation_id(request: &AliyunRequest<'_>) -> Result<RotationId, AliyunError> {
    request.required_field("RotationId", |text| text.parse::<RotationId>())
}

pub(super) async fn resume(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let op = ResumeRotation { name: request.secret_name()?, rotation: rotation_id(request)? };
    request.run_own(&op).await?;
    Ok(request.respond(|_| {}))
}

pub(super) const ROLL_BACK: &[Parameter] = &[kept("SecretName"), kept("RotationId"), kept("GiveUp")];

pub(super) async fn roll_back(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let give_up = request.params.flag("GiveUp")?.unwrap_or(false);
    let op = RollBackRotation { name: request.secret_name()?, rotation: rotation_id(request)?, give_up };
    request.run_own(&op).await?;
    Ok(request.respond(|_| {}))
}
