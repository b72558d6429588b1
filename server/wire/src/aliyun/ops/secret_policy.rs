//! The policy a secret itself carries; the vendor knows one of each, named `default`.

use super::Caller;
use crate::aliyun::{AliyunError, Rendered};
use strongroom_core::ops::secrets::{GetSecretPolicy, SetSecretPolicy};

pub(super) async fn get(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    only_default(caller)?;
    let (document, _) = caller.run(&GetSecretPolicy { name: caller.secret()? }).await?;
    let document = document.unwrap_or_else(|| unset(&caller.account));
    Ok(caller.answer("GetSecretPolicy", |f| f.text("Policy", &document)))
}

/// What the vendor gives a new secret or key. It leaves everything to the policies of users and groups, as having none does here.
pub(super) fn unset(account: &str) -> String {
    let principal = format!(r#"{{"RAM":["acs:ram::{account}:*"]}}"#);
    format!(
        r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Principal":{principal},"Action":["kms:*"],"Resource":["*"]}}]}}"#
    )
}

pub(super) async fn set(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    only_default(caller)?;
    let document = Some(caller.params.required("Policy")?.to_owned());
    caller.run(&SetSecretPolicy { name: caller.secret()?, document, expect: None }).await?;
    Ok(caller.answer("SetSecretPolicy", |_| {}))
}

pub(super) fn only_default(caller: &Caller<'_>) -> Result<(), AliyunError> {
    match caller.params.optional("PolicyName") {
        None | Some("default") => Ok(()),
        Some(_) => Err(AliyunError::resource_not_found()),
    }
}
