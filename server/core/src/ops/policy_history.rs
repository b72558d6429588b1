//! The versions of a policy that a secret or key carries.

use crate::{
    CoreError,
    engine::Context,
    facts::ResourcePolicyVersion,
    ports::{Change, ResourcePolicyChange},
    rows::{Authenticate, PolicyOwner, ResourcePolicyVersionRow},
};
use strongroom_domain::{Timestamp, limits};

/// The stored versions, oldest first.
async fn stored(cx: &Context<'_>, owner: PolicyOwner) -> Result<Vec<ResourcePolicyVersionRow>, CoreError> {
    let versions = cx.vault.verified(cx.store().resource_policy_versions(owner).await?)?;
    if versions.iter().any(|version| version.owner != owner) {
        return Err(CoreError::tampered("resource_policy_version"));
    }
    Ok(versions)
}

/// The changes that keep the next document as a version, and the present one if it is not kept yet. At the limit, the oldest
/// versions are removed.
pub(crate) async fn keep(
    cx: &Context<'_>,
    owner: PolicyOwner,
    (now, since): (Option<&str>, Timestamp),
    next: Option<&str>,
) -> Result<Vec<Change>, CoreError> {
    if now == next {
        return Ok(Vec::new());
    }
    let versions = stored(cx, owner).await?;
    let mut number = versions.last().map_or(0, |version| version.number);
    let mut version = |document: Option<&str>, creator: &str, created: Timestamp| {
        number += 1;
        let (document, creator) = (document.map(str::to_owned), creator.to_owned());
        ResourcePolicyVersionRow { owner, number, document, creator, created }
    };
    let mut new = Vec::new();
    // It was made with its secret or key, or before versions were kept.
    if versions.last().map_or(now.is_some(), |last| last.document.as_deref() != now) {
        new.push(version(now, "", since));
    }
    new.push(version(next, &cx.call.principal.name, cx.now));
    let surplus = (versions.len() + new.len()).saturating_sub(limits::POLICY_VERSIONS);
    let removed = versions.iter().take(surplus).map(|version| version.number);
    let removed = removed.map(|number| ResourcePolicyChange::RemoveVersion(owner, number).into());
    let kept = new.into_iter().map(|row| ResourcePolicyChange::PutVersion(row.authenticate(&cx.vault.keyring)).into());
    Ok(removed.chain(kept).collect())
}

/// The versions, newest first. Only the newest one can be the policy that applies.
pub(crate) async fn list(
    cx: &Context<'_>,
    owner: PolicyOwner,
    now: Option<&str>,
) -> Result<Vec<ResourcePolicyVersion>, CoreError> {
    let versions = stored(cx, owner).await?.into_iter().rev().enumerate();
    let fact = |(place, row): (usize, ResourcePolicyVersionRow)| ResourcePolicyVersion {
        current: place == 0 && row.document.as_deref() == now,
        number: row.number,
        document: row.document,
        creator: Some(row.creator).filter(|creator| !creator.is_empty()),
        created: row.created,
    };
    Ok(versions.map(fact).collect())
}
