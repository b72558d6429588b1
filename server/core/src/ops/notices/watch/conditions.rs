//! What was wrong and is no more.

use super::{
    Watched,
    troubles::{CERTIFICATE_MS, DELETION_MS, OVERDUE_MS, about_server},
};
use crate::{
    CoreError, Thing,
    engine::Vault,
    ops::notices::emit::resolved,
    ports::{Change, Expect, NoticeChange, Store},
    rows::{Authenticate, ConditionRow, NoticeRow},
};
use strongroom_domain::{NoticeKind, NoticeSubject, RotationId, SecretName, Timestamp};

/// Rows looked at together.
const PAGE: u32 = 100;
/// Rows whose end is told at once; what is beyond has its turn at the next look.
const MOST: usize = 100;
/// How long the certificate of a server is remembered that does not report any more, in milliseconds.
const FORGOTTEN_MS: i64 = 60 * 86_400_000;

/// Forgets what is over, and tells those who were told of it.
pub(super) async fn ended(
    vault: &Vault,
    store: &dyn Store,
    watched: &Watched,
    now: Timestamp,
) -> Result<Vec<Change>, CoreError> {
    let (mut changes, mut after) = (Vec::new(), None::<String>);
    loop {
        let page = vault.verified(store.conditions(after.as_deref(), PAGE).await?)?;
        let full = page.len() == PAGE as usize;
        for condition in page {
            after = Some(condition.key.clone());
            let over = over(vault, store, watched, &condition, now).await?;
            if over == EndOfCondition::Lasts {
                continue;
            }
            if over == EndOfCondition::Told {
                let row = NoticeRow { notice: resolved(&condition.notice, now)? };
                changes.push(NoticeChange::Put(row.authenticate(&vault.keyring)).into());
            }
            let expect = Expect::Revision(condition.revision);
            changes.push(NoticeChange::RemoveCondition(condition.key, expect).into());
        }
        if !full || changes.len() >= MOST {
            return Ok(changes);
        }
    }
}

/// What became of something that was wrong.
#[derive(Clone, Copy, PartialEq, Eq)]
enum EndOfCondition {
    /// It still is.
    Lasts,
    /// It ended, and people are to know.
    Told,
    /// It ended, and nobody knew of it, or nobody can tell how it ended.
    Untold,
}

async fn over(
    vault: &Vault,
    store: &dyn Store,
    watched: &Watched,
    condition: &ConditionRow,
    now: Timestamp,
) -> Result<EndOfCondition, CoreError> {
    let kind = condition.notice.kind;
    let is_over = match &condition.notice.about {
        NoticeSubject::Secret { name, rotation: Some(rotation) } => {
            rotation_is_over(vault, store, name, *rotation, condition).await?
        }
        NoticeSubject::Secret { name, rotation: None } => secret_is_well(vault, store, name, kind, now).await?,
        NoticeSubject::Server(server) => match &watched.certificate {
            Some((own, ends)) if about_server(own) == condition.key => ends.0.saturating_sub(now.0) >= CERTIFICATE_MS,
            _ if now.0.saturating_sub(condition.since.0) > FORGOTTEN_MS => {
                tracing::debug!(server, "the certificate of a server that does not report any more is forgotten");
                return Ok(EndOfCondition::Untold);
            }
            _ => false,
        },
        NoticeSubject::Channel => true,
    };
    Ok(match (is_over, condition.noticed) {
        (false, _) => EndOfCondition::Lasts,
        (true, Some(_)) => EndOfCondition::Told,
        (true, None) => EndOfCondition::Untold,
    })
}

/// One that went with its secret is over. One that nobody was told of is over as soon as it goes on.
async fn rotation_is_over(
    vault: &Vault,
    store: &dyn Store,
    name: &SecretName,
    rotation: RotationId,
    condition: &ConditionRow,
) -> Result<bool, CoreError> {
    let Some(secret) = secret(vault, store, name).await? else { return Ok(true) };
    match vault.rotation(store, secret.id, rotation).await {
        Ok(rotation) if condition.noticed.is_none() => Ok(NoticeKind::trouble_of(rotation.state).is_none()),
        Ok(rotation) => Ok(condition.notice.kind.is_over(rotation.state)),
        Err(CoreError::NotFound(Thing::Rotation)) => Ok(true),
        Err(other) => Err(other),
    }
}

async fn secret_is_well(
    vault: &Vault,
    store: &dyn Store,
    name: &SecretName,
    kind: NoticeKind,
    now: Timestamp,
) -> Result<bool, CoreError> {
    let Some(secret) = secret(vault, store, name).await? else { return Ok(true) };
    if kind == NoticeKind::DeletionNear {
        return Ok(secret.delete_at.is_none_or(|at| at > now.plus_ms(DELETION_MS)));
    }
    if secret.delete_at.is_some() {
        return Ok(true);
    }
    let plan = vault.plan(store, secret.id).await?;
    let due = plan.filter(|plan| plan.automatic && !plan.paused && plan.open.is_none()).and_then(|plan| plan.next_due);
    Ok(due.is_none_or(|due| due > now.plus_ms(-OVERDUE_MS)))
}

async fn secret(
    vault: &Vault,
    store: &dyn Store,
    name: &SecretName,
) -> Result<Option<crate::rows::SecretRow>, CoreError> {
    let Some(row) = store.secret(name).await? else { return Ok(None) };
    Ok(Some(row.verify(&vault.keyring)?))
}
