//! `strongroom rotation resume`.

use super::{about, under_way};
use crate::{
    Failure,
    command::remote::{name_of, output, service::RemoteApi, text, with_example},
};
use clap::{ArgMatches, Command};
use std::process::ExitCode;

pub(super) fn command() -> Command {
    with_example(
        "resume",
        "Go on with a rotation that needs a person, waits to try again, or waits for its grace period to end",
        "strongroom rotation resume payments/ledger-db",
    )
    .arg(name_of("Name of the secret"))
}

/// Resumes the rotation that is under way.
pub(super) async fn run(matches: &ArgMatches, service: &RemoteApi) -> Result<ExitCode, Failure> {
    let name = text(matches, "name");
    let rotation = under_way(service, name).await?;
    service.change(&about("ResumeRotation", name).with("RotationId", &rotation.rotation_id)).await?;
    output::line(&format!("The rotation of {name} goes on. Watch it: strongroom rotation show {name}"))?;
    Ok(ExitCode::SUCCESS)
}
