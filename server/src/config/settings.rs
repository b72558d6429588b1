//! Gathers values, by precedence: defaults < file < environment < flags.

use super::{
    kubernetes::is_service_link,
    table::{COUNT, Setting, all_settings, find, nearest},
};
use crate::Failure;
use std::{
    collections::BTreeMap,
    ffi::OsString,
    fmt, io,
    path::{Path, PathBuf},
};
use strongroom_core::Plaintext;

const PREFIX: &str = "STRONGROOM_";

/// Address of the API, for the commands that call it.
pub(crate) const ENDPOINT: &str = "STRONGROOM_ENDPOINT";
/// File with the authorities that may sign the API's certificate.
pub(crate) const CA: &str = "STRONGROOM_CA";
/// Id of the AccessKey that calls.
pub(crate) const ACCESS_KEY_ID: &str = "STRONGROOM_ACCESS_KEY_ID";
/// Secret of that AccessKey.
pub(crate) const ACCESS_KEY_SECRET: &str = "STRONGROOM_ACCESS_KEY_SECRET";
/// Variables of the commands that call the API. They are no settings of a server, and may be set beside one.
const CLIENT_VARIABLES: [&str; 4] = [ENDPOINT, CA, ACCESS_KEY_ID, ACCESS_KEY_SECRET];

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Not set.
    Default,
    /// The configuration file.
    File(PathBuf),
    /// An environment variable.
    Environment(String),
    /// A flag.
    Flag(String),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Environment(name) => write!(f, "environment {name}"),
            Self::Flag(flag) => write!(f, "flag {flag}"),
        }
    }
}

/// A value that has not been parsed yet. It may be a secret, so it has no `Debug` and no `Display`.
struct RawValue {
    text: Plaintext,
    source: Source,
}

/// Raw values with their sources.
pub struct Settings {
    values: BTreeMap<&'static str, RawValue>,
    data_dir: PathBuf,
    named_file: Option<PathBuf>,
}

impl Settings {
    /// Gathers values from a file, the environment and flags.
    ///
    /// # Errors
    /// An unknown name (with the most similar known one), a file that cannot be read or is not TOML, a value that is not UTF-8, or
    /// a secret value both inline and as a file.
    pub fn gather(
        file: Option<&Path>,
        flags: impl IntoIterator<Item = (&'static str, String)>,
        environment: &[(OsString, OsString)],
    ) -> Result<Self, Failure> {
        let mut over = BTreeMap::new();
        let mut config = file.map(Path::to_owned);
        for (name, value) in environment {
            let Some(name) = name.to_str().filter(|name| name.starts_with(PREFIX)) else { continue };
            let value = value.to_str().ok_or_else(|| Failure::new(format!("{name} is not valid UTF-8")))?;
            if is_service_link(&name[PREFIX.len()..], value) || CLIENT_VARIABLES.contains(&name) {
                continue;
            }
            let word = name[PREFIX.len()..].to_ascii_lowercase();
            if word == "config" {
                config.get_or_insert_with(|| value.into());
                continue;
            }
            let key = find(&word).filter(|_| name == environment_name(&word)).ok_or_else(|| {
                Failure::new(format!("{name} is not a setting; did you mean {}?", environment_name(nearest(&word))))
            })?;
            over.insert(key.name, raw_value(value, Source::Environment(name.to_owned())));
        }
        for (name, value) in flags {
            over.insert(name, raw_value(&value, Source::Flag(format!("--{}", name.replace('_', "-")))));
        }
        let data_dir = match over.get("data_dir") {
            Some(value) => Some(PathBuf::from(text(value))),
            None => home(environment),
        };
        let path = config.clone().or_else(|| data_dir.as_ref().map(|dir| dir.join("strongroom.toml")));
        let mut settings = match path {
            Some(path) => read_file(&path, config.is_some())?,
            None => BTreeMap::new(),
        };
        settings.extend(over);
        let data_dir = settings.get("data_dir").map(|value| PathBuf::from(text(value))).or(data_dir);
        let data_dir = data_dir.ok_or_else(|| Failure::new("the data folder is unknown; pass --data-dir"))?;
        let settings = Self { values: settings, data_dir, named_file: file.map(Path::to_owned) };
        settings.check_secrets_are_set_once()?;
        Ok(settings)
    }

    /// The data folder.
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// The configuration file named with `--config`.
    pub fn named_file(&self) -> Option<&Path> {
        self.named_file.as_deref()
    }

    /// A value, or its default.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(text).or_else(|| find(name)?.default)
    }

    /// Where the value of a secret came from: itself or its file.
    pub fn secret_source(&self, name: &str) -> Source {
        match self.source(name) {
            Source::Default => self.source(&format!("{name}_file")),
            source => source,
        }
    }

    /// Where a value came from.
    pub fn source(&self, name: &str) -> Source {
        self.values.get(name).map_or(Source::Default, |value| value.source.clone())
    }

    /// A secret, value inline or as a file. A trailing line break of the file is ignored.
    ///
    /// # Errors
    /// The file cannot be read, is empty or is not UTF-8.
    pub fn secret(&self, name: &str) -> Result<Option<Plaintext>, Failure> {
        if let Some(value) = self.values.get(name) {
            return Ok(Some(Plaintext::new(value.text.expose().to_vec())));
        }
        let Some(path) = self.get(&format!("{name}_file")) else { return Ok(None) };
        let fail = |error: io::Error| Failure::new(format!("{name}_file: cannot read {path} ({error})"));
        let content = Plaintext::new(std::fs::read(path).map_err(fail)?);
        let line = content.expose();
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() || std::str::from_utf8(line).is_err() {
            return Err(Failure::new(format!("{name}_file: {path} is empty or is not text")));
        }
        Ok(Some(Plaintext::new(line.to_vec())))
    }

    fn check_secrets_are_set_once(&self) -> Result<(), Failure> {
        for Setting { name, .. } in all_settings().filter(|setting| setting.secret) {
            let file = format!("{name}_file");
            if self.values.contains_key(name) && self.values.contains_key(file.as_str()) {
                let (inline, from_file) = (self.source(name), self.source(&file));
                return Err(Failure::new(format!(
                    "{name} ({inline}) and {file} ({from_file}) are both set; set only one of them"
                )));
            }
        }
        Ok(())
    }
}

fn raw_value(value: &str, source: Source) -> RawValue {
    RawValue { text: Plaintext::new(value.as_bytes().to_vec()), source }
}

fn text(value: &RawValue) -> &str {
    std::str::from_utf8(value.text.expose()).unwrap_or_default()
}

fn environment_name(name: &str) -> String {
    format!("{PREFIX}{}", name.to_ascii_uppercase())
}

fn home(environment: &[(OsString, OsString)]) -> Option<PathBuf> {
    let of = |name: &str| {
        environment.iter().find(|(n, _)| n == name).map(|(_, v)| PathBuf::from(v)).filter(|p| p.is_absolute())
    };
    of("XDG_DATA_HOME").or_else(|| Some(of("HOME")?.join(".local/share"))).map(|dir| dir.join("strongroom"))
}

/// Reads a file. Paths in it are relative to its folder: the same file must mean the same wherever the program is started.
fn read_file(path: &Path, required: bool) -> Result<BTreeMap<&'static str, RawValue>, Failure> {
    let shown = path.display();
    let content = match std::fs::read_to_string(path) {
        Ok(content) => content,
        Err(error) if !required && matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(BTreeMap::new());
        }
        Err(error) => return Err(Failure::new(format!("cannot read the configuration file {shown} ({error})"))),
    };
    // The parser's message quotes the line, which may contain a secret; report only the line number.
    let table: toml::Table = content.parse().map_err(|error: toml::de::Error| {
        let line =
            error.span().map_or(1, |span| content.get(..span.start).unwrap_or_default().matches('\n').count() + 1);
        Failure::new(format!("the configuration file {shown} is not valid TOML near line {line}"))
    })?;
    let mut settings = BTreeMap::new();
    for (name, value) in table {
        let key = find(&name).ok_or_else(|| {
            Failure::new(format!("{shown}: {name} is not a setting; did you mean {}?", nearest(&name)))
        })?;
        let entries = value.as_array().map(Vec::as_slice).unwrap_or_default();
        if entries.iter().filter_map(toml::Value::as_str).any(|entry| entry.contains(',')) {
            // It would be read as two.
            return Err(Failure::new(format!("{shown}: an entry of {name} must not contain a comma")));
        }
        let value = match value {
            toml::Value::String(text) => Some(text),
            toml::Value::Integer(number) => Some(number.to_string()),
            toml::Value::Array(list) => {
                list.iter().map(toml::Value::as_str).collect::<Option<Vec<_>>>().map(|list| list.join(","))
            }
            _ => None,
        };
        let rule = if key.value == COUNT { "a number" } else { "a string" };
        let mut value = value.ok_or_else(|| Failure::new(format!("{shown}: {name} must be {rule}")))?;
        if key.is_path() && !value.is_empty() {
            let folder = path.parent().unwrap_or(Path::new(""));
            let found = std::path::absolute(folder.join(&value)).ok();
            let found = found.as_deref().and_then(Path::to_str).map(str::to_owned);
            value = found.ok_or_else(|| Failure::new(format!("{shown}: {name} must be a path in UTF-8")))?;
        }
        settings.insert(key.name, raw_value(&value, Source::File(path.to_owned())));
    }
    Ok(settings)
}
