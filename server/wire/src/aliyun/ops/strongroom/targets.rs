//! Targets. No response holds what proves a managing account.

use super::{from_core, invalid, next_token};
use crate::aliyun::{
    AliyunError, AliyunRequest, ResponseBody,
    parameters::{Parameter, kept},
    time,
};
use crate::http::FieldWriter;
use strongroom_core::{
    Plaintext,
    facts::TargetFacts,
    ops::targets::{
        CreateTarget, DeleteTarget, DescribeTarget, ListTargets, NewManager, TargetConnection, TestTarget, UpdateTarget,
    },
};
use strongroom_domain::{
    AccessKeyId, AccountName, Action, DatabaseName, SecretName, TargetHost, TargetKind, TargetName, Trust,
};

/// Name of a function's signing key if none was given.
const SIGNING_KEY_NAME: &str = "strongroom";

/// Parameters that say where a target is. They are given together.
const CONNECTION: [&str; 7] = ["Host", "Port", "DatabaseName", "StsHost", "Trust", "CaCertificates", "HostKey"];

pub(super) const CREATE: &[Parameter] = &[
    kept("TargetName"),
    kept("TargetType"),
    kept("Host"),
    kept("Port"),
    kept("DatabaseName"),
    kept("StsHost"),
    kept("Trust"),
    kept("CaCertificates"),
    kept("HostKey"),
    kept("ManagerName"),
    kept("ManagerPassword"),
    kept("ManagerPrivateKey"),
    kept("ManagerAccessKeyId"),
    kept("ManagerAccessKeySecret"),
];

/// Of a function, `ManagerPassword` is the signing key; without one it is made here and told in this response alone.
pub(super) async fn create(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let name = request.target_name()?;
    let kind = TargetKind::from_word(request.params.required("TargetType")?);
    let kind = kind.filter(|kind| request.rotators.has(*kind)).ok_or_else(|| {
        let known: Vec<_> = TargetKind::ALL.into_iter().filter(|kind| request.rotators.has(*kind)).collect();
        let known = known.iter().map(|kind| kind.word()).collect::<Vec<_>>().join(", ");
        AliyunError::invalid_parameter("TargetType", format!("must be one of {known}"))
    })?;
    let (misplaced, rule) = match kind {
        TargetKind::Ram => ("DatabaseName", "must be absent when TargetType is ram"),
        _ => ("StsHost", "must be absent unless TargetType is ram"),
    };
    if request.params.optional(misplaced).is_some() {
        return Err(AliyunError::invalid_parameter(misplaced, rule));
    }
    let connection = connection(request)?;
    let (manager, made) = match kind {
        TargetKind::Function if request.params.get("ManagerPassword").is_none() => {
            signing_key(request, name_of_signing_key()?)?
        }
        TargetKind::Function => (manager(request, Some(name_of_signing_key()?))?, None),
        _ => (manager(request, None)?, None),
    };
    let target = request.run_own(&CreateTarget { name, kind, connection, manager }).await?;
    Ok(request.respond(|f| {
        f.object("Target", |f| fields(f, &target));
        signing_key_field(f, made.as_ref());
    }))
}

/// A signing key that is made now, and the same to be told. It gets this name unless the request has another.
fn signing_key(
    request: &AliyunRequest<'_>,
    name: AccountName,
) -> Result<(Option<NewManager>, Option<Plaintext>), AliyunError> {
    for name in ["ManagerPassword", "ManagerPrivateKey", "ManagerAccessKeyId", "ManagerAccessKeySecret"] {
        if request.params.get(name).is_some() {
            return Err(AliyunError::invalid_parameter(name, "must be absent when the signing key is made here"));
        }
    }
    let name = request.optional_field("ManagerName", AccountName::new)?.unwrap_or(name);
    let (manager, made) = NewManager::with_new_signing_key(name).map_err(from_core)?;
    Ok((Some(manager), Some(made)))
}

/// What a function's signing key is called at first, unless the request names it.
fn name_of_signing_key() -> Result<AccountName, AliyunError> {
    AccountName::new(SIGNING_KEY_NAME).map_err(invalid)
}

fn signing_key_field(f: &mut FieldWriter<'_>, made: Option<&Plaintext>) {
    f.optional_text("SigningKey", made.and_then(|key| std::str::from_utf8(key.expose()).ok()));
}

fn connection(request: &AliyunRequest<'_>) -> Result<TargetConnection, AliyunError> {
    Ok(TargetConnection {
        host: request.required_field("Host", TargetHost::new)?,
        port: request.params.integer("Port", 1..=65_535)?.and_then(|port| u16::try_from(port).ok()),
        database: match request.optional_field("StsHost", DatabaseName::new)? {
            Some(_) if request.params.optional("DatabaseName").is_some() => {
                return Err(AliyunError::invalid_parameter("DatabaseName", "must be absent when StsHost is given"));
            }
            Some(sts) => Some(sts),
            None => request.optional_field("DatabaseName", DatabaseName::new)?,
        },
        trust: trust(request)?,
    })
}

fn trust(request: &AliyunRequest<'_>) -> Result<Trust, AliyunError> {
    let word = request.params.required("Trust")?;
    let trust = match word {
        "system" => Trust::SystemAuthorities,
        "ca" => Trust::Authorities(request.params.required("CaCertificates")?.to_owned()),
        "host-key" => Trust::HostKey(request.params.required("HostKey")?.trim().to_owned()),
        "plain" => Trust::Plain,
        _ => return Err(AliyunError::invalid_parameter("Trust", "must be system, ca, host-key or plain")),
    };
    for (name, only) in [("CaCertificates", "ca"), ("HostKey", "host-key")] {
        if word != only && request.params.optional(name).is_some() {
            return Err(AliyunError::invalid_parameter(name, format!("must be absent unless Trust is {only}")));
        }
    }
    Ok(trust)
}

/// Ways to prove a managing account: the parameter that tells it from the others.
const PROOFS: [&str; 3] = ["ManagerPassword", "ManagerPrivateKey", "ManagerAccessKeyId"];

/// The managing account, if the request has one. It must be named unless there is a name for it.
fn manager(request: &AliyunRequest<'_>, name: Option<AccountName>) -> Result<Option<NewManager>, AliyunError> {
    let secret = |name| request.params.get(name).map(|text| Plaintext::new(text.as_bytes().to_vec()));
    let given: Vec<_> = PROOFS.into_iter().filter(|name| request.params.get(name).is_some()).collect();
    let named = request.optional_field("ManagerName", AccountName::new)?;
    let account = named.or(name.filter(|_| !given.is_empty()));
    let key_secret = secret("ManagerAccessKeySecret");
    let (account, proof) = match (account, given.as_slice()) {
        (None, []) if key_secret.is_none() => return Ok(None),
        (None, _) => return Err(AliyunError::missing_parameter("ManagerName")),
        (Some(_), []) => return Err(AliyunError::missing_parameter("ManagerPassword")),
        (Some(account), [proof]) => (account, *proof),
        (Some(_), [first, second, ..]) => {
            let rule = format!("must be absent when {first} is given");
            return Err(AliyunError::invalid_parameter(second, rule));
        }
    };
    if proof == "ManagerAccessKeyId" {
        let id = request.required_field(proof, AccessKeyId::new)?;
        let secret = key_secret.ok_or_else(|| AliyunError::missing_parameter("ManagerAccessKeySecret"))?;
        return Ok(Some(NewManager::with_access_key(account, &id, secret)));
    }
    if key_secret.is_some() {
        return Err(AliyunError::invalid_parameter(
            "ManagerAccessKeySecret",
            "must be absent without ManagerAccessKeyId",
        ));
    }
    let secret = secret(proof).ok_or_else(|| AliyunError::missing_parameter(proof))?;
    Ok(Some(match proof {
        "ManagerPassword" => NewManager::with_password(account, secret),
        _ => NewManager::with_private_key(account, secret),
    }))
}

fn fields(f: &mut FieldWriter<'_>, target: &TargetFacts) {
    f.text("TargetId", &target.id.to_string());
    f.text("TargetName", target.name.as_str());
    f.text("TargetType", target.kind.word());
    f.text("Host", target.host.as_str());
    f.number("Port", target.port.into());
    let database = if target.kind == TargetKind::Ram { "StsHost" } else { "DatabaseName" };
    f.optional_text(database, target.database.as_ref().map(DatabaseName::as_str));
    match &target.trust {
        Trust::SystemAuthorities => f.text("Trust", "system"),
        Trust::Authorities(pem) => {
            f.text("Trust", "ca");
            f.text("CaCertificates", pem);
        }
        Trust::HostKey(key) => {
            f.text("Trust", "host-key");
            f.text("HostKey", key);
        }
        Trust::Plain => f.text("Trust", "plain"),
    }
    f.optional_text("ManagerName", target.manager.as_ref().map(AccountName::as_str));
    f.text("Creator", &target.creator);
    time(f, "CreateTime", target.created);
    time(f, "UpdateTime", target.updated);
}

pub(super) const TARGET_ONLY: &[Parameter] = &[kept("TargetName")];

pub(super) async fn describe(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let found = request.run_own(&DescribeTarget { name: request.target_name()? }).await?;
    Ok(request.respond(|f| {
        f.object("Target", |f| fields(f, &found.target));
        f.texts("SecretNames", "SecretName", found.used_by.iter().map(SecretName::as_str));
        f.flag("IsTruncated", found.more);
    }))
}

pub(super) const LIST: &[Parameter] = &[kept("NextToken"), kept("MaxItems")];

pub(super) async fn list(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let engine = request.caller.engine;
    let limit = request.max_items()?;
    let after = request.params.optional("NextToken").map(|token| engine.read_marker(Action::ListTargets, token));
    let after = after.transpose().map_err(from_core)?;
    let after = after.as_deref().map(TargetName::new).transpose().map_err(invalid)?;
    let (targets, more) = request.run_own(&ListTargets { after, limit }).await?;
    let last = targets.last().filter(|_| more);
    let next = last.map(|listed| engine.make_marker(Action::ListTargets, listed.target.name.as_str()));
    let next = next.transpose().map_err(from_core)?;
    Ok(request.respond(|f| {
        f.objects("Targets", "Target", &targets, |f, listed| fields(f, &listed.target));
        next_token(f, next.as_deref());
    }))
}

pub(super) const UPDATE: &[Parameter] = &[
    kept("TargetName"),
    kept("Host"),
    kept("Port"),
    kept("DatabaseName"),
    kept("StsHost"),
    kept("Trust"),
    kept("CaCertificates"),
    kept("HostKey"),
    kept("ManagerName"),
    kept("ManagerPassword"),
    kept("ManagerPrivateKey"),
    kept("ManagerAccessKeyId"),
    kept("ManagerAccessKeySecret"),
    kept("NewSigningKey"),
];

/// With `NewSigningKey`, a function gets a signing key that is made here and told in this response alone.
pub(super) async fn update(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let moves = CONNECTION.iter().any(|name| request.params.optional(name).is_some());
    let name = request.target_name()?;
    let new_key = request.params.flag("NewSigningKey")?.unwrap_or(false);
    let unnamed = request.params.get("ManagerPassword").is_some() && request.params.optional("ManagerName").is_none();
    // A function's signing key keeps its name.
    let kept = match new_key || unnamed {
        true => {
            let target = request.run_own(&DescribeTarget { name: name.clone() }).await?.target;
            let kept = (target.kind == TargetKind::Function).then_some(target.manager);
            kept.map(|manager| manager.map_or_else(name_of_signing_key, Ok)).transpose()?
        }
        false => None,
    };
    let (manager, made) = match (new_key, kept) {
        (true, Some(kept)) => signing_key(request, kept)?,
        (true, None) => {
            return Err(AliyunError::invalid_parameter(
                "NewSigningKey",
                "must be absent unless the target is a function",
            ));
        }
        (false, kept) => (manager(request, kept)?, None),
    };
    let op = UpdateTarget { name, connection: moves.then(|| connection(request)).transpose()?, manager };
    if op.connection.is_none() && op.manager.is_none() {
        return Err(AliyunError::invalid_parameter("Host", "or ManagerName must be given"));
    }
    let target = request.run_own(&op).await?;
    Ok(request.respond(|f| {
        f.object("Target", |f| fields(f, &target));
        signing_key_field(f, made.as_ref());
    }))
}

pub(super) async fn delete(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    request.run_own(&DeleteTarget { name: request.target_name()? }).await?;
    Ok(request.respond(|_| {}))
}

pub(super) const TEST: &[Parameter] = &[kept("TargetName"), kept("Strategy"), kept("AccountName"), kept("Rehearse")];

/// What goes wrong at the target is the result of the test, not an error.
pub(super) async fn test(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let account = request.optional_field("AccountName", AccountName::new)?;
    let for_account = match (request.strategy()?, account) {
        (None, None) => None,
        (Some(strategy), Some(account)) => Some((strategy, account)),
        (None, Some(_)) => return Err(AliyunError::missing_parameter("Strategy")),
        (Some(_), None) => return Err(AliyunError::missing_parameter("AccountName")),
    };
    let rehearse = request.params.flag("Rehearse")?.unwrap_or(false);
    if rehearse && for_account.is_none() {
        return Err(AliyunError::missing_parameter("Strategy"));
    }
    let op = TestTarget { name: request.target_name()?, for_account, rehearse, proof: None };
    let tested = request.caller.test_target(&op, request.rotators).await.map_err(from_core)?;
    Ok(request.respond(|f| {
        if let Some(accepted) = tested.accepted {
            f.flag("ManagerAccepted", accepted);
        }
        f.optional_text("TargetVersion", tested.version.as_deref());
        // Without a version the rights were not asked for, or could not be.
        if tested.version.is_some() {
            f.texts("MissingRights", "Right", &tested.missing);
        }
        if let Some(succeeded) = tested.rehearsed {
            f.flag("Rehearsed", succeeded);
        }
        f.optional_text("LeftAccount", tested.left.as_deref());
        if let Some((cause, words)) = &tested.trouble {
            f.text("Cause", cause.word());
            f.text("Message", words);
        }
    }))
}
