//! STS: temporary credentials of roles, and who one is.

use super::{Caller, time};
use crate::aliyun::{AliyunError, Rendered};
use strongroom_core::{
    CoreError,
    ops::sts::{AssumeRole, GetCallerIdentity},
};
use strongroom_domain::{ExternalId, FieldError, SessionName, limits, parse_role_arn};

/// Runs the operation of this name.
pub(super) async fn run(caller: &Caller<'_>, action: &str) -> Result<Rendered, AliyunError> {
    match action {
        "AssumeRole" => assume(caller).await,
        "GetCallerIdentity" => whoami(caller).await,
        _ => Err(AliyunError::invalid_action()),
    }
}

async fn assume(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let params = caller.params;
    // It would be shown in the trail of the vendor; here the caller itself is.
    if params.optional("SourceIdentity").is_some() {
        return Err(AliyunError::invalid_parameter("SourceIdentity", "must be absent: this server does not have it"));
    }
    let duration_s = params.integer("DurationSeconds", limits::SESSION_MIN..=limits::ROLE_SESSION_MAX);
    let op = AssumeRole {
        role: parse_role_arn(&caller.account, params.required("RoleArn")?).map_err(invalid)?,
        session: SessionName::new(params.required("RoleSessionName")?).map_err(invalid)?,
        duration_s: duration_s
            .map_err(|error| AliyunError { code: "InvalidParameter.DurationSeconds", ..error.into() })?,
        policy: params.optional("Policy").map(str::to_owned),
        external: params.optional("ExternalId").map(ExternalId::new).transpose().map_err(invalid)?,
    };
    let session = caller.run(&op).await.map_err(error)?;
    let secret = String::from_utf8_lossy(session.secret.expose());
    Ok(caller.answer("AssumeRole", |f| {
        f.object("Credentials", |f| {
            f.text("AccessKeyId", session.id.as_str());
            f.text("AccessKeySecret", &secret);
            f.text("SecurityToken", &session.token);
            time(f, "Expiration", session.expires);
        });
        f.object("AssumedRoleUser", |f| {
            f.text("Arn", &session.arn);
            f.text("AssumedRoleId", &session.principal_id);
        });
    }))
}

async fn whoami(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let facts = caller.run(&GetCallerIdentity).await.map_err(error)?;
    Ok(caller.answer("GetCallerIdentity", |f| {
        f.text("AccountId", &caller.account);
        f.text("Arn", &facts.arn);
        f.text("PrincipalId", &facts.principal_id);
        match facts.role {
            Some(role) => {
                f.text("IdentityType", "AssumedRoleUser");
                f.text("RoleId", &role.to_string());
            }
            None => {
                f.text("IdentityType", "RAMUser");
                f.text("UserId", &facts.principal_id);
            }
        }
    }))
}

/// STS has a code for each parameter.
fn invalid(field: FieldError) -> AliyunError {
    let code = match &*field.field {
        "RoleArn" => "InvalidParameter.RoleArn",
        "RoleSessionName" => "InvalidParameter.RoleSessionName",
        "DurationSeconds" => "InvalidParameter.DurationSeconds",
        "ExternalId" => "InvalidParameter.ExternalId",
        "Policy" if field.rule.ends_with("(V11)") => "InvalidParameter.PolicySize",
        "Policy" => "InvalidParameter.PolicyGrammar",
        _ => "InvalidParameter",
    };
    AliyunError { code, ..AliyunError::invalid_parameter(&field.field, &field.rule) }
}

/// The core's errors in the words of STS; those that are not about roles are those of KMS.
fn error(error: CoreError) -> AliyunError {
    let say = |status, code, message: &'static str| AliyunError { status, code, message: message.into() };
    match error {
        CoreError::Invalid(field) => invalid(field),
        CoreError::Denied | CoreError::StepUp => say(403, "NoPermission", "You are not authorized to do this action."),
        CoreError::NotFound(_) => say(404, "EntityNotExist.Role", "The role does not exist."),
        CoreError::Exists(_)
        | CoreError::Deleting
        | CoreError::VersionTaken
        | CoreError::Conflict
        | CoreError::Limit(_)
        | CoreError::KeyDisabled
        | CoreError::InUse(_)
        | CoreError::Unauthenticated(_)
        | CoreError::NonceUsed
        | CoreError::Throttled(_)
        | CoreError::Sealed
        | CoreError::Unavailable
        | CoreError::Internal(_) => error.into(),
    }
}
