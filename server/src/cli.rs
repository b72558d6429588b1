//! The command line. Subcommands are defined here, their options come from the table of settings.

use crate::{
    Failure, command,
    config::{Config, Settings, Source, all_settings},
};
use clap::{Arg, ArgAction, ArgMatches, Command};
use std::{ffi::OsString, path::PathBuf, process::ExitCode};

/// Runs a command line.
///
/// # Errors
/// What is wrong and what to do next; the process then exits with code 1.
pub fn run(
    args: impl IntoIterator<Item = OsString>,
    environment: impl IntoIterator<Item = (OsString, OsString)>,
) -> Result<ExitCode, Failure> {
    let matches = match command_line().try_get_matches_from(args) {
        Ok(matches) => matches,
        Err(error) => {
            // Help and version arrive here too; they exit with 0, usage errors with 2.
            let _ = error.print();
            return Ok(ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2)));
        }
    };
    let environment: Vec<_> = environment.into_iter().collect();
    let settings = |matches: &ArgMatches| {
        let flags = all_settings().filter_map(|setting| {
            let value = setting.flag.then(|| matches.get_one::<String>(setting.name)).flatten()?;
            Some((setting.name, value.clone()))
        });
        Settings::gather(matches.get_one::<PathBuf>("config").map(PathBuf::as_path), flags, &environment)
    };
    match matches.subcommand() {
        Some(("init", m)) => {
            let (settings, serve) = (settings(m)?, m.get_flag("serve"));
            let done = command::init(&settings, m.get_flag("json"), serve)?;
            if serve { command::serve(Config::new(&settings)?) } else { Ok(done) }
        }
        Some(("serve", m)) => command::serve(existing(&settings(m)?)?),
        Some(("config", m)) => command::show_config(&settings(m)?),
        Some(("audit", m)) => match m.subcommand() {
            Some((_, m)) => command::verify_audit(&existing(&settings(m)?)?),
            None => Ok(ExitCode::from(2)),
        },
        Some(("policy", m)) => match m.subcommand().and_then(|(_, m)| m.get_one::<PathBuf>("file")) {
            Some(file) => command::check_policies(file),
            None => Ok(ExitCode::from(2)),
        },
        _ => Ok(ExitCode::from(2)),
    }
}

/// The configuration of a command on an existing installation. What only a new one takes is refused, because it would be ignored.
fn existing(settings: &Settings) -> Result<Config, Failure> {
    for name in ["region", "admin_name"] {
        if let Source::Flag(flag) = settings.source(name) {
            return Err(Failure::new(format!(
                "{flag} applies only to `strongroom init`: an existing installation keeps its own; leave it out"
            )));
        }
    }
    Config::new(settings)
}

fn command_line() -> Command {
    let json = Arg::new("json").long("json").action(ArgAction::SetTrue).help("Print the result as one JSON object");
    let serve = Arg::new("serve")
        .long("serve")
        .action(ArgAction::SetTrue)
        .help("Start the server afterwards, like `strongroom serve`");
    let audit = Command::new("audit").about("Work on the audit trail").subcommand_required(true).subcommand(
        with_options("verify", "Verify every hash of the audit trail; exits with code 1 when verification fails"),
    );
    let file = Arg::new("file").value_name("FILE").required(true).value_parser(clap::value_parser!(PathBuf));
    let check = Command::new("check")
        .about("Evaluate the test cases of a file; exits with code 1 when a decision is not the expected one")
        .arg(file.help("Test cases in the format ram-policy-cases/1"));
    let policy = Command::new("policy").about("Work on access policies").subcommand_required(true).subcommand(check);
    Command::new("strongroom")
        .about("A self-hosted secrets manager with a web console")
        .version(env!("CARGO_PKG_VERSION"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            with_options("init", "Create a new installation and print its first credentials").arg(json).arg(serve),
        )
        .subcommand(with_options("serve", "Run the console and the API"))
        .subcommand(with_options("config", "Print the effective configuration and where each value came from"))
        .subcommand(audit)
        .subcommand(policy)
}

fn with_options(name: &'static str, about: &'static str) -> Command {
    let file = Arg::new("config")
        .long("config")
        .value_name("FILE")
        .value_parser(clap::value_parser!(PathBuf))
        .help("Configuration file [default: strongroom.toml in the data folder]");
    let options = all_settings().filter(|setting| setting.flag).map(|setting| {
        let help = match setting.default {
            Some(default) => format!("{} [default: {default}]", setting.help),
            None => setting.help.to_owned(),
        };
        Arg::new(setting.name).long(setting.name.replace('_', "-")).value_name(setting.value).help(help)
    });
    Command::new(name)
        .about(about)
        .arg(file)
        .args(options)
        .after_help("Every option can also be given as STRONGROOM_<NAME> in the environment, or as <name> in the configuration file.")
}
