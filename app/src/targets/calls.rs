//! Server functions for targets. No password comes back from any of them.

use super::dto::{CurrentCredential, ManagerDraft, PlaceDraft, TargetCheck, TargetDetail, TargetList};
use crate::error::UiError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::dto::{RehearsalCheck, TargetLine};
#[cfg(feature = "ssr")]
use crate::{
    door::{self, Plaintext, ops::targets as op, redirect_plain_form},
    error::ErrorKind,
    line_ends::unix_lines,
    paths,
    principals::confirmed,
};
#[cfg(feature = "ssr")]
use strongroom_domain::{
    AccessKeyId, AccountName, Action, DatabaseName, Field, FieldError, Form, Problem, Strategy, TargetHost, TargetKind,
    TargetName, Trust, Unit, limits,
};

/// Targets whose names follow `after`.
#[server]
pub async fn list_targets(after: Option<String>) -> Result<TargetList, UiError> {
    let after = after.filter(|name| !name.is_empty()).map(|name| TargetName::new(&name)).transpose()?;
    let (targets, more) = door::call(op::ListTargets { after, limit: limits::PAGE }).await?;
    Ok(TargetList { targets: targets.into_iter().map(line).collect(), more })
}

/// One target, and the secrets that rotate at it.
#[server]
pub async fn load_target(name: String) -> Result<TargetDetail, UiError> {
    Ok(detail(door::call(op::DescribeTarget { name: TargetName::new(&name)? }).await?))
}

/// Refuses the form for a new target to those who may not create one.
#[server]
pub async fn begin_target() -> Result<(), UiError> {
    door::required(Action::CreateTarget).await
}

/// One target, for those who may change it.
#[server]
pub async fn load_target_form(name: String) -> Result<TargetDetail, UiError> {
    door::required(Action::UpdateTarget).await?;
    load_target(name).await
}

/// Creates a target and redirects to its page, or with `for_secret` to the form for a secret that rotates there.
#[server]
pub async fn create_target(
    name: String,
    kind: String,
    at: PlaceDraft,
    #[server(default)] manager: ManagerDraft,
    #[server(default)] for_secret: bool,
) -> Result<String, UiError> {
    let name = TargetName::new(name.trim())?;
    let kind = TargetKind::from_word(&kind).ok_or_else(unknown_kind)?;
    let connection = connection(&at)?;
    let none = manager.account.trim().is_empty() && manager.has_no_proof();
    let manager = if none { None } else { Some(new_manager(manager)?) };
    let name = door::call(op::CreateTarget { name, kind, connection, manager }).await?.name.to_string();
    redirect_plain_form(&if for_secret { paths::new_managed(Some(&name)) } else { paths::target(&name) });
    Ok(name)
}

/// Changes where a target is, and its managing account if that is another one or a password is given.
#[server]
pub async fn update_target(
    name: String,
    at: PlaceDraft,
    #[server(default)] manager: ManagerDraft,
) -> Result<String, UiError> {
    let name = TargetName::new(&name)?;
    let connection = Some(connection(&at)?);
    let same = manager.account.trim() == manager.was.trim() && manager.has_no_proof();
    let manager = if same { None } else { Some(new_manager(manager)?) };
    door::call(op::UpdateTarget { name: name.clone(), connection, manager }).await?;
    redirect_plain_form(&paths::target(name.as_str()));
    Ok(name.into())
}

/// Deletes a target at which no secret rotates. `confirm` must be its name.
#[server]
pub async fn delete_target(name: String, #[server(default)] confirm: String) -> Result<String, UiError> {
    confirmed("target", &name, &confirm)?;
    door::call(op::DeleteTarget { name: TargetName::new(&name)? }).await?;
    redirect_plain_form(paths::TARGETS);
    Ok(name)
}

/// Logs in to a target with its managing account; with an account, also asks whether its rotation is allowed there. `rehearse`
/// rotates a scratch account in the same way; what was typed for the account is tried.
#[server]
pub async fn test_target(
    name: String,
    #[server(default)] strategy: String,
    #[server(default)] account: String,
    #[server(default)] rehearse: bool,
    #[server(flatten)] current: CurrentCredential,
) -> Result<TargetCheck, UiError> {
    let account = Some(account.trim()).filter(|account| !account.is_empty()).map(AccountName::new).transpose()?;
    if rehearse && account.is_none() {
        let problem = Problem::Length { min: 1, max: limits::ACCOUNT_NAME, unit: Unit::Characters };
        return Err(FieldError::new(Field::AccountName, problem).into());
    }
    let for_account = match account.clone() {
        Some(account) => Some((Strategy::from_word(&strategy).ok_or_else(|| choice(Field::Strategy))?, account)),
        None => None,
    };
    let strategy = for_account.as_ref().map(|(strategy, _)| *strategy);
    let proof = if account.is_some() { proof(current)? } else { None };
    let op = op::TestTarget { name: TargetName::new(&name)?, for_account, rehearse, proof };
    let tested = door::test_target(&op).await?;
    let op::TestedTarget { accepted, account_accepted, missing, version, rehearsed, failed_at, left, trouble } = tested;
    Ok(TargetCheck {
        accepted,
        account: account.map(String::from),
        account_accepted,
        missing,
        version: version.filter(|version| !version.is_empty()),
        trouble,
        rehearsal: rehearsed.and(strategy).map(|strategy| RehearsalCheck { strategy, failed_at, left }),
    })
}

/// What was typed for the account, if anything was.
#[cfg(feature = "ssr")]
fn proof(current: CurrentCredential) -> Result<Option<op::AccountProof>, UiError> {
    let CurrentCredential { password, key_id, private_key } = current;
    let secret = Plaintext::new(password.into_bytes());
    Ok(Some(match (key_id.trim(), private_key.trim().is_empty()) {
        (_, false) => op::AccountProof::PrivateKey(Plaintext::new(unix_lines(&private_key).into_bytes())),
        _ if secret.is_empty() => return Ok(None),
        ("", true) => op::AccountProof::Password(secret),
        (id, true) => op::AccountProof::AccessKey { id: AccessKeyId::new(id)?, secret },
    }))
}

#[cfg(feature = "ssr")]
fn choice(field: Field) -> FieldError {
    FieldError::new(field, Problem::Malformed(Form::Choice))
}

#[cfg(feature = "ssr")]
fn unknown_kind() -> UiError {
    UiError::new(ErrorKind::Invalid, "Choose a kind of target.")
}

#[cfg(feature = "ssr")]
fn new_manager(draft: ManagerDraft) -> Result<op::NewManager, UiError> {
    let ManagerDraft { account, password, private_key, key_id, .. } = draft;
    let (password, key) = (Plaintext::new(password.into_bytes()), Plaintext::new(private_key.into_bytes()));
    let account = AccountName::new(account.trim())?;
    if !key_id.trim().is_empty() {
        return Ok(op::NewManager::with_access_key(account, &AccessKeyId::new(key_id.trim())?, password));
    }
    let is_key = key.expose().iter().any(|byte| !byte.is_ascii_whitespace());
    match (is_key, password.is_empty()) {
        (false, _) => Ok(op::NewManager::with_password(account, password)),
        (true, true) => Ok(op::NewManager::with_private_key(account, key)),
        (true, false) => Err(choice(Field::ManagerSecret).into()),
    }
}

#[cfg(feature = "ssr")]
fn connection(at: &PlaceDraft) -> Result<op::TargetConnection, UiError> {
    let PlaceDraft { host, port, database, sts, trust, certificates, host_key } = at;
    let host = TargetHost::new(host.trim())?;
    let port = match port.trim() {
        "" => None,
        port => Some(port.parse().map_err(|_| FieldError::new(Field::TargetPort, Problem::Malformed(Form::Port)))?),
    };
    // Without scripts both fields are there, whatever was chosen.
    let database = match (database.trim(), sts.trim()) {
        ("", "") => None,
        (name, "") | ("", name) => Some(DatabaseName::new(name)?),
        _ => return Err(choice(Field::DatabaseName).into()),
    };
    let trust = match trust.as_str() {
        "system" => Trust::SystemAuthorities,
        "ca" => Trust::Authorities(unix_lines(certificates)),
        "host-key" => Trust::HostKey(host_key.trim().to_owned()),
        "plain" => Trust::Plain,
        _ => return Err(choice(Field::TargetTrust).into()),
    };
    Ok(op::TargetConnection { host, port, database, trust })
}

#[cfg(feature = "ssr")]
fn line(listed: op::ListedTarget) -> TargetLine {
    let op::ListedTarget { target, secrets } = listed;
    TargetLine {
        name: target.name.into(),
        kind: target.kind,
        host: target.host.into(),
        port: target.port,
        proof: (&target.trust).into(),
        manager: target.manager.map(String::from),
        secrets,
    }
}

#[cfg(feature = "ssr")]
fn detail(described: op::DescribedTarget) -> TargetDetail {
    let op::DescribedTarget { target, used_by, more } = described;
    TargetDetail {
        id: target.id.to_string(),
        name: target.name.into(),
        kind: target.kind,
        host: target.host.into(),
        port: target.port,
        database: target.database.map(String::from),
        trust: target.trust,
        manager: target.manager.map(String::from),
        creator: target.creator,
        created: target.created.0,
        updated: target.updated.0,
        revision: target.revision,
        used_by: used_by.into_iter().map(String::from).collect(),
        more,
    }
}
