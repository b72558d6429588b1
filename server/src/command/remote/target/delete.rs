//! `strongroom target delete`.

use super::about;
use crate::{
    Failure,
    command::remote::{name_of, output, service::RemoteApi, text, with_example},
    prompt,
};
use clap::{Arg, ArgAction, ArgMatches, Command};
use std::process::ExitCode;

pub(super) fn command() -> Command {
    let yes = Arg::new("yes").long("yes").action(ArgAction::SetTrue).help("Do not ask");
    with_example(
        "delete",
        "Delete a target that no secret rotates at; asks first",
        "strongroom target delete ledger --yes",
    )
    .arg(name_of("Name of the target"))
    .arg(yes)
}

/// Deletes the target after a confirmation. Nothing is changed at the system itself.
pub(super) async fn run(matches: &ArgMatches, service: &RemoteApi) -> Result<ExitCode, Failure> {
    let name = text(matches, "name");
    if !matches.get_flag("yes") {
        let asked = prompt::confirm(&format!("Delete the target {name} and the password of its managing account?"))?;
        match asked {
            Some(true) => {}
            Some(false) => return Err(Failure::new(format!("{name} was not deleted"))),
            None => return Err(Failure::new("there is no terminal to confirm at; pass --yes")),
        }
    }
    service.change(&about("DeleteTarget", name)).await?;
    output::line(&format!("Deleted the target {name}."))?;
    Ok(ExitCode::SUCCESS)
}
