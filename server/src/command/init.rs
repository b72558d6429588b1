//! `strongroom init`: a new installation, its root key, its first administrator.

use super::{block_on, open};
use crate::{Failure, config::Config, folder::DataFolder, root, tls::Authority};
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
pub fn init(config: &Config, as_json: bool, serves: bool) -> Result<ExitCode, Failure> {
    crate::log::start(if serves { &config.log } else { "warn" }, config.log_format)?;
    let made = block_on(make(config))?;
    let text = if as_json { machine(config, &made)? } else { human(config, &made, serves) };
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
const START: &str = "\nStart it: strongroom serve --data-dir {dir}\n\nThen:\n";
/// What to do next.
const NEXT_STEPS: &str = include_str!("next_steps.txt");

fn human(config: &Config, made: &Initialized, serves: bool) -> String {
    let dir = config.data_dir.display().to_string();
    let (ca, root) = (config.ca_file().display().to_string(), config.root_key_file.display().to_string());
    let (console, api) = (config.console.socket.to_string(), config.api.socket.to_string());
    let fields = [
        ("{dir}", dir.as_str()),
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
    let start = if serves { "\nNext:\n" } else { START };
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
