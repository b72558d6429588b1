//! `strongroom target list`.

use super::facts::DescribedTarget;
use crate::{
    Failure,
    command::remote::{json_flag, output, service::RemoteApi, with_example},
};
use clap::{ArgMatches, Command};
use serde::Deserialize;
use std::process::ExitCode;
use strongroom_client::{ApiCall, ApiVersion};

pub(super) fn command() -> Command {
    with_example("list", "List the targets", "strongroom target list").arg(json_flag())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PageOfTargets {
    targets: TargetsOfPage,
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TargetsOfPage {
    target: Vec<serde_json::Value>,
}

/// Prints every target, page after page.
pub(super) async fn run(matches: &ArgMatches, service: &RemoteApi) -> Result<ExitCode, Failure> {
    let (mut all, mut next) = (Vec::new(), None);
    loop {
        let call = ApiCall::new(ApiVersion::Strongroom, "ListTargets").with_optional("NextToken", next.as_deref());
        let reply = service.repeat(&call).await?;
        let page: PageOfTargets = service.read(&call, &reply)?;
        all.extend(page.targets.target);
        next = page.next_token;
        if next.is_none() {
            break;
        }
    }
    if matches.get_flag("json") {
        output::line(&serde_json::json!({ "Targets": all }).to_string())?;
        return Ok(ExitCode::SUCCESS);
    }
    let targets = all.into_iter().map(serde_json::from_value::<DescribedTarget>).collect::<Result<Vec<_>, _>>();
    let targets = targets.map_err(|error| Failure::new(format!("the list cannot be read ({error})")))?;
    let rows = targets.iter().map(|target| {
        let (name, kind) = (target.target_name.clone(), target.target_type.clone());
        [name, kind, target.address(), target.trust.clone(), target.manager_name.clone().unwrap_or_default()]
    });
    output::line(&output::table(["NAME", "TYPE", "ADDRESS", "TRUST", "MANAGER"], &rows.collect::<Vec<_>>()))?;
    Ok(ExitCode::SUCCESS)
}
