//! STS: temporary credentials of roles, and the identity of the caller.

mod error;

use super::operations;
use crate::aliyun::{
    AliyunError, AliyunRequest, ResponseBody,
    parameters::{Parameter, kept, refused},
    time,
};
use error::{from_core, invalid};
use strongroom_core::ops::sts::{AssumeRole, GetCallerIdentity};
use strongroom_domain::{ExternalId, SessionName, limits, parse_role_arn};

operations! {
    "AssumeRole": AssumeRole, ASSUME_ROLE, |r| assume_role(r).await;
    "GetCallerIdentity": GetCallerIdentity, &[], |r| get_caller_identity(r).await;
}

// The vendor's trail shows a source identity; ours shows the caller itself.
const ASSUME_ROLE: &[Parameter] = &[
    kept("RoleArn"),
    kept("RoleSessionName"),
    kept("DurationSeconds"),
    kept("Policy"),
    kept("ExternalId"),
    refused("SourceIdentity", &[]),
];

async fn assume_role(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let params = request.params;
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
