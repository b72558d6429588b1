//! The policy a customer's key itself carries; as with secrets there is one of each, named `default`.

use super::{
    Caller, keys,
    secret_policy::{only_default, unset},
};
use crate::aliyun::{AliyunError, Rendered};
use strongroom_core::ops::keys::{GetKeyPolicy, SetKeyPolicy};

pub(super) async fn get(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    only_default(caller)?;
    let (document, _) = caller.run(&GetKeyPolicy { id: keys::key_id(caller)? }).await?;
    let document = document.unwrap_or_else(|| unset(&caller.account));
    Ok(caller.answer("GetKeyPolicy", |f| f.text("Policy", &document)))
}

pub(super) async fn set(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    only_default(caller)?;
    let document = Some(caller.params.required("Policy")?.to_owned());
    caller.run(&SetKeyPolicy { id: keys::key_id(caller)?, document, expect: None }).await?;
    Ok(caller.answer("SetKeyPolicy", |_| {}))
}
