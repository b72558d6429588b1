//! `strongroom config`: the effective configuration and where each value comes from.

use crate::{
    Failure,
    config::{Config, NEEDS_ISSUER, Settings, Source, all_settings},
};
use std::{fmt::Write, process::ExitCode};

/// Prints the configuration as TOML with a comment per value; secrets are redacted.
///
/// # Errors
/// The configuration is invalid.
pub fn show_config(settings: &Settings) -> Result<ExitCode, Failure> {
    print!("{}", shown(settings)?);
    Ok(ExitCode::SUCCESS)
}

/// Whether a default must stay a comment, because in a file it would be rejected or mean something else.
fn comment_only(name: &str, config: &Config) -> bool {
    name == "root_key" || (config.single_sign_on.is_none() && NEEDS_ISSUER.contains(&name))
}

fn shown(settings: &Settings) -> Result<String, Failure> {
    let config = Config::new(settings)?;
    let mut text = String::new();
    for setting in all_settings() {
        let source = settings.source(setting.name);
        let value = match setting.name {
            "data_dir" => Some(config.data_dir.display().to_string()),
            "root_key_file" => Some(config.root_key_file.display().to_string()),
            name => settings.get(name).map(str::to_owned),
        };
        let line = match value {
            // A comment, so that it cannot be copied as a value.
            Some(_) if setting.secret => format!("# {} = <redacted>", setting.name),
            Some(value) if source == Source::Default && comment_only(setting.name, &config) => {
                format!("# {} = {} # {source}", setting.name, toml::Value::String(value))
            }
            Some(value) => format!("{} = {}", setting.name, toml::Value::String(value)),
            None if source == Source::Default => format!("# {} is not set", setting.name),
            None => continue,
        };
        // Writing to a String cannot fail.
        let _ = match source {
            Source::Default if line.starts_with('#') => writeln!(text, "{line}"),
            source => writeln!(text, "{line} # {source}"),
        };
    }
    Ok(text)
}
