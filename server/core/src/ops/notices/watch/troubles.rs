//! What is wrong now, and since when.

use super::Watched;
use crate::{
    CoreError,
    engine::{Vault, first_revision},
    ops::notices::about_rotation,
    ports::{Change, Expect, NoticeChange, Store},
    rows::{Authenticate, ConditionRow, NoticeRow},
};
use strongroom_domain::{Notice, NoticeId, NoticeKind, NoticeSubject, SecretId, SecretName, Timestamp};

/// Rows looked at together.
const PAGE: u32 = 100;
/// Changes made at once; what is beyond has its turn at the next look.
const MOST: usize = 100;
/// How late a rotation may begin before people are told, in milliseconds.
pub(super) const OVERDUE_MS: i64 = 3_600_000;
/// How long before a secret is purged people are told, in milliseconds.
pub(super) const DELETION_MS: i64 = 24 * 3_600_000;
/// How long before the certificate of the API ends people are told, in milliseconds.
pub(super) const CERTIFICATE_MS: i64 = 14 * 86_400_000;

/// Something that is wrong.
struct FoundTrouble {
    key: String,
    kind: NoticeKind,
    about: NoticeSubject,
    cause: Option<strongroom_domain::RunCause>,
    date: Option<Timestamp>,
}

/// Remembers what is wrong, and tells what has been for too long.
pub(super) async fn begun(
    vault: &Vault,
    store: &dyn Store,
    watched: &Watched,
    now: Timestamp,
) -> Result<Vec<Change>, CoreError> {
    let mut changes = Vec::new();
    for trouble in found(vault, store, watched, now).await? {
        if changes.len() >= MOST {
            break;
        }
        let before = vault.condition(store, &trouble.key).await?;
        if before.as_ref().is_some_and(|before| before.noticed.is_some()) {
            continue;
        }
        let since = before.as_ref().map_or(now, |before| before.since.min(now));
        // A rotation that needs a person tells that itself. One that does since before this server could tell is told after a while.
        let patience = match trouble.kind {
            NoticeKind::RotationFailing | NoticeKind::RevocationStuck | NoticeKind::NeedsAPerson => {
                watched.failing_after_ms
            }
            _ => 0,
        };
        let is_told = now.0.saturating_sub(since.0) >= patience;
        let is_known = before.as_ref().is_some_and(|before| before.notice.kind == trouble.kind);
        if is_known && !is_told {
            continue;
        }
        let FoundTrouble { key, kind, about, cause, date } = trouble;
        let id = NoticeId(crate::random::id(now)?);
        let notice = Notice { id, kind, resolved: false, at: now, about, cause, date };
        let (expect, revision) = match &before {
            Some(before) => (Expect::Revision(before.revision), before.revision + 1),
            None => (Expect::Absent, first_revision()?),
        };
        if is_told {
            let row = NoticeRow { notice: notice.clone() };
            changes.push(NoticeChange::Put(row.authenticate(&vault.keyring)).into());
        }
        let row = ConditionRow { key, notice, since, noticed: is_told.then_some(now), revision };
        changes.push(NoticeChange::PutCondition(row.authenticate(&vault.keyring), expect).into());
    }
    Ok(changes)
}

async fn found(
    vault: &Vault,
    store: &dyn Store,
    watched: &Watched,
    now: Timestamp,
) -> Result<Vec<FoundTrouble>, CoreError> {
    let mut found = rotations(vault, store).await?;
    found.extend(overdue(vault, store, now).await?);
    found.extend(deletions(vault, store, now).await?);
    if let Some((server, ends)) = &watched.certificate
        && ends.0.saturating_sub(now.0) < CERTIFICATE_MS
    {
        found.push(FoundTrouble {
            key: about_server(server),
            kind: NoticeKind::CertificateExpiring,
            about: NoticeSubject::Server(server.clone()),
            cause: None,
            date: Some(*ends),
        });
    }
    Ok(found)
}

async fn rotations(vault: &Vault, store: &dyn Store) -> Result<Vec<FoundTrouble>, CoreError> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = vault.verified(store.troubled_rotations(after, PAGE).await?)?;
        let full = page.len() == PAGE as usize;
        for rotation in page {
            after = Some(rotation.id);
            let Some(kind) = NoticeKind::trouble_of(rotation.state) else { continue };
            let Some(name) = name(vault, store, rotation.secret).await? else { continue };
            found.push(FoundTrouble {
                key: about_rotation(rotation.id),
                kind,
                about: NoticeSubject::Secret { name, rotation: Some(rotation.id) },
                cause: rotation.state.cause,
                date: None,
            });
        }
        if !full {
            return Ok(found);
        }
    }
}

async fn overdue(vault: &Vault, store: &dyn Store, now: Timestamp) -> Result<Vec<FoundTrouble>, CoreError> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = vault.verified(store.overdue_plans(now.plus_ms(-OVERDUE_MS), after, PAGE).await?)?;
        let full = page.len() == PAGE as usize;
        for plan in page {
            after = Some(plan.secret);
            let Some(name) = name(vault, store, plan.secret).await? else { continue };
            found.push(FoundTrouble {
                key: format!("overdue/{}", plan.secret),
                kind: NoticeKind::RotationOverdue,
                about: NoticeSubject::Secret { name, rotation: None },
                cause: None,
                date: plan.next_due,
            });
        }
        if !full {
            return Ok(found);
        }
    }
}

async fn deletions(vault: &Vault, store: &dyn Store, now: Timestamp) -> Result<Vec<FoundTrouble>, CoreError> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = vault.verified(store.secrets_to_be_purged(now.plus_ms(DELETION_MS), after, PAGE).await?)?;
        let full = page.len() == PAGE as usize;
        for secret in page {
            after = Some(secret.id);
            found.push(FoundTrouble {
                key: format!("deletion/{}", secret.id),
                kind: NoticeKind::DeletionNear,
                about: NoticeSubject::Secret { name: secret.name, rotation: None },
                cause: None,
                date: secret.delete_at,
            });
        }
        if !full {
            return Ok(found);
        }
    }
}

/// The key of what is wrong with a server.
pub(super) fn about_server(name: &str) -> String {
    format!("certificate/{name}")
}

async fn name(vault: &Vault, store: &dyn Store, secret: SecretId) -> Result<Option<SecretName>, CoreError> {
    let Some(row) = store.secret_by_id(secret).await? else { return Ok(None) };
    Ok(Some(row.verify(&vault.keyring)?.name))
}
