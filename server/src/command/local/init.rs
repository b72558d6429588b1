//! `strongroom init`: creates an installation, its root key and its first administrator.

use super::{block_on, open};
use crate::{
    Failure,
    config::{Config, Settings, Source, all_settings},
    folder::DataFolder,
    log::LogFilter,
    root,
    tls::Authority,
};
use serde_json::json;
use std::process::ExitCode;
use strongroom_core::{
    CoreError, Initialized, NewInstallation, Plaintext,
    ports::{Clock, InstallationStore, SystemClock},
};

/// Creates an installation and prints its credentials, once. The next steps depend on whether this process goes on to serve it.
///
/// # Errors
/// An installation exists; or the folder, the root key or the database cannot be created.
pub fn init(settings: &Settings, as_json: bool, serves: bool) -> Result<ExitCode, Failure> {
    let config = &Config::new(settings)?;
    let filter = if serves { config.log.clone() } else { LogFilter::warnings() };
    crate::log::start(&filter, config.log_format)?;
    let created = block_on(create(config))?;
    let start = (!serves).then(|| serve_with(settings, config));
    let text = if as_json { to_json(config, &created)? } else { to_text(config, &created, start) };
    print!("{text}");
    Ok(ExitCode::SUCCESS)
}

async fn create(config: &Config) -> Result<Initialized, Failure> {
    let folder = DataFolder::create(&config.data_dir)?;
    let (store, engine) = open(config).await?;
    if store.installation().await.map_err(CoreError::from)?.is_some() {
        return Err(already_exists(config));
    }
    let key = root::create(config)?;
    if config.certificate.is_none() {
        Authority::load_or_create(&config.tls_dir(), &config.api_names, SystemClock.now())?;
    }
    let new = NewInstallation { region: config.region.clone(), admin: config.admin_name.clone() };
    let created = engine.initialize(&key, &new).await.map_err(|error| match error {
        CoreError::Exists(_) => already_exists(config),
        other => other.into(),
    });
    store.close().await;
    drop(folder);
    created
}

fn already_exists(config: &Config) -> Failure {
    let location = match config.database {
        Some(_) => "the database".to_owned(),
        None => config.data_dir.display().to_string(),
    };
    Failure::new(format!(
        "{location} already contains an installation; nothing was changed. Start it with: strongroom serve --data-dir {}",
        config.data_dir.display()
    ))
}

fn to_json(config: &Config, created: &Initialized) -> Result<String, Failure> {
    let object = json!({
        "account_id": created.account,
        "region": config.region,
        "admin_user": config.admin_name.as_str(),
        "admin_password": text(&created.password),
        "access_key_id": created.access_key.as_str(),
        "access_key_secret": text(&created.access_key_secret),
        "ca_file": config.ca_file(),
    });
    let object = serde_json::to_string_pretty(&object);
    object.map(|object| object + "\n").map_err(|_| Failure::new("the path of the CA file is not valid UTF-8"))
}

/// The first step when this process does not go on to serve; placeholders are in braces.
const START: &str = "\nStart it: strongroom serve --data-dir {dir}{with}\n\nThen:\n";
/// The next steps.
const NEXT_STEPS: &str = include_str!("next_steps.txt");

/// Flags of this command line that `serve` needs too, quoted for a shell. The database's address without its password.
fn serve_with(settings: &Settings, config: &Config) -> String {
    let file = settings.named_file().map(|file| ("config", file.display().to_string()));
    let flags = all_settings().filter(|setting| !INIT_ONLY.contains(&setting.name));
    let flags = flags.filter(|setting| matches!(settings.source(setting.name), Source::Flag(_)));
    let flags = flags.filter_map(|setting| {
        let value = match setting.name {
            "database_url" => config.database.as_ref()?.to_string(),
            name => settings.get(name)?.to_owned(),
        };
        Some((setting.name, value))
    });
    let written = |(name, value): (&str, String)| format!(" --{} {}", name.replace('_', "-"), quoted(&value));
    let line: String = file.into_iter().chain(flags).map(written).collect();
    let withheld = config.database.as_ref().is_some_and(|url| url.has_password())
        && matches!(settings.source("database_url"), Source::Flag(_));
    if withheld { line + PASSWORD_WITHHELD } else { line }
}

/// Behind the command that starts the server.
const PASSWORD_WITHHELD: &str =
    "\n  with the database's password in STRONGROOM_DATABASE_PASSWORD, or its file in database_password_file";

/// Flags not repeated: the data folder is in the command already, the others apply to `init` only.
const INIT_ONLY: [&str; 3] = ["data_dir", "region", "admin_name"];

fn quoted(value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:,@+=%".contains(c);
    match !value.is_empty() && value.chars().all(plain) {
        true => value.to_owned(),
        false => format!("'{}'", value.replace('\'', r"'\''")),
    }
}

/// `with`: flags for the `serve` command, if the server has to be started separately.
fn to_text(config: &Config, created: &Initialized, with: Option<String>) -> String {
    let start = if with.is_some() { START } else { "\nNext:\n" };
    let with = with.unwrap_or_default();
    let dir = config.data_dir.display().to_string();
    let (ca, root) = (config.ca_file().display().to_string(), config.root_key_file.display().to_string());
    let (console, api) = (config.console.socket.to_string(), config.api_endpoint(config.api.socket));
    let fields = [
        ("{dir}", dir.as_str()),
        ("{with}", &with),
        ("{account}", &created.account),
        ("{region}", &config.region),
        ("{user}", config.admin_name.as_str()),
        ("{password}", text(&created.password)),
        ("{id}", created.access_key.as_str()),
        ("{secret}", text(&created.access_key_secret)),
        ("{ca}", &ca),
        ("{root}", &root),
        ("{console}", &console),
        ("{api}", &api),
    ];
    fields.iter().fold([CREATED, start, NEXT_STEPS].concat(), |text, (field, value)| text.replace(field, value))
}

const CREATED: &str = "Created a new installation in {dir}. These credentials are shown only once; keep them.

  Account              {account} (region {region})
  User                 {user}
  First password       {password}
  AccessKey id         {id}
  AccessKey secret     {secret}
  CA certificate       {ca}
";

fn text(secret: &Plaintext) -> &str {
    std::str::from_utf8(secret.expose()).unwrap_or_default()
}
