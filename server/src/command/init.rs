//! `strongroom init`: a new installation, its root key, its first administrator.

use super::{block_on, open};
use crate::{
    Failure,
    config::{Config, Settings, Source, keys},
    folder::DataFolder,
    root,
    tls::Authority,
};
use serde_json::json;
use std::process::ExitCode;
use strongroom_core::{
    CoreError, Initialized, NewInstallation, Plaintext,
    ports::{Clock, Store, SystemClock},
};

/// Makes an installation and prints what is shown only once; what to do next depends on whether this program serves it then.
///
/// # Errors
/// There is an installation already; the folder, the root key or the database cannot be made.
pub fn init(settings: &Settings, as_json: bool, serves: bool) -> Result<ExitCode, Failure> {
    let config = &Config::new(settings)?;
    crate::log::start(if serves { &config.log } else { "warn" }, config.log_format)?;
    let made = block_on(make(config))?;
    let start = (!serves).then(|| serve_with(settings));
    let text = if as_json { machine(config, &made)? } else { human(config, &made, start) };
    print!("{text}");
    Ok(ExitCode::SUCCESS)
}

async fn make(config: &Config) -> Result<Initialized, Failure> {
    let folder = DataFolder::create(&config.data_dir)?;
    let (store, engine) = open(config).await?;
    if store.installation().await.map_err(CoreError::from)?.is_some() {
        return Err(taken(config));
    }
    let key = root::create(config)?;
    if config.certificate.is_none() {
        Authority::load_or_create(&config.tls_dir(), SystemClock.now())?;
    }
    let new = NewInstallation { region: config.region.clone(), admin: config.admin_name.clone() };
    let made = engine.initialize(&key, &new).await.map_err(|error| match error {
        CoreError::Exists(_) => taken(config),
        other => other.into(),
    });
    store.close().await;
    drop(folder);
    made
}

fn taken(config: &Config) -> Failure {
    let place = match config.database {
        Some(_) => "the database".to_owned(),
        None => config.data_dir.display().to_string(),
    };
    Failure::new(format!(
        "{place} holds an installation already; nothing was changed. Start it with: strongroom serve --data-dir {}",
        config.data_dir.display()
    ))
}

fn machine(config: &Config, made: &Initialized) -> Result<String, Failure> {
    let object = json!({
        "account_id": made.account,
        "region": config.region,
        "admin_user": config.admin_name.as_str(),
        "admin_password": text(&made.password),
        "access_key_id": made.access_key.as_str(),
        "access_key_secret": text(&made.access_key_secret),
        "ca_file": config.ca_file(),
    });
    let object = serde_json::to_string_pretty(&object);
    object.map(|object| object + "\n").map_err(|_| Failure::new("the path of the CA file is not valid UTF-8"))
}

/// What to do first where the program ends here; words in braces are filled in.
const START: &str = "\nStart it: strongroom serve --data-dir {dir}{with}\n\nThen:\n";
/// What to do next.
const NEXT_STEPS: &str = include_str!("next_steps.txt");

/// Flags of this command line that `serve` needs too, as a shell reads them.
fn serve_with(settings: &Settings) -> String {
    let file = settings.named_file().map(|file| ("config", file.display().to_string()));
    let flags = keys().filter(|key| !ONLY_HERE.contains(&key.name));
    let flags = flags.filter(|key| matches!(settings.source(key.name), Source::Flag(_)));
    let flags = flags.filter_map(|key| Some((key.name, settings.get(key.name)?.to_owned())));
    let written = |(name, value): (&str, String)| format!(" --{} {}", name.replace('_', "-"), quoted(&value));
    file.into_iter().chain(flags).map(written).collect()
}

/// The data folder is in the command already, the others matter to a new installation alone.
const ONLY_HERE: [&str; 3] = ["data_dir", "region", "admin_name"];

fn quoted(value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:,@+=%".contains(c);
    match !value.is_empty() && value.chars().all(plain) {
        true => value.to_owned(),
        false => format!("'{}'", value.replace('\'', r"'\''")),
    }
}

/// `with`: flags of the command that starts the server, where somebody has to.
fn human(config: &Config, made: &Initialized, with: Option<String>) -> String {
    let start = if with.is_some() { START } else { "\nNext:\n" };
    let with = with.unwrap_or_default();
    let dir = config.data_dir.display().to_string();
    let (ca, root) = (config.ca_file().display().to_string(), config.root_key_file.display().to_string());
    let (console, api) = (config.console.socket.to_string(), config.api_endpoint(config.api.socket));
    let fields = [
        ("{dir}", dir.as_str()),
        ("{with}", &with),
        ("{account}", &made.account),
        ("{region}", &config.region),
        ("{user}", config.admin_name.as_str()),
        ("{password}", text(&made.password)),
        ("{id}", made.access_key.as_str()),
        ("{secret}", text(&made.access_key_secret)),
        ("{ca}", &ca),
        ("{root}", &root),
        ("{console}", &console),
        ("{api}", &api),
    ];
    fields.iter().fold([MADE, start, NEXT_STEPS].concat(), |text, (field, value)| text.replace(field, value))
}

const MADE: &str = "A new installation lies in {dir}. What follows is shown only once; keep it.

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
