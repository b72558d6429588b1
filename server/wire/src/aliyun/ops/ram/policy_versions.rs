//! Versions of policies: `v1`, `v2`, ….

use super::Caller;
use crate::aliyun::{AliyunError, Fields, Rendered, ops::time};
use strongroom_core::ops::policies::{
    CreatePolicyVersion, DeletePolicyVersion, GetPolicyVersion, ListPolicyVersions, PolicyVersion,
    SetDefaultPolicyVersion,
};

pub(super) fn id(number: u32) -> String {
    format!("v{number}")
}

/// VersionId: the one spelling that [`id`] writes.
fn number(caller: &Caller<'_>) -> Result<u32, AliyunError> {
    let text = caller.params.required("VersionId")?;
    let number = text.strip_prefix('v').and_then(|digits| digits.parse().ok());
    number.filter(|number| *number > 0 && id(*number) == text).ok_or_else(|| AliyunError {
        code: "InvalidParameter.VersionId.Format",
        ..AliyunError::invalid_parameter("VersionId", "must be v and a number, such as v1")
    })
}

pub(super) fn fields(f: &mut Fields<'_>, version: &PolicyVersion, document: &str) {
    f.text("VersionId", &id(version.number));
    f.flag("IsDefaultVersion", version.default);
    if let Some(created) = version.created {
        time(f, "CreateDate", created);
    }
    f.text("PolicyDocument", document);
}

pub(super) async fn create(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let rotate = match caller.params.optional("RotateStrategy") {
        None | Some("None") => false,
        Some("DeleteOldestNonDefaultVersionWhenLimitExceeded") => true,
        Some(_) => {
            let rule = "must be None or DeleteOldestNonDefaultVersionWhenLimitExceeded";
            return Err(AliyunError::invalid_parameter("RotateStrategy", rule));
        }
    };
    let op = CreatePolicyVersion {
        name: caller.policy_name()?,
        document: caller.params.required("PolicyDocument")?.to_owned(),
        set_default: caller.params.flag("SetAsDefault")?.unwrap_or(false),
        rotate,
        expect: None,
    };
    let version = caller.ram(&op).await?;
    Ok(caller.answer("CreatePolicyVersion", |f| {
        f.object("PolicyVersion", |f| fields(f, &version, &op.document));
    }))
}

pub(super) async fn get(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let text = caller.ram(&GetPolicyVersion { policy: caller.policy()?, number: number(caller)? }).await?;
    Ok(caller.answer("GetPolicyVersion", |f| {
        f.object("PolicyVersion", |f| fields(f, &text.version, &text.document));
    }))
}

pub(super) async fn delete(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    caller.ram(&DeletePolicyVersion { name: caller.policy_name()?, number: number(caller)? }).await?;
    Ok(caller.answer("DeletePolicyVersion", |_| {}))
}

pub(super) async fn list(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let texts = caller.ram(&ListPolicyVersions { policy: caller.policy()? }).await?;
    Ok(caller.answer("ListPolicyVersions", |f| {
        f.objects("PolicyVersions", "PolicyVersion", &texts, |f, text| fields(f, &text.version, &text.document));
    }))
}

pub(super) async fn set_default(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    caller.ram(&SetDefaultPolicyVersion { name: caller.policy_name()?, number: number(caller)? }).await?;
    Ok(caller.answer("SetDefaultPolicyVersion", |_| {}))
}
