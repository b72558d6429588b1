//! The policy of a secret itself. The vendor has one per secret, named `default`.

use crate::aliyun::{
    AliyunError, AliyunRequest, ResponseBody,
    parameters::{Parameter, kept},
};
use strongroom_core::ops::secrets::{GetSecretPolicy, SetSecretPolicy};

pub(super) const GET: &[Parameter] = &[kept("SecretName"), kept("PolicyName")];

pub(super) async fn get(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    require_default_name(request)?;
    let (document, _) = request.run(&GetSecretPolicy { name: request.secret_name()? }).await?;
    let document = document.unwrap_or_else(|| default_document(&request.caller.account));
    Ok(request.respond(|f| f.text("Policy", &document)))
}

/// The policy that the vendor gives a new secret or key. It leaves every decision to the policies of users and groups, as no
/// policy does here.
pub(super) fn default_document(account: &str) -> String {
    let principal = format!(r#"{{"RAM":["acs:ram::{account}:*"]}}"#);
    format!(
        r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Principal":{principal},"Action":["kms:*"],"Resource":["*"]}}]}}"#
    )
}

pub(super) const SET: &[Parameter] = &[kept("SecretName"), kept("Policy"), kept("PolicyName")];

pub(super) async fn set(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    require_default_name(request)?;
    let document = Some(request.params.required("Policy")?.to_owned());
    request.run(&SetSecretPolicy { name: request.secret_name()?, document }).await?;
    Ok(request.respond(|_| {}))
}

pub(super) fn require_default_name(request: &AliyunRequest<'_>) -> Result<(), AliyunError> {
    match request.params.optional("PolicyName") {
        None | Some("default") => Ok(()),
        Some(_) => Err(AliyunError::resource_not_found()),
    }
}
