//! `strongroom rotation list`.

use super::facts::PageOfRotations;
use crate::{
    Failure,
    command::remote::{json_flag, output, service::RemoteApi, with_example},
};
use clap::{Arg, ArgAction, ArgMatches, Command};
use std::process::ExitCode;
use strongroom_client::{ApiCall, ApiVersion};

pub(super) fn command() -> Command {
    let open = Arg::new("open").long("open").action(ArgAction::SetTrue).help("Only those that have not ended");
    with_example("list", "List the newest rotations, at most 100", "strongroom rotation list --open")
        .arg(open)
        .arg(json_flag())
}

/// Prints one page of rotations, the newest first.
pub(super) async fn run(matches: &ArgMatches, service: &RemoteApi) -> Result<ExitCode, Failure> {
    let only_open = matches.get_flag("open").then_some("true");
    let call = ApiCall::new(ApiVersion::Strongroom, "ListRotations").with_optional("OnlyOpen", only_open);
    let reply = service.repeat(&call).await?;
    if matches.get_flag("json") {
        output::json(&reply)?;
        return Ok(ExitCode::SUCCESS);
    }
    let page: PageOfRotations = service.read(&call, &reply)?;
    let rows = page.rotations.rotation.into_iter().map(|rotation| {
        let (secret, target) = (rotation.secret_name.unwrap_or_default(), rotation.target_name.unwrap_or_default());
        let cause = rotation.cause.unwrap_or_default();
        [secret, target, rotation.start_time, rotation.phase, rotation.progress, cause]
    });
    let header = ["SECRET", "TARGET", "STARTED", "PHASE", "PROGRESS", "CAUSE"];
    output::line(&output::table(header, &rows.collect::<Vec<_>>()))?;
    if page.next_token.is_some() {
        output::note("There are older ones, which are not shown.");
    }
    Ok(ExitCode::SUCCESS)
}
