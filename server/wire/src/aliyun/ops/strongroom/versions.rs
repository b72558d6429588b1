//! Who reads which version of a secret, and versions that nobody may read any more.

use super::rollout::spell;
use crate::aliyun::{
    AliyunError, AliyunRequest, ResponseBody,
    parameters::{Parameter, kept, numbered},
    time,
    wording::rule,
};
use crate::http::FieldWriter;
use strongroom_core::ops::secrets::{ListSecretReads, MigratingReader, RevokeSecretVersion};
use strongroom_domain::{Field, Timestamp, VersionId, limits};

pub(super) const READS: &[Parameter] = &[
    kept("SecretName"),
    numbered("VersionId", &[]),
    kept("Since"),
    kept("MaxItems"),
    kept("OldVersionId"),
    kept("NewVersionId"),
];

/// The reads, and who read the new version last and who the old one: of the current and the previous version, unless two are named.
pub(super) async fn reads(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let versions = request.params.indexed("VersionId", limits::VERSIONS)?.into_iter().map(VersionId::new);
    let since = request.params.optional("Since").map(|text| Timestamp::parse(Field::Filter, text)).transpose();
    let between = match (version(request, "OldVersionId")?, version(request, "NewVersionId")?) {
        (Some(old), Some(new)) => Some((old, new)),
        (None, None) => None,
        (None, Some(_)) => return Err(AliyunError::missing_parameter("OldVersionId")),
        (Some(_), None) => return Err(AliyunError::missing_parameter("NewVersionId")),
    };
    let op = ListSecretReads {
        name: request.secret_name()?,
        versions: versions.collect::<Result<_, _>>().map_err(super::invalid)?,
        since: since.map_err(|error| AliyunError::invalid_parameter("Since", rule(error)))?,
        limit: request.max_items()?,
        between,
    };
    let found = request.run_own(&op).await?;
    Ok(request.respond(|f| {
        f.objects("Reads", "Read", &found.reads, |f, read| {
            f.text("VersionId", read.version.as_str());
            f.text("Reader", &spell(&read.reader));
            f.text("Surface", read.surface.word());
            f.optional_text("Network", read.network.map(|network| network.to_string()).as_deref());
            f.optional_text("LastAddress", read.address.map(|address| address.to_string()).as_deref());
            f.text("Client", &read.client);
            time(f, "FirstTime", read.first);
            time(f, "LastTime", read.last);
            f.number("Count", read.count);
        });
        if let Some(migration) = &found.migration {
            let first = |all: &[MigratingReader]| all.iter().take(op.limit as usize).cloned().collect::<Vec<_>>();
            f.number("MovedCount", migration.moved.len() as u64);
            f.objects("Moved", "Reader", &first(&migration.moved), reader);
            f.number("RemainingCount", migration.remaining.len() as u64);
            f.objects("Remaining", "Reader", &first(&migration.remaining), reader);
        }
    }))
}

fn reader(f: &mut FieldWriter<'_>, one: &MigratingReader) {
    f.text("Reader", &spell(&one.reader));
    f.optional_text("Network", one.network.map(|network| network.to_string()).as_deref());
    time(f, "LastTime", one.last);
}

fn version(request: &AliyunRequest<'_>, name: &'static str) -> Result<Option<VersionId>, AliyunError> {
    request.optional_field(name, VersionId::new)
}

pub(super) const REVOKE: &[Parameter] = &[kept("SecretName"), kept("VersionId"), kept("Revoked")];

/// Without `Revoked` it is revoked; with `false` it can be read again.
pub(super) async fn revoke(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let revoked = request.params.flag("Revoked")?.unwrap_or(true);
    let version = request.required_field("VersionId", VersionId::new)?;
    let op = RevokeSecretVersion { name: request.secret_name()?, version, revoked };
    request.run_own(&op).await?;
    Ok(request.respond(|f| {
        f.text("SecretName", op.name.as_str());
        f.text("VersionId", op.version.as_str());
        f.flag("Revoked", revoked);
    }))
}
