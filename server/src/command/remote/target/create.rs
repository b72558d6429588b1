//! `strongroom target create`.

use super::{about, facts::DescribedTarget};
use crate::{
    Failure,
    command::remote::{input, json_flag, optional, output, service::RemoteApi, text, with_example},
};
use clap::{Arg, ArgMatches, Command, builder::PossibleValuesParser, value_parser};
use serde::Deserialize;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};
use strongroom_core::Plaintext;
use strongroom_domain::TargetKind;

pub(super) fn command() -> Command {
    let option = |name: &'static str, value: &'static str| Arg::new(name).long(name).value_name(value);
    let file = |name: &'static str| option(name, "FILE").value_parser(value_parser!(PathBuf));
    with_example(
        "create",
        "Create a target",
        "strongroom target create --name ledger --type postgresql --host db.internal --user strongroom \\
      --password-file manager.txt --ca db-ca.pem",
    )
    .arg(option("name", "NAME").required(true).help("Name of the target; secrets name it"))
    .arg(
        option("type", "TYPE").required(true).value_parser(PossibleValuesParser::new(offered())).help("Kind of system"),
    )
    .arg(option("host", "HOST").required(true).help("Name or IP address; of ram the https: address of the API, of a function https://HOST[:PORT]/PATH"))
    .arg(option("port", "PORT").value_parser(value_parser!(u16).range(1..)).help("Port [default: the usual one]"))
    .arg(option("database", "NAME").help("Database to connect to [default: the target's own]"))
    .arg(
        option("sts", "URL")
            .conflicts_with("database")
            .help("https: address of the STS of a target of type ram [default: the same as --host]"),
    )
    .arg(option("user", "USER").help("Account that may change the others [default: each account changes itself]; of a function the name of its signing key"))
    .arg(
        file("password-file")
            .requires("user")
            .help("File with the password of that account, or - for standard input; asked at the terminal without one. Of a function its signing key; made by the server without --user"),
    )
    .arg(
        file("key-file")
            .requires("user")
            .conflicts_with("password-file")
            .help("File with the private key of that account, for hosts (OpenSSH format, or RSA in PEM), instead of a password"),
    )
    .arg(
        option("access-key-id", "ID")
            .requires("user")
            .conflicts_with("key-file")
            .help("AccessKey of that user, for ram; its secret is read as a password is"),
    )
    .arg(file("ca").help("File with the certificate authority of the target (PEM) [default: the system's authorities]"))
    .arg(
        option("tls", "MODE")
            .value_parser(["disable"])
            .conflicts_with_all(["ca", "host-key"])
            .help("disable: no encryption. Whoever controls the network can learn passwords then"),
    )
    .arg(
        option("host-key", "KEY")
            .conflicts_with("ca")
            .required_if_eq("type", TargetKind::Ssh.word())
            .help("Host key of a target by SSH: the line of its .pub file"),
    )
    .arg(json_flag())
}

/// Words of the kinds that have a rotator.
fn offered() -> Vec<&'static str> {
    let kinds = TargetKind::ALL.into_iter().filter(|kind| strongroom_rotators::of(*kind).is_some());
    kinds.map(TargetKind::word).collect()
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CreatedTarget {
    target: DescribedTarget,
    /// Of a function, if the server made it.
    signing_key: Option<String>,
}

/// Creates the target; it is not contacted.
pub(super) async fn run(matches: &ArgMatches, service: &RemoteApi) -> Result<ExitCode, Failure> {
    let file = |name: &str| matches.get_one::<PathBuf>(name).map(PathBuf::as_path);
    let ca = file("ca").map(|file: &Path| input::text_of("--ca", file)).transpose()?;
    let host_key = optional(matches, "host-key");
    let trust = match (&ca, host_key, optional(matches, "tls")) {
        (Some(_), ..) => "ca",
        (_, Some(_), _) => "host-key",
        (.., Some(_)) => "plain",
        _ => "system",
    };
    let user = optional(matches, "user");
    let access_key = optional(matches, "access-key-id");
    let what = if access_key.is_some() { "AccessKey secret" } else { "Password" };
    let question = |user: &str| format!("{what} of {user} at {}", text(matches, "host"));
    let key = file("key-file").map(|file| input::secret_text("--key-file", file)).transpose()?;
    let asked = user.filter(|_| key.is_none());
    let password = asked.map(|user| input::secret_line("--password-file", file("password-file"), &question(user)));
    let password = password.transpose()?;
    let secret_of_manager = if access_key.is_some() { "ManagerAccessKeySecret" } else { "ManagerPassword" };
    let port = matches.get_one::<u16>("port").map(u16::to_string);
    let name = text(matches, "name");
    let call = about("CreateTarget", name)
        .with("TargetType", text(matches, "type"))
        .with("Host", text(matches, "host"))
        .with_optional("Port", port.as_deref())
        .with_optional("DatabaseName", optional(matches, "database"))
        .with_optional("StsHost", optional(matches, "sts"))
        .with("Trust", trust)
        .with_optional("CaCertificates", ca.as_deref())
        .with_optional("HostKey", host_key)
        .with_optional("ManagerName", user)
        .with_optional("ManagerAccessKeyId", access_key)
        .with_optional(secret_of_manager, password.as_ref().map(input::exposed))
        .with_optional("ManagerPrivateKey", key.as_ref().map(input::exposed));
    let reply = service.change(&call).await?;
    if matches.get_flag("json") {
        output::json(&reply)?;
    } else {
        let CreatedTarget { target, signing_key } = service.read(&call, &reply)?;
        let signing_key = signing_key.map(|key| Plaintext::new(key.into_bytes()));
        let address = target.address();
        output::line(&format!("Created the target {name} at {address}. Test it: strongroom target test {name}"))?;
        if let Some(key) = signing_key {
            output::line("Signing key, shown only now; give it to the function:")?;
            output::line(input::exposed(&key))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
