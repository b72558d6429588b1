//! Versions of secrets and their stage labels.

use super::NumberedPage;
use crate::aliyun::{
    AliyunError, AliyunRequest, ResponseBody,
    parameters::{Parameter, kept},
    stage, time,
};
use strongroom_core::{
    CoreError,
    ops::secrets::{ListSecretVersionIds, UpdateSecretVersionStage},
};
use strongroom_domain::VersionId;

pub(super) const UPDATE_STAGE: &[Parameter] =
    &[kept("SecretName"), kept("VersionStage"), kept("MoveToVersion"), kept("RemoveFromVersion")];

pub(super) async fn update_stage(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let id = |name| request.params.optional(name).map(VersionId::new).transpose();
    let op = UpdateSecretVersionStage {
        name: request.secret_name()?,
        stage: stage::parse(request.params.required("VersionStage")?).map_err(CoreError::from)?,
        to: id("MoveToVersion").map_err(CoreError::from)?,
        from: id("RemoveFromVersion").map_err(CoreError::from)?,
    };
    request.run(&op).await?;
    Ok(request.respond(|f| f.text("SecretName", op.name.as_str())))
}

pub(super) const LIST: &[Parameter] =
    &[kept("SecretName"), kept("IncludeDeprecated"), kept("PageNumber"), kept("PageSize")];

pub(super) async fn list(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let page = NumberedPage::read(request, 20)?;
    let include_unlabelled = request.params.flag("IncludeDeprecated")?.unwrap_or(false);
    let op = ListSecretVersionIds { name: request.secret_name()?, include_unlabelled };
    let versions = request.run(&op).await?.versions;
    Ok(request.respond(|f| {
        f.text("SecretName", op.name.as_str());
        f.objects("VersionIds", "VersionId", page.of(&versions), |f, version| {
            f.text("VersionId", version.id.as_str());
            time(f, "CreateTime", version.created);
            f.texts("VersionStages", "VersionStage", version.stages.iter().map(stage::spell));
        });
        page.write(f, versions.len() as u64);
    }))
}
