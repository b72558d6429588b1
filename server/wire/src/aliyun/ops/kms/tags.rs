//! Tags of secrets: TagResource and UntagResource, and the newer TagResources, UntagResources and ListTagResources.

use super::{keys, secrets};
use crate::aliyun::{
    AliyunError, AliyunRequest, ResponseBody,
    parameters::{Parameter, kept, numbered},
};
use strongroom_core::{
    CoreError,
    facts::SecretFacts,
    ops::{
        keys::DescribeKey,
        secrets::{DescribeSecret, ListSecrets, Page, TagResource, TagResources, UntagResource, UntagResources},
    },
};
use strongroom_domain::{SecretFilter, SecretName, SecretSort, TagKey, TagValue, Tags, limits};

pub(super) const TAG: &[Parameter] = &[kept("SecretName"), kept("KeyId"), kept("CertificateId"), kept("Tags")];

pub(super) async fn tag(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let name = secret_only(request)?;
    request.params.required("Tags")?;
    let tags = secrets::tags(request.params.tags("Tags")?.unwrap_or_default())?;
    request.run(&TagResource { name, tags }).await?;
    Ok(request.respond(|_| {}))
}

pub(super) const UNTAG: &[Parameter] = &[kept("SecretName"), kept("KeyId"), kept("CertificateId"), kept("TagKeys")];

pub(super) async fn untag(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let name = secret_only(request)?;
    request.params.required("TagKeys")?;
    let keys = tag_keys(request.params.tag_keys("TagKeys")?.unwrap_or_default().iter().map(String::as_str))?;
    request.run(&UntagResource { name, keys }).await?;
    Ok(request.respond(|_| {}))
}

pub(super) const TAG_MANY: &[Parameter] =
    &[kept("ResourceType"), numbered("ResourceId", &[]), numbered("Tag", &["Key", "Value"])];

pub(super) async fn tag_many(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let names = resources(request, true)?;
    let mut tags = Tags::new();
    for tag in request.params.indexed_tags("Tag", limits::TAGS)? {
        let value = TagValue::new(tag.value.unwrap_or_default()).map_err(CoreError::from)?;
        tags.insert(TagKey::new(tag.key).map_err(CoreError::from)?, value);
    }
    if tags.is_empty() {
        return Err(AliyunError::missing_parameter("Tag.1.Key"));
    }
    request.run(&TagResources { names, tags }).await?;
    Ok(request.respond(|_| {}))
}

pub(super) const UNTAG_MANY: &[Parameter] =
    &[kept("ResourceType"), numbered("ResourceId", &[]), numbered("TagKey", &[]), kept("All")];

pub(super) async fn untag_many(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let names = resources(request, true)?;
    let given = tag_keys(request.params.indexed("TagKey", limits::TAGS)?)?;
    let all = request.params.flag("All")?.unwrap_or(false);
    if given.is_empty() && !all {
        return Err(AliyunError::missing_parameter("TagKey.1"));
    }
    let keys = if given.is_empty() { None } else { Some(given) };
    request.run(&UntagResources { names, keys }).await?;
    Ok(request.respond(|_| {}))
}

pub(super) const LIST: &[Parameter] =
    &[kept("ResourceType"), numbered("ResourceId", &[]), numbered("Tag", &["Key", "Value"]), kept("NextToken")];

/// Tags of the named resources, or of every secret that has the given tags; [`limits::PAGE`] secrets a page. Keys have none.
pub(super) async fn list(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    if request.params.required("ResourceType")? == "key" {
        for id in request.params.indexed("ResourceId", limits::TAGGED_AT_ONCE)? {
            request.run(&DescribeKey { id: keys::parse_id(request, id)? }).await?;
        }
        return Ok(request.respond(|f| {
            f.text("NextToken", "");
            f.objects("TagResources", "TagResource", [(); 0], |_, ()| {});
        }));
    }
    let names = resources(request, false)?;
    let given = request.params.indexed_tags("Tag", limits::TAGS)?;
    let (mut found, mut next) = (Vec::new(), None);
    if names.is_empty() {
        let filter = SecretFilter { tag_keys: given.iter().map(|t| t.key.to_owned()).collect(), ..Default::default() };
        let page = request.params.optional("NextToken").map_or(Page::First, |token| Page::After(token.to_owned()));
        let list = request.run(&ListSecrets { filter, sort: SecretSort::Name, page, limit: limits::PAGE }).await?;
        (found, next) = (list.secrets, list.next);
    }
    for name in names {
        found.push(request.run(&DescribeSecret { name, outline: false }).await?.secret);
    }
    found.retain(|secret| given.iter().all(|tag| has_tag(secret, tag.key, tag.value)));
    let rows: Vec<_> =
        found.iter().flat_map(|s| s.tags.iter().map(move |(key, value)| (&s.name, key, value))).collect();
    Ok(request.respond(|f| {
        f.text("NextToken", next.as_deref().unwrap_or_default());
        f.objects("TagResources", "TagResource", &rows, |f, (name, key, value)| {
            f.text("ResourceId", name.as_str());
            f.text("ResourceType", "secret");
            f.text("TagKey", key.as_str());
            f.text("TagValue", value.as_str());
        });
    }))
}

pub(super) const LIST_OF_KEY: &[Parameter] = &[kept("KeyId")];

/// ListResourceTags: keys have no tags.
pub(super) async fn list_of_key(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    request.run(&DescribeKey { id: keys::key_id(request)? }).await?;
    Ok(request.respond(|f| f.objects("Tags", "Tag", [(); 0], |_, ()| {})))
}

fn has_tag(secret: &SecretFacts, key: &str, value: Option<&str>) -> bool {
    secret.tags.get(key).is_some_and(|has| value.is_none_or(|v| v.is_empty() || v == has.as_str()))
}

fn secret_only(request: &AliyunRequest<'_>) -> Result<SecretName, AliyunError> {
    if request.params.optional("KeyId").is_some() || request.params.optional("CertificateId").is_some() {
        return Err(AliyunError::unsupported_operation());
    }
    request.secret_name()
}

fn resources(request: &AliyunRequest<'_>, required: bool) -> Result<Vec<SecretName>, AliyunError> {
    match request.params.required("ResourceType")? {
        "secret" => {}
        "key" => return Err(AliyunError::unsupported_operation()),
        _ => return Err(AliyunError::invalid_parameter("ResourceType", "must be secret")),
    }
    let ids = request.params.indexed("ResourceId", limits::TAGGED_AT_ONCE)?;
    if ids.is_empty() && required {
        return Err(AliyunError::missing_parameter("ResourceId.1"));
    }
    ids.into_iter().map(|id| request.parse_secret_name(id)).collect()
}

fn tag_keys<'a>(keys: impl IntoIterator<Item = &'a str>) -> Result<Vec<TagKey>, AliyunError> {
    Ok(keys.into_iter().map(TagKey::new).collect::<Result<_, _>>().map_err(CoreError::from)?)
}
