//! STS: temporary credentials of roles, and the identity of the caller.

mod error;

use crate::aliyun::{AliyunError, AliyunRequest, ResponseBody, time};
use error::{from_core, invalid};
use strongroom_core::ops::sts::{AssumeRole, GetCallerIdentity};
use strongroom_domain::{ExternalId, SessionName, limits, parse_role_arn};

/// Runs the operation that the request names.
pub(super) async fn run(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    match request.action {
        "AssumeRole" => assume_role(request).await,
        "GetCallerIdentity" => get_caller_identity(request).await,
        _ => Err(AliyunError::invalid_action()),
    }
}

async fn assume_role(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let params = request.params;
    // The vendor's trail shows it; ours shows the caller itself.
    if params.optional("SourceIdentity").is_some() {
        return Err(AliyunError::invalid_parameter("SourceIdentity", "is not supported and must be absent"));
    }
    let duration_s = params.integer("DurationSeconds", limits::SESSION_MIN..=limits::ROLE_SESSION_MAX);
    let op = AssumeRole {
        role: parse_role_arn(&request.caller.account, params.required("RoleArn")?).map_err(invalid)?,
        session: SessionName::new(params.required("RoleSessionName")?).map_err(invalid)?,
        duration_s: duration_s
            .map_err(|error| AliyunError { code: "InvalidParameter.DurationSeconds", ..error.into() })?,
        policy: params.optional("Policy").map(str::to_owned),
        external: params.optional("ExternalId").map(ExternalId::new).transpose().map_err(invalid)?,
    };
    let session = request.run(&op).await.map_err(from_core)?;
    let secret = String::from_utf8_lossy(session.secret.expose());
    Ok(request.respond(|f| {
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

async fn get_caller_identity(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let facts = request.run(&GetCallerIdentity).await.map_err(from_core)?;
    Ok(request.respond(|f| {
        f.text("AccountId", &request.caller.account);
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
