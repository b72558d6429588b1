//! `strongroom target show`.

use super::{about, facts::DescribedTarget};
use crate::{
    Failure,
    command::remote::{json_flag, name_of, output, service::RemoteApi, text, with_example},
};
use clap::{ArgMatches, Command};
use serde::Deserialize;
use std::process::ExitCode;

pub(super) fn command() -> Command {
    with_example("show", "Show a target and the secrets that rotate at it", "strongroom target show ledger")
        .arg(name_of("Name of the target"))
        .arg(json_flag())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ShownTarget {
    target: DescribedTarget,
    secret_names: NamesOfSecrets,
    is_truncated: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct NamesOfSecrets {
    secret_name: Vec<String>,
}

/// Prints the target. No response holds the password of its managing account.
pub(super) async fn run(matches: &ArgMatches, service: &RemoteApi) -> Result<ExitCode, Failure> {
    let call = about("DescribeTarget", text(matches, "name"));
    let reply = service.repeat(&call).await?;
    if matches.get_flag("json") {
        output::json(&reply)?;
        return Ok(ExitCode::SUCCESS);
    }
    let ShownTarget { target, secret_names, is_truncated } = service.read(&call, &reply)?;
    let mut secrets = secret_names.secret_name.join(", ");
    if is_truncated {
        secrets.push_str(", and more");
    }
    let mut fields = vec![
        ("Name", target.target_name.clone()),
        ("Type", target.target_type.clone()),
        ("Address", target.address()),
        ("Proof", target.proof().to_owned()),
        ("Manager", target.manager().to_owned()),
        ("Created", format!("{} by {}", target.create_time, target.creator)),
        ("Changed", target.update_time.clone()),
        ("Secrets", if secrets.is_empty() { "none".to_owned() } else { secrets }),
    ];
    if let Some(database) = target.database_name {
        fields.insert(3, ("Database", database));
    }
    if let Some(sts) = target.sts_host {
        fields.insert(3, ("STS", sts));
    }
    output::line(&output::fields(&fields))?;
    Ok(ExitCode::SUCCESS)
}
