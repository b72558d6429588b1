//! `strongroom rotation-function dev`: calls a function as a rotation does, for its author. It needs neither a data folder nor a server.

mod checks;
mod exchange;

use crate::{Failure, root::without_line_end};
use checks::Checks;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use exchange::FunctionUnderTest;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};
use strongroom_core::{Plaintext, ports::Trust};
use strongroom_crypto::SigningKey;
use strongroom_domain::{HttpsAddress, limits};

/// The command and its options.
pub(crate) fn command() -> Command {
    let option = |name: &'static str, value: &'static str| Arg::new(name).long(name).value_name(value);
    let file = |name: &'static str| option(name, "FILE").value_parser(value_parser!(PathBuf));
    let dev = Command::new("dev")
        .about("Call a function as a rotation does, show each call and answer with values masked, and say what is wrong")
        .arg(option("url", "URL").required(true).help("Address of the function, https://HOST[:PORT]/PATH"))
        .arg(file("key-file").required(true).help("File with its signing key"))
        .arg(option("key-name", "NAME").default_value("strongroom").help("Name of the signing key, which is sent with it"))
        .arg(file("ca").help("File with the certificate authority of the function (PEM) [default: the system's authorities]"))
        .arg(file("value-file").help("File with the value in use [default: a random one]"))
        .arg(
            Arg::new("for-real")
                .long("for-real")
                .action(ArgAction::SetTrue)
                .requires("value-file")
                .help("Call it as in a real rotation: it changes what it rotates, and the value in use becomes worthless [default: as in a rehearsal]"),
        )
        .after_help(
            "Exits with code 1 if the function is wrong somewhere.\n\nExample:\n  strongroom rotation-function dev --url \
             https://localhost:8443/rotate --key-file signing.key --ca ca.pem",
        );
    Command::new("rotation-function")
        .about("Work on functions that rotate secrets")
        .subcommand_required(true)
        .subcommand(dev)
}

/// Makes the calls.
///
/// # Errors
/// An option cannot be used.
pub(crate) fn run(matches: &ArgMatches) -> Result<ExitCode, Failure> {
    let Some((_, matches)) = matches.subcommand() else { return Ok(ExitCode::from(2)) };
    let text = |name: &str| matches.get_one::<String>(name).cloned().unwrap_or_default();
    let file = |name: &str| matches.get_one::<PathBuf>(name).map(PathBuf::as_path);
    let url = text("url");
    if HttpsAddress::parse(&url).is_none() {
        return Err(Failure::new("--url must be https://HOST[:PORT]/PATH"));
    }
    let key = secret("--key-file", file("key-file").unwrap_or(Path::new("")))?;
    if key.len() < limits::SIGNING_KEY_MIN {
        return Err(Failure::new(format!("--key-file: a signing key has at least {} bytes", limits::SIGNING_KEY_MIN)));
    }
    let trust = match file("ca") {
        None => Trust::SystemAuthorities,
        Some(path) => Trust::Authorities(String::from_utf8_lossy(&read("--ca", path)?).into_owned()),
    };
    let current = file("value-file").map(|path| secret("--value-file", path)).transpose()?;
    let function = FunctionUnderTest::new(url, trust, text("key-name"), SigningKey::new(&key))?;
    let checks = Checks::new(function, current, !matches.get_flag("for-real"))?;
    let wrong = super::block_on(async { Ok(checks.run().await) })?;
    for sentence in &wrong {
        println!("WRONG: {sentence}");
    }
    match wrong.len() {
        0 => {
            println!("All checks passed.");
            Ok(ExitCode::SUCCESS)
        }
        count => {
            println!("{count} wrong. The calls and answers are described in docs/rotation-functions.md.");
            Ok(ExitCode::FAILURE)
        }
    }
}

fn read(option: &str, path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| Failure::new(format!("{option}: cannot read {} ({error})", path.display())))
}

/// A secret of one line or more; a line end at its end does not belong to it.
fn secret(option: &str, path: &Path) -> Result<Plaintext, Failure> {
    let secret = without_line_end(&Plaintext::new(read(option, path)?));
    match std::str::from_utf8(secret.expose()).is_ok() && (1..=limits::VALUE_BYTES).contains(&secret.len()) {
        true => Ok(secret),
        false => Err(Failure::new(format!("{option}: {} is empty, too long, or not text", path.display()))),
    }
}
