//! `strongroom rotate`.

use super::{
    facts::{RotationOfReply, Standing},
    wait,
};
use crate::{
    Failure,
    command::remote::{UNFINISHED, json_flag, name_of, new_version, output, service::RemoteApi, text, with_example},
};
use clap::{Arg, ArgAction, ArgMatches, Command};
use std::process::ExitCode;
use strongroom_client::{ApiCall, ApiVersion};

pub(in super::super) fn command() -> Command {
    let wait = Arg::new("wait").long("wait").action(ArgAction::SetTrue);
    with_example(
        "rotate",
        "Rotate a secret now",
        "strongroom rotate payments/ledger-db --wait",
    )
    .arg(name_of("Name of the secret"))
    .arg(wait.help(
        "Show its steps until applications read the new credential and the old one is revoked, or waits for a grace period of \
         more than a minute; or until only some applications have the new one. Interrupting this does not end the rotation",
    ))
    .arg(json_flag())
}

/// Begins a rotation, and waits for it if asked to.
pub(in super::super) async fn run(matches: &ArgMatches, service: &RemoteApi) -> Result<ExitCode, Failure> {
    let name = text(matches, "name");
    let version = new_version()?;
    let call = ApiCall::new(ApiVersion::Kms, "RotateSecret").with("SecretName", name).with("VersionId", &version);
    // The same version is rotated to once, however often it is asked for.
    let reply = service.repeat(&call).await?;
    if !matches.get_flag("wait") {
        match matches.get_flag("json") {
            true => output::json(&reply)?,
            false => output::line(&format!(
                "The rotation of {name} to version {version} began. Watch it: strongroom rotation show {name}"
            ))?,
        }
        return Ok(ExitCode::SUCCESS);
    }
    let waited = async {
        let begun = wait::of_version(service, name, &version).await?;
        wait::until_settled(service, name, &begun.rotation_id).await
    };
    let (rotation, reply) = waited.await.map_err(|error: Failure| {
        Failure::new(format!("{error}; the rotation began and goes on: strongroom rotation show {name}"))
    })?;
    if matches.get_flag("json") {
        output::json(&reply)?;
    }
    let said = settled(name, &rotation)?;
    if !matches.get_flag("json") {
        output::line(&said)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The last line, for a rotation that gave applications the new credential.
fn settled(name: &str, rotation: &RotationOfReply) -> Result<String, Failure> {
    let (version, sentence) = (&rotation.version_id, rotation.sentence());
    match rotation.standing() {
        Standing::Done => Ok(format!("{name}: version {version} is current. {sentence}")),
        Standing::TakenOver => Ok(format!("{name}: version {version} was given to applications. {sentence}")),
        Standing::Partial(Some(from)) => {
            Ok(format!("{name}: some applications read version {version}, the others do from {from} on."))
        }
        Standing::Partial(None) => Err(Failure::new(format!(
            "some applications read version {version} of {name}. Give it to all: strongroom rotation \
                resume {name}"
        ))
        .exiting_with(UNFINISHED)),
        Standing::Grace(until) => Ok(format!(
            "{name}: version {version} is current. The old credential works until {until}; revoke it now: strongroom rotation \
             resume {name}"
        )),
        Standing::NeedsAPerson => {
            let cause = rotation.cause().unwrap_or_default();
            let act = format!("strongroom rotation resume {name}, or strongroom rotation rollback {name}");
            Err(Failure::new(format!("the rotation of {name} needs a person: {cause} {sentence} Then: {act}"))
                .exiting_with(UNFINISHED))
        }
        Standing::Ended | Standing::GoesOn => {
            Err(Failure::new(format!("the rotation of {name} did not finish. {sentence}")).exiting_with(UNFINISHED))
        }
    }
}
