//! `strongroom recover-admin`: an administrator signs in again, with nothing but the root key and the data.

use super::{block_on, open_initialised};
use crate::{Failure, config::Config, folder::DataFolder, root};
use std::process::ExitCode;
use strongroom_core::{
    CoreError,
    ops::system::{RecoverAdministrator, Recovered},
};
use strongroom_domain::UserName;

/// Gives an administrator a new password, printed once, and removes its second factors.
///
/// # Errors
/// No installation, the root key does not open it, or its server runs on this SQLite file: it would not notice. The user is no
/// administrator although others are.
pub fn recover_admin(config: &Config, name: &UserName) -> Result<ExitCode, Failure> {
    crate::log::start(&config.log, config.log_format)?;
    print!("{}", block_on(recover(config, name))?);
    Ok(ExitCode::SUCCESS)
}

async fn recover(config: &Config, name: &UserName) -> Result<String, Failure> {
    // Servers on PostgreSQL notice within a second what others change; one on SQLite is alone.
    let _folder = match config.database {
        Some(_) => None,
        None => Some(DataFolder::open(&config.data_dir)?),
    };
    let (store, engine) = open_initialised(config).await?;
    engine.unseal(&root::load(config)?).await.map_err(|error| root::failed(config, error))?;
    let recovered = engine.call(&engine.operator_call()?, &RecoverAdministrator { name: name.clone() }).await;
    store.close().await;
    let recovered = recovered.map_err(|error| match error {
        CoreError::Denied => Failure::new(format!(
            "{name} cannot be made an administrator this way; nothing was changed. Others are administrators, or policies of {name} \
             deny it. Name an administrator, or a new name to create one: strongroom recover-admin NAME"
        )),
        other => other.into(),
    })?;
    Ok(report(&recovered))
}

fn report(recovered: &Recovered) -> String {
    let Recovered { name, password, created, attached, factors_removed } = recovered;
    let mut text = format!("The password of {name} is shown only once; change it after signing in.\n\n");
    text += &format!("  User      {name}\n  Password  {}\n\n", String::from_utf8_lossy(password.expose()));
    for (done, sentence) in [
        (*created, "The user was created with AdministratorAccess."),
        (*attached && !*created, "AdministratorAccess was attached: no administrator was left."),
        (*factors_removed, "Its second factors were removed: set up new ones."),
        (true, "Its sessions ended. AccessKeys were not changed: remove those that may be known to others."),
        (true, "This is recorded in the audit trail as RecoverAdministrator."),
    ] {
        if done {
            text += sentence;
            text.push('\n');
        }
    }
    text
}
