//! `strongroom target`: the systems at which secrets rotate.

mod create;
mod delete;
mod facts;
mod list;
mod show;
mod test;

use super::service::RemoteApi;
use crate::Failure;
use clap::{ArgMatches, Command};
use std::process::ExitCode;
use strongroom_client::{ApiCall, ApiVersion};

pub(super) fn command() -> Command {
    Command::new("target")
        .about("Manage targets: the systems at which secrets rotate")
        .subcommand_required(true)
        .subcommands([create::command(), test::command(), list::command(), show::command(), delete::command()])
}

pub(super) async fn run(name: &str, matches: &ArgMatches, service: &RemoteApi) -> Result<ExitCode, Failure> {
    match name {
        "create" => create::run(matches, service).await,
        "test" => test::run(matches, service).await,
        "list" => list::run(matches, service).await,
        "show" => show::run(matches, service).await,
        "delete" => delete::run(matches, service).await,
        _ => Ok(ExitCode::from(2)),
    }
}

/// A call about one target.
fn about(action: &'static str, name: &str) -> ApiCall {
    ApiCall::new(ApiVersion::Strongroom, action).with("TargetName", name)
}
