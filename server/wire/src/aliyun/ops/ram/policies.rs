//! Managed policies.

use super::{CodedParam, MarkerPage, coded, error, policy_type, policy_versions, truncation};
use crate::aliyun::{
    AliyunError, AliyunRequest, ResponseBody,
    parameters::{Parameter, kept, refused},
    time,
};
use crate::http::FieldWriter;
use strongroom_core::{
    CoreError,
    facts::PolicyFacts,
    ops::policies::{CreatePolicy, DeletePolicy, GetPolicy, ListPolicies, UpdatePolicyDescription},
};
use strongroom_domain::{Action, FieldError, PolicyName, PolicyRef, PolicyType};

pub(super) const CREATE: &[Parameter] =
    &[kept("PolicyName"), kept("PolicyDocument"), kept("Description"), refused("Tag", &["[]"])];

pub(super) async fn create(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let op = CreatePolicy {
        name: request.policy_name()?,
        description: request.comments(&coded!("Description"))?,
        document: request.params.required("PolicyDocument")?.to_owned(),
    };
    let policy = request.run_ram(&op).await?;
    Ok(request.respond(|f| f.object("Policy", |f| made(f, &policy))))
}

/// What is answered when one was made.
fn made(f: &mut FieldWriter<'_>, policy: &PolicyFacts) {
    brief(f, policy);
    if let Some((created, _)) = policy.times {
        time(f, "CreateDate", created);
    }
}

/// The fields that every list has of a policy.
pub(super) fn brief(f: &mut FieldWriter<'_>, facts: &PolicyFacts) {
    f.text("PolicyName", facts.policy.name.as_str());
    f.text("PolicyType", facts.policy.kind.word());
    f.text("Description", &facts.description);
    f.text("DefaultVersion", &policy_versions::id(facts.default));
}

fn full(f: &mut FieldWriter<'_>, facts: &PolicyFacts) {
    brief(f, facts);
    if let Some((created, updated)) = facts.times {
        time(f, "CreateDate", created);
        time(f, "UpdateDate", updated);
    }
    f.number("AttachmentCount", facts.attachments);
}

pub(super) const POLICY_ONLY: &[Parameter] = &[kept("PolicyName"), kept("PolicyType")];

pub(super) async fn get(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let (facts, text) = request.run_ram(&GetPolicy { policy: request.policy()? }).await?;
    Ok(request.respond(|f| {
        f.object("Policy", |f| full(f, &facts));
        f.object("DefaultPolicyVersion", |f| policy_versions::fields(f, &text.version, &text.document));
    }))
}

pub(super) const DELETE: &[Parameter] = &[kept("PolicyName"), kept("CascadingDelete")];

pub(super) async fn delete(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let with_versions = request.params.flag("CascadingDelete")?.unwrap_or(false);
    request.run_ram(&DeletePolicy { name: request.policy_name()?, with_versions }).await?;
    Ok(request.respond(|_| {}))
}

pub(super) const UPDATE_DESCRIPTION: &[Parameter] = &[kept("PolicyName"), kept("NewDescription")];

pub(super) async fn update_description(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let name = request.policy_name()?;
    let description = request.new_comments(&coded!("NewDescription"))?;
    let description = description.ok_or_else(|| AliyunError::missing_parameter("NewDescription"))?;
    let op = UpdatePolicyDescription { name, description };
    let policy = request.run_ram(&op).await?;
    Ok(request.respond(|f| {
        f.object("Policy", |f| {
            made(f, &policy);
            if let Some((_, updated)) = policy.times {
                time(f, "UpdateDate", updated);
            }
        });
    }))
}

pub(super) const LIST: &[Parameter] = &[kept("Marker"), kept("MaxItems"), kept("PolicyType"), refused("Tag", &["[]"])];

/// System policies, then custom ones. The core returns all system policies, which are few; this function pages them too.
pub(super) async fn list(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let paging = MarkerPage::read(request, Action::ListPolicies)?;
    let kind = request.params.optional("PolicyType").map(policy_type).transpose()?;
    let last = paging.after.as_deref().map(last_seen).transpose()?;
    let op = match &last {
        Some(PolicyRef { kind: PolicyType::Custom, name }) => {
            ListPolicies { kind, after: Some(name.clone()), limit: paging.items }
        }
        Some(PolicyRef { kind: PolicyType::System, .. }) | None => {
            ListPolicies { kind, after: None, limit: paging.items }
        }
    };
    let (policies, more_custom) = request.run_ram(&op).await?;
    let seen = policies.iter().position(|facts| Some(&facts.policy) == last.as_ref()).map_or(0, |at| at + 1);
    let rest = &policies[seen..];
    let page = &rest[..rest.len().min(paging.items as usize)];
    let end = page.last().map(|facts| facts.policy.to_string());
    let next = paging.next(request, more_custom || page.len() < rest.len(), end.as_deref())?;
    Ok(request.respond(|f| {
        truncation(f, next.as_deref());
        f.objects("Policies", "Policy", page, full);
    }))
}

/// The policy in a marker, such as `Custom/name`.
fn last_seen(text: &str) -> Result<PolicyRef, AliyunError> {
    let (kind, name) = text.split_once('/').unwrap_or_default();
    let parts = || Ok::<_, FieldError>(PolicyRef { kind: kind.parse()?, name: PolicyName::new(name)? });
    parts().map_err(|failure| error::from_core(Action::ListPolicies, CoreError::from(failure)))
}
