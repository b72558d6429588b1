//! The command line. Subcommands are defined here, their options come from the table of settings.

use crate::{
    Failure,
    command::{self, Rekey, remote},
    config::{Config, RootKind, Settings, Source, all_settings},
};
use clap::{Arg, ArgAction, ArgMatches, Command};
use std::{ffi::OsString, path::PathBuf, process::ExitCode};
use strongroom_domain::UserName;

/// Runs a command line.
///
/// # Errors
/// What is wrong and what to do next, with the exit code of the process.
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
            Some(("key", m)) => command::audit_key(&existing(&settings(m)?)?),
            Some((_, m)) => {
                let checkpoint = m.get_one::<PathBuf>("checkpoint").map(PathBuf::as_path);
                command::verify_audit(&existing(&settings(m)?)?, checkpoint)
            }
            None => Ok(ExitCode::from(2)),
        },
        Some(("policy", m)) => match m.subcommand().and_then(|(_, m)| m.get_one::<PathBuf>("file")) {
            Some(file) => command::check_policies(file),
            None => Ok(ExitCode::from(2)),
        },
        Some(("health", m)) => command::health(&existing(&settings(m)?)?),
        Some(("backup", m)) => command::backup(&existing(&settings(m)?)?, required(m, "file")?),
        Some(("restore", m)) => command::restore(&existing(&settings(m)?)?, required(m, "file")?),
        Some(("trust-restore", m)) => command::trust_restore(&existing(&settings(m)?)?),
        Some(("rekey", m)) => command::rekey(&existing(&settings(m)?)?, &rekey(m)),
        Some(("recover-admin", m)) => {
            let name = m.get_one::<String>("name").map_or("admin", String::as_str);
            let name =
                UserName::new(name).map_err(|error| Failure::new(format!("the name {name} {}", error.problem)))?;
            command::recover_admin(&existing(&settings(m)?)?, &name)
        }
        Some(("rotation-function", m)) => command::rotation_function::run(m),
        Some((name, m)) => remote::run(name, m, &environment),
        None => Ok(ExitCode::from(2)),
    }
}

fn required<'a>(matches: &'a ArgMatches, name: &str) -> Result<&'a PathBuf, Failure> {
    matches.get_one(name).ok_or_else(|| Failure::new(format!("{name} is required")))
}

fn rekey(matches: &ArgMatches) -> Rekey {
    let path = |name: &str| matches.get_one::<PathBuf>(name).cloned();
    if matches.get_flag("finish") {
        return Rekey::Finish;
    }
    if matches.get_flag("abort") {
        return Rekey::Abort;
    }
    let kind = match matches.get_one::<String>("new-root-key").map(String::as_str) {
        Some("passphrase") => RootKind::Passphrase,
        _ => RootKind::File,
    };
    match path("new-root-key-file") {
        Some(file) => Rekey::Add { kind, file, passphrase_file: path("new-passphrase-file") },
        None => Rekey::Show,
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
    let checkpoint = Arg::new("checkpoint")
        .long("checkpoint")
        .value_name("FILE")
        .value_parser(clap::value_parser!(PathBuf))
        .help("Also compare with the newest checkpoint in this file, such as a copy that an auditor kept");
    let verify = "Verify the whole audit trail and compare it with the checkpoints outside the database; exits with code 1 when verification fails";
    let audit = Command::new("audit")
        .about("Work on the audit trail")
        .subcommand_required(true)
        .subcommand(with_options("verify", verify).arg(checkpoint))
        .subcommand(with_options("key", "Print the public key that checkpoints of the audit trail are verified with"));
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
        .subcommand(with_options("health", "Ask the running server how it is; exits with code 1 unless it is ready"))
        .subcommand(audit)
        .subcommand(policy)
        .subcommand(command::rotation_function::command())
        .subcommands(for_operators())
        .subcommands(remote::commands())
}

/// Commands that need the root key.
fn for_operators() -> [Command; 5] {
    let path = |name: &'static str| Arg::new(name).value_name("FILE").value_parser(clap::value_parser!(PathBuf));
    let flag = |name: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue);
    let new = ["new-root-key-file", "new-root-key", "new-passphrase-file"];
    [
        with_options("backup", "Copy everything into one file, while the server runs; the root key is not in it")
            .arg(path("file").required(true).help("The backup; must not exist")),
        with_options("restore", "Restore a backup into an empty place and verify all of it")
            .arg(path("file").required(true).help("The backup")),
        with_options(
            "trust-restore",
            "Accept a restored database that is older than the checkpoints outside it, while the server runs",
        ),
        with_options(
            "rekey",
            "Change the root key or its passphrase, while the servers run; alone: show what is valid",
        )
        .arg(
            path("new-root-key-file")
                .long("new-root-key-file")
                .help("File of a new root key, valid beside the old one"),
        )
        .arg(
            Arg::new("new-root-key")
                .long("new-root-key")
                .value_name("KIND")
                .value_parser(["file", "passphrase"])
                .requires("new-root-key-file")
                .help("How the new root key is stored [default: file]"),
        )
        .arg(
            path("new-passphrase-file")
                .long("new-passphrase-file")
                .requires("new-root-key")
                .help("File that holds the new passphrase; asked at the terminal without one"),
        )
        .arg(
            flag("finish")
                .conflicts_with_all(new)
                .conflicts_with("abort")
                .help("Remove every root key except the configured one, which must be the newest"),
        )
        .arg(flag("abort").conflicts_with_all(new).help("Remove every root key except the configured one")),
        with_options("recover-admin", "Give an administrator a new password; on SQLite the server must be stopped")
            .arg(Arg::new("name").value_name("NAME").help("An administrator, or a new name [default: admin]")),
    ]
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
