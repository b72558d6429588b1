//! Versions of policies: `v1`, `v2`, ….

use crate::aliyun::{
    AliyunError, AliyunRequest, ResponseBody,
    parameters::{Parameter, ignored, kept},
    time,
};
use crate::http::FieldWriter;
use strongroom_core::{
    facts::PolicyVersionFacts,
    ops::policies::{
        CreatePolicyVersion, DeletePolicyVersion, GetPolicyVersion, ListPolicyVersions, SetDefaultPolicyVersion,
    },
};

pub(super) fn id(number: u32) -> String {
    format!("v{number}")
}

/// VersionId, only in the form that [`id`] writes.
fn number(request: &AliyunRequest<'_>) -> Result<u32, AliyunError> {
    let text = request.params.required("VersionId")?;
    let number = text.strip_prefix('v').and_then(|digits| digits.parse().ok());
    number.filter(|number| *number > 0 && id(*number) == text).ok_or_else(|| AliyunError {
        code: "InvalidParameter.VersionId.Format",
        ..AliyunError::invalid_parameter("VersionId", "must be v and a number, such as v1")
    })
}

pub(super) fn fields(f: &mut FieldWriter<'_>, version: &PolicyVersionFacts, document: &str) {
    f.text("VersionId", &id(version.number));
    f.flag("IsDefaultVersion", version.default);
    if let Some(created) = version.created {
        time(f, "CreateDate", created);
    }
    f.text("PolicyDocument", document);
}

pub(super) const CREATE: &[Parameter] =
    &[kept("PolicyName"), kept("PolicyDocument"), kept("SetAsDefault"), kept("RotateStrategy")];

pub(super) async fn create(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let rotate = match request.params.optional("RotateStrategy") {
        None | Some("None") => false,
        Some("DeleteOldestNonDefaultVersionWhenLimitExceeded") => true,
        Some(_) => {
            let rule = "must be None or DeleteOldestNonDefaultVersionWhenLimitExceeded";
            return Err(AliyunError::invalid_parameter("RotateStrategy", rule));
        }
    };
    let op = CreatePolicyVersion {
        name: request.policy_name()?,
        document: request.params.required("PolicyDocument")?.to_owned(),
        set_default: request.params.flag("SetAsDefault")?.unwrap_or(false),
        rotate,
    };
    let version = request.run_ram(&op).await?;
    Ok(request.respond(|f| {
        f.object("PolicyVersion", |f| fields(f, &version, &op.document));
    }))
}

pub(super) const GET: &[Parameter] = &[kept("PolicyName"), kept("PolicyType"), kept("VersionId")];

pub(super) async fn get(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let text = request.run_ram(&GetPolicyVersion { policy: request.policy()?, number: number(request)? }).await?;
    Ok(request.respond(|f| {
        f.object("PolicyVersion", |f| fields(f, &text.version, &text.document));
    }))
}

pub(super) const OF_CUSTOM: &[Parameter] = &[
    kept("PolicyName"),
    ignored("PolicyType", "only custom policies have versions that can be changed"),
    kept("VersionId"),
];

pub(super) async fn delete(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    request.run_ram(&DeletePolicyVersion { name: request.policy_name()?, number: number(request)? }).await?;
    Ok(request.respond(|_| {}))
}

pub(super) const LIST: &[Parameter] = &[kept("PolicyName"), kept("PolicyType")];

pub(super) async fn list(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let texts = request.run_ram(&ListPolicyVersions { policy: request.policy()? }).await?;
    Ok(request.respond(|f| {
        f.objects("PolicyVersions", "PolicyVersion", &texts, |f, text| fields(f, &text.version, &text.document));
    }))
}

pub(super) async fn set_default(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    request.run_ram(&SetDefaultPolicyVersion { name: request.policy_name()?, number: number(request)? }).await?;
    Ok(request.respond(|_| {}))
}
