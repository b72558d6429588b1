//! Commands that speak the API of a running server, wherever it is. One file each; each has its options and its work.

mod input;
mod output;
mod rotation;
mod secret;
mod service;
mod target;

use super::block_on;
use crate::Failure;
use clap::{Arg, ArgAction, ArgMatches, Command};
use service::RemoteApi;
use std::{ffi::OsString, process::ExitCode};
use strongroom_crypto::fill_random;

/// What was named does not exist, or the caller may not see it.
const ABSENT: u8 = 3;
/// The rotation does not go on without a person, or ended without the new credential.
const UNFINISHED: u8 = 4;

/// Variables and exit codes, at the end of each help.
const CONNECTION: &str = "\
Variables:
  STRONGROOM_ENDPOINT           address of the API, such as https://strongroom.internal:3443
  STRONGROOM_CA                 file with the certificate authority of the API (PEM) [default: the system's]
  STRONGROOM_ACCESS_KEY_ID      id of the AccessKey that calls
  STRONGROOM_ACCESS_KEY_SECRET  secret of that AccessKey

Exit codes:
  0  done
  1  it failed: settings, network, or a refusal of the service
  2  the command line is not valid
  3  what was named does not exist, or this AccessKey may not see it
  4  the rotation needs a person, or ended without the new credential";

/// Every command that speaks the API.
pub(crate) fn commands() -> [Command; 5] {
    [
        target::command(),
        rotation::rotate::command(),
        rotation::command(),
        secret::get::command(),
        secret::put::command(),
    ]
}

/// Runs one of [`commands`].
///
/// # Errors
/// What is wrong and what to do next.
pub(crate) fn run(name: &str, matches: &ArgMatches, environment: &[(OsString, OsString)]) -> Result<ExitCode, Failure> {
    let service = RemoteApi::from_environment(environment)?;
    block_on(async {
        match (name, matches.subcommand()) {
            ("target", Some((name, matches))) => target::run(name, matches, &service).await,
            ("rotation", Some((name, matches))) => rotation::run(name, matches, &service).await,
            ("rotate", _) => rotation::rotate::run(matches, &service).await,
            ("get", _) => secret::get::run(matches, &service).await,
            ("put", _) => secret::put::run(matches, &service).await,
            _ => Ok(ExitCode::from(2)),
        }
    })
}

/// A command with an example.
fn with_example(name: &'static str, about: &'static str, example: &str) -> Command {
    Command::new(name).about(about).after_help(format!("Example:\n  {example}\n\n{CONNECTION}"))
}

/// The name of a secret or a target, required.
fn name_of(what: &'static str) -> Arg {
    Arg::new("name").value_name("NAME").required(true).help(what)
}

fn json_flag() -> Arg {
    Arg::new("json").long("json").action(ArgAction::SetTrue).help("Print the data as one JSON object")
}

/// A fresh id of a version, made here so that a call that is sent again makes no second one.
fn new_version() -> Result<String, Failure> {
    let mut random = [0; 16];
    fill_random(&mut random).map_err(|_| Failure::new("the random generator fails"))?;
    Ok(random.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A text option. Those that are required are always there.
fn text<'a>(matches: &'a ArgMatches, name: &str) -> &'a str {
    optional(matches, name).unwrap_or_default()
}

fn optional<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a str> {
    matches.get_one::<String>(name).map(String::as_str)
}
