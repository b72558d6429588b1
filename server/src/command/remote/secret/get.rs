//! `strongroom get`.

use crate::{
    Failure,
    command::remote::{ABSENT, json_flag, name_of, optional, output, service::RemoteApi, text, with_example},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use clap::{Arg, ArgMatches, Command};
use serde::Deserialize;
use std::{
    io::{self, IsTerminal},
    process::ExitCode,
};
use strongroom_client::{ApiCall, ApiVersion};
use strongroom_core::Plaintext;
use strongroom_domain::json_text::{JsonKind, ObjectText};

pub(in super::super) fn command() -> Command {
    let option = |name: &'static str, value: &'static str| Arg::new(name).long(name).value_name(value);
    with_example(
        "get",
        "Print the value of a secret to standard output, byte for byte",
        "PGPASSWORD=$(strongroom get payments/ledger-db --key AccountPassword) psql",
    )
    .arg(name_of("Name of the secret"))
    .arg(option("key", "KEY").conflicts_with("json").help("Print one member of a value that is a JSON object"))
    .arg(option("version", "ID").help("Id of the version [default: the current one]"))
    .arg(option("stage", "LABEL").help("Stage label of the version, such as ACSPrevious"))
    .arg(json_flag())
}

/// The text of a value moves into memory that is wiped as soon as it is read.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ReadValue {
    secret_data: String,
    secret_data_type: String,
}

/// Prints the value, with a line end only if a person looks at it.
pub(in super::super) async fn run(matches: &ArgMatches, service: &RemoteApi) -> Result<ExitCode, Failure> {
    let name = text(matches, "name");
    let call = ApiCall::new(ApiVersion::Kms, "GetSecretValue")
        .with("SecretName", name)
        .with_optional("VersionId", optional(matches, "version"))
        .with_optional("VersionStage", optional(matches, "stage"));
    let reply = service.repeat(&call).await?;
    if matches.get_flag("json") {
        output::json(&reply)?;
        return Ok(ExitCode::SUCCESS);
    }
    let ReadValue { secret_data, secret_data_type } = service.read(&call, &reply)?;
    let data = Plaintext::new(secret_data.into_bytes());
    let value = match secret_data_type.as_str() {
        "binary" => Plaintext::new(
            STANDARD
                .decode(data.expose())
                .map_err(|_| Failure::new(format!("the value of {name} is not Base64, as binary values are")))?,
        ),
        _ => data,
    };
    let shown = match optional(matches, "key") {
        Some(key) => member(name, &value, key)?,
        None => value,
    };
    output::print(shown.expose())?;
    if io::stdout().is_terminal() {
        output::print(b"\n")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// One member of a JSON object: a text without its quotes, anything else as it stands in the value, digit by digit.
fn member(name: &str, value: &Plaintext, key: &str) -> Result<Plaintext, Failure> {
    let object = std::str::from_utf8(value.expose()).ok().filter(|text| JsonKind::of(text) == Some(JsonKind::Object));
    let object = object.ok_or_else(|| Failure::new(format!("--key: the value of {name} is not a JSON object")))?;
    let object = ObjectText::parse_any(object);
    let members = object.as_ref().map_or(&[][..], ObjectText::members);
    let found: Vec<_> = members.iter().filter(|member| member.name == key).collect();
    match found.as_slice() {
        [one] => Ok(Plaintext::new(one.text().into_owned().into_bytes())),
        [] => Err(Failure::new(format!("--key: the value of {name} has no member {key}")).exiting_with(ABSENT)),
        more => Err(Failure::new(format!(
            "--key: the value of {name} has {} members {key}; parsers disagree on which counts, so get the whole value",
            more.len()
        ))),
    }
}
