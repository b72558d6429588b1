//! `strongroom rotation show`.

use super::{
    about, described,
    facts::{PageOfRotations, RotationOfReply},
};
use crate::{
    Failure,
    command::remote::{json_flag, name_of, output, service::RemoteApi, text, with_example},
};
use clap::{ArgMatches, Command};
use serde::Deserialize;
use std::process::ExitCode;
use strongroom_domain::{RunPhase, Strategy};

pub(super) fn command() -> Command {
    with_example(
        "show",
        "Show how a secret rotates, and its rotation that is under way or was the last",
        "strongroom rotation show payments/ledger-db",
    )
    .arg(name_of("Name of the secret"))
    .arg(json_flag())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PlanInReply {
    plan: DescribedPlan,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DescribedPlan {
    target_name: Option<String>,
    strategy: String,
    account_names: NamesOfAccounts,
    enable_automatic_rotation: bool,
    paused: bool,
    rotation_interval: Option<String>,
    next_rotation_date: Option<String>,
    last_rotation_date: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct NamesOfAccounts {
    account_name: Vec<String>,
}

/// Prints the plan and a rotation. With `--json` only what is under way is in it, as in the API.
pub(super) async fn run(matches: &ArgMatches, service: &RemoteApi) -> Result<ExitCode, Failure> {
    let name = text(matches, "name");
    let (open, reply) = described(service, name, None).await?;
    if matches.get_flag("json") {
        output::json(&reply)?;
        return Ok(ExitCode::SUCCESS);
    }
    let call = about("DescribeRotation", name);
    let PlanInReply { plan } = service.read(&call, &reply)?;
    let rotation = match open {
        Some(open) => Some(open),
        None => last(service, name).await?,
    };
    let mut fields = plan_fields(name, plan);
    match &rotation {
        Some(rotation) => fields.extend(rotation_fields(rotation)),
        None => fields.push(("Rotation", "none yet".to_owned())),
    }
    output::line(&output::fields(&fields))?;
    Ok(ExitCode::SUCCESS)
}

/// The newest of its rotations.
async fn last(service: &RemoteApi, name: &str) -> Result<Option<RotationOfReply>, Failure> {
    let call = about("ListRotations", name).with("MaxItems", "1");
    let reply = service.repeat(&call).await?;
    let page: PageOfRotations = service.read(&call, &reply)?;
    Ok(page.rotations.rotation.into_iter().next())
}

fn plan_fields(name: &str, plan: DescribedPlan) -> Vec<(&'static str, String)> {
    let interval = plan.rotation_interval.unwrap_or_default();
    let automatic = match (plan.enable_automatic_rotation, plan.paused) {
        (true, true) => format!("every {interval}, paused"),
        (true, false) => format!("every {interval}"),
        (false, _) => "no".to_owned(),
    };
    let without_target = Strategy::from_word(&plan.strategy) == Some(Strategy::Generated);
    let nowhere = if without_target { "none: values are generated" } else { "not visible to this AccessKey" };
    let mut fields = vec![
        ("Secret", name.to_owned()),
        ("Target", plan.target_name.unwrap_or_else(|| nowhere.to_owned())),
        ("Strategy", plan.strategy),
    ];
    if !without_target {
        fields.push(("Accounts", plan.account_names.account_name.join(", ")));
    }
    fields.push(("Automatic", automatic));
    let dates = [("Next", plan.next_rotation_date), ("Last", plan.last_rotation_date)];
    fields.extend(dates.into_iter().filter_map(|(name, date)| Some((name, date?))));
    fields
}

fn rotation_fields(rotation: &RotationOfReply) -> Vec<(&'static str, String)> {
    let mut fields = vec![
        ("Rotation", rotation.rotation_id.clone()),
        ("State", format!("{} ({})", rotation.phase, rotation.progress)),
        ("Version", format!("{} after {}", rotation.version_id, rotation.previous_version_id)),
    ];
    if !rotation.is_generated() {
        fields.push(("Account", rotation.account_name.clone().unwrap_or_else(|| "not known yet".to_owned())));
    }
    fields.push(("Started", rotation.start_time.clone()));
    match (&rotation.end_time, &rotation.next_step_time) {
        (Some(ended), _) => fields.push(("Ended", ended.clone())),
        (None, Some(next)) if rotation.phase() != Some(RunPhase::NeedsAPerson) => {
            fields.push(("Next step", next.clone()));
        }
        _ => {}
    }
    fields.push(("Meaning", rotation.sentence()));
    if let Some(cause) = rotation.cause() {
        fields.push(("Cause", cause));
    }
    fields
}
