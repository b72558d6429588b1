//! `strongroom config`: what is in force, and why.

use crate::{
    Failure,
    config::{Config, NEEDS_ISSUER, Settings, Source, keys},
};
use std::{fmt::Write, process::ExitCode};

/// Prints the configuration as TOML with a comment per value; secrets are left out.
///
/// # Errors
/// The configuration is wrong.
pub fn show_config(settings: &Settings) -> Result<ExitCode, Failure> {
    print!("{}", shown(settings)?);
    Ok(ExitCode::SUCCESS)
}

/// Whether a default would be refused, or mean something else, once it stands in a file.
fn says_nothing(name: &str, config: &Config) -> bool {
    name == "root_key" || (config.single_sign_on.is_none() && NEEDS_ISSUER.contains(&name))
}

fn shown(settings: &Settings) -> Result<String, Failure> {
    let config = Config::new(settings)?;
    let mut text = String::new();
    for key in keys() {
        let source = settings.source(key.name);
        let value = match key.name {
            "data_dir" => Some(config.data_dir.display().to_string()),
            "root_key_file" => Some(config.root_key_file.display().to_string()),
            name => settings.get(name).map(str::to_owned),
        };
        let line = match value {
            // Not a value one could copy by mistake.
            Some(_) if key.secret => format!("# {} = <redacted>", key.name),
            Some(value) if source == Source::Default && says_nothing(key.name, &config) => {
                format!("# {} = {} # {source}", key.name, toml::Value::String(value))
            }
            Some(value) => format!("{} = {}", key.name, toml::Value::String(value)),
            None if source == Source::Default => format!("# {} is not set", key.name),
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
