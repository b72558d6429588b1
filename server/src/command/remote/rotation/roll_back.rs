//! `strongroom rotation rollback`.

use super::{about, under_way};
use crate::{
    Failure,
    command::remote::{name_of, output, service::RemoteApi, text, with_example},
};
use clap::{ArgMatches, Command};
use std::process::ExitCode;

pub(super) fn command() -> Command {
    with_example(
        "rollback",
        "Take back a rotation that is under way: applications get the old credential again",
        "strongroom rotation rollback payments/ledger-db",
    )
    .arg(name_of("Name of the secret"))
}

/// Rolls back the rotation that is under way.
pub(super) async fn run(matches: &ArgMatches, service: &RemoteApi) -> Result<ExitCode, Failure> {
    let name = text(matches, "name");
    let rotation = under_way(service, name).await?;
    service.change(&about("RollBackRotation", name).with("RotationId", &rotation.rotation_id)).await?;
    output::line(&format!("The rotation of {name} is rolling back. Watch it: strongroom rotation show {name}"))?;
    Ok(ExitCode::SUCCESS)
}
