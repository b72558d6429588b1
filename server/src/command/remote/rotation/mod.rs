//! `strongroom rotate` and `strongroom rotation`: rotations of secrets.

mod facts;
mod list;
mod resume;
mod roll_back;
pub(super) mod rotate;
mod show;
mod wait;

use super::{ABSENT, service::RemoteApi};
use crate::Failure;
use clap::{ArgMatches, Command};
use facts::{RotationInReply, RotationOfReply};
use std::process::ExitCode;
use strongroom_client::{ApiCall, ApiReply, ApiVersion};

pub(super) fn command() -> Command {
    Command::new("rotation")
        .about("Look at rotations of secrets, and decide on those that need a person")
        .subcommand_required(true)
        .subcommands([show::command(), list::command(), resume::command(), roll_back::command()])
}

pub(super) async fn run(name: &str, matches: &ArgMatches, service: &RemoteApi) -> Result<ExitCode, Failure> {
    match name {
        "show" => show::run(matches, service).await,
        "list" => list::run(matches, service).await,
        "resume" => resume::run(matches, service).await,
        "rollback" => roll_back::run(matches, service).await,
        _ => Ok(ExitCode::from(2)),
    }
}

/// A call about rotations of one secret.
fn about(action: &'static str, secret: &str) -> ApiCall {
    ApiCall::new(ApiVersion::Strongroom, action).with("SecretName", secret)
}

/// A rotation of a secret as the service describes it: the one of this id, or the one that is under way. With it the whole reply.
async fn described(
    service: &RemoteApi,
    secret: &str,
    id: Option<&str>,
) -> Result<(Option<RotationOfReply>, ApiReply), Failure> {
    let call = about("DescribeRotation", secret).with_optional("RotationId", id);
    let reply = service.repeat(&call).await?;
    let RotationInReply { rotation } = service.read(&call, &reply)?;
    Ok((rotation, reply))
}

/// The rotation that is under way, which a person decides on.
async fn under_way(service: &RemoteApi, secret: &str) -> Result<RotationOfReply, Failure> {
    let (rotation, _) = described(service, secret, None).await?;
    let none = || Failure::new(format!("no rotation of {secret} is under way")).exiting_with(ABSENT);
    rotation.ok_or_else(none)
}
