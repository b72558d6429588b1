//! `strongroom put`.

use crate::{
    Failure,
    command::remote::{input, json_flag, name_of, output, service::RemoteApi, text, with_example},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use clap::{Arg, ArgMatches, Command, value_parser};
use std::{path::PathBuf, process::ExitCode};
use strongroom_client::{ApiCall, ApiVersion};
use strongroom_core::Plaintext;

pub(in super::super) fn command() -> Command {
    let file = Arg::new("file").long("file").value_name("FILE").value_parser(value_parser!(PathBuf));
    with_example(
        "put",
        "Store a new version of a secret; applications read it from then on",
        "printf %s \"$NEW_TOKEN\" | strongroom put payments/api-token",
    )
    .arg(name_of("Name of the secret, which exists"))
    .arg(file.help("File with the value, byte for byte [default: standard input]"))
    .arg(json_flag())
}

/// Stores the value as text, or as binary if it is not UTF-8.
pub(in super::super) async fn run(matches: &ArgMatches, service: &RemoteApi) -> Result<ExitCode, Failure> {
    let name = text(matches, "name");
    let value = input::value("--file", matches.get_one::<PathBuf>("file").map(PathBuf::as_path))?;
    let version = super::super::new_version()?;
    let call = ApiCall::new(ApiVersion::Kms, "PutSecretValue").with("SecretName", name).with("VersionId", &version);
    let call = match std::str::from_utf8(value.expose()) {
        Ok(text) => call.with("SecretData", text).with("SecretDataType", "text"),
        Err(_) => {
            let encoded = Plaintext::new(STANDARD.encode(value.expose()).into_bytes());
            call.with("SecretData", input::exposed(&encoded)).with("SecretDataType", "binary")
        }
    };
    // The same version with the same value is stored once, however often it is sent.
    let reply = service.repeat(&call).await?;
    match matches.get_flag("json") {
        true => output::json(&reply)?,
        false => output::line(&format!("Stored version {version} of {name}. It is the current one."))?,
    }
    Ok(ExitCode::SUCCESS)
}
