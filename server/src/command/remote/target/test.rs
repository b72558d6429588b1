//! `strongroom target test`.

use super::about;
use crate::{
    Failure,
    command::remote::{json_flag, name_of, output, service::RemoteApi, text, with_example},
};
use clap::{ArgMatches, Command};
use serde::Deserialize;
use std::process::ExitCode;
use strongroom_domain::RunCause;

pub(super) fn command() -> Command {
    with_example(
        "test",
        "Log in to a target as its managing account; changes nothing, and exits with code 1 unless it works",
        "strongroom target test ledger",
    )
    .arg(name_of("Name of the target"))
    .arg(json_flag())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TestedTarget {
    manager_accepted: Option<bool>,
    cause: Option<String>,
    message: Option<String>,
}

/// Prints whether the managing account is accepted, and why not.
pub(super) async fn run(matches: &ArgMatches, service: &RemoteApi) -> Result<ExitCode, Failure> {
    let name = text(matches, "name");
    let call = about("TestTarget", name);
    let reply = service.repeat(&call).await?;
    let tested: TestedTarget = service.read(&call, &reply)?;
    if matches.get_flag("json") {
        output::json(&reply)?;
    }
    if let Some(message) = &tested.message {
        let cause = tested.cause.as_deref();
        let cause = RunCause::ALL.iter().find(|known| Some(known.word()) == cause);
        let advice = cause.filter(|cause| says_what_to_do(**cause)).map_or("", |cause| cause.advice());
        return Err(Failure::new(format!("{name}: {message}. {advice}").trim_end().to_owned()));
    }
    if tested.manager_accepted == Some(false) {
        return Err(Failure::new(format!(
            "{name}: the target refuses the managing account. {}",
            RunCause::ManagerRefused.advice()
        )));
    }
    if !matches.get_flag("json") {
        let sentence = match tested.manager_accepted {
            Some(_) => format!("{name} accepts the managing account."),
            None => format!("{name} was not contacted: it has no managing account to log in with."),
        };
        output::line(&sentence)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A test is not tried again by itself, as a rotation is.
fn says_what_to_do(cause: RunCause) -> bool {
    !matches!(cause, RunCause::Unreachable | RunCause::Busy | RunCause::Uncertain)
}
