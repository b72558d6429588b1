//! The server function of the home page.

use super::dto::Home;
use crate::error::UiError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::dto::{FirstSteps, InstallationOverview, OverdueLine, RotationAttention};
#[cfg(feature = "ssr")]
use crate::{
    audit::{EventRow, row},
    door::{
        self,
        facts::SecretFacts,
        ops::{
            self,
            rotations::{ListRotationHealth, ListRotations},
            secrets::{ListSecrets, Page, SecretPage},
        },
    },
    rotations::page_of,
};
#[cfg(feature = "ssr")]
use strongroom_domain::{
    Action, EventField, EventFilter, KeyState, Period, RotationHealth, RunFilter, SecretFilter, SecretSort, Surface,
    limits,
};

/// Rotations of each kind that are shown.
#[cfg(feature = "ssr")]
const ROTATIONS: u32 = 5;

/// Number of changes shown.
#[cfg(feature = "ssr")]
const RECENT: usize = 8;
/// Number of write events searched for them, because sign-ins and unseals are write events too.
#[cfg(feature = "ssr")]
const SEARCHED: u32 = 40;

/// Data of the home page. Permissions are checked first, because each denied operation would be recorded in the trail.
#[server]
pub async fn load_home() -> Result<Home, UiError> {
    let me = door::principal().await?;
    let may = door::abilities().await?.actions;
    let needed =
        [Action::DescribeSystem, Action::ListSecrets, Action::ListKeys, Action::LookupEvents, Action::ListUsers];
    let rotations = rotations(&may).await?;
    if !needed.iter().all(|action| may.contains(action)) {
        return Ok(Home::Reader { name: me.name, rotations });
    }
    let facts = door::call(ops::system::DescribeSystem).await?;
    let keys = door::call(ops::keys::ListKeys).await?;
    let keys_disabled = keys.iter().filter(|key| key.state == KeyState::Disabled).count() as u64;
    let changed = door::changed_since(&me, facts.installation.created.plus_ms(1)).await?;
    let first_steps = first_steps(facts.secrets + facts.deleting > 0).await?;
    Ok(Home::Overview(InstallationOverview {
        editable: may.contains(&Action::CreateSecret),
        first_password: !changed,
        warnings: door::warnings()?,
        secrets: facts.secrets,
        deleting: facts.deleting,
        keys: keys.len() as u64,
        keys_disabled,
        rotations,
        recent: recent().await?,
        first_steps: Some(first_steps).filter(|steps| !steps.done()),
    }))
}

/// What needs attention, as far as the user may list it.
#[cfg(feature = "ssr")]
async fn rotations(may: &[Action]) -> Result<RotationAttention, UiError> {
    if !may.contains(&Action::ListRotations) {
        return Ok(RotationAttention::default());
    }
    let (secret, cursor, limit) = (None, None, ROTATIONS);
    let failed = page_of(ListRotations { secret, states: RunFilter::NeedsAPerson, cursor, limit }).await?;
    let (overdue, more_overdue) = match may.contains(&Action::ListSecrets) {
        true => overdue().await?,
        false => (Vec::new(), false),
    };
    Ok(RotationAttention { failed: failed.rotations, overdue, more: failed.next.is_some() || more_overdue })
}

#[cfg(feature = "ssr")]
async fn overdue() -> Result<(Vec<OverdueLine>, bool), UiError> {
    let late = door::console()?.engine.now().plus_ms(-limits::ROTATION_LATE_MS);
    let filter = SecretFilter { rotation: Some(RotationHealth::DueBefore(late)), ..SecretFilter::default() };
    let list = ListSecrets { filter, sort: SecretSort::Name, page: Page::First, limit: ROTATIONS };
    let SecretPage { secrets, next, .. } = door::call(list).await?;
    if secrets.is_empty() {
        return Ok((Vec::new(), false));
    }
    let health = door::call(ListRotationHealth { secrets: secrets.iter().map(|secret| secret.id).collect() }).await?;
    let due = |id| health.iter().find(|one| one.secret == id).and_then(|one| one.next_due);
    let line = |secret: SecretFacts| Some(OverdueLine { due: due(secret.id)?.0, secret: secret.name.into() });
    Ok((secrets.into_iter().filter_map(line).collect(), next.is_some()))
}

#[cfg(feature = "ssr")]
async fn recent() -> Result<Vec<EventRow>, UiError> {
    let found = events(30, EventFilter { write: Some(true), ..Default::default() }, SEARCHED).await?;
    let change = |event: &EventRow| {
        ![Action::ConsoleSignin, Action::ConsoleSigninSSO, Action::ConsoleSignout, Action::Unseal]
            .iter()
            .any(|excluded| excluded.name() == event.action)
    };
    Ok(found.into_iter().filter(change).take(RECENT).collect())
}

/// Stops at the first missing step, because each lookup is an audit event.
#[cfg(feature = "ssr")]
async fn first_steps(secret: bool) -> Result<FirstSteps, UiError> {
    let terms = vec![
        (EventField::Action, Action::GetSecretValue.name().to_owned()),
        (EventField::Surface, Surface::Aliyun.word().to_owned()),
        (EventField::Result, "ok".to_owned()),
    ];
    let read = secret && !events(365, EventFilter { terms, write: None }, 1).await?.is_empty();
    let access_key = read || {
        let (users, _) =
            door::call(ops::users::ListUsers { text: String::new(), after: None, limit: limits::PAGE }).await?;
        users.iter().any(|user| !user.user.has_password && !user.keys.is_empty())
    };
    Ok(FirstSteps { secret, access_key, read })
}

#[cfg(feature = "ssr")]
async fn events(days: i64, filter: EventFilter, limit: u32) -> Result<Vec<EventRow>, UiError> {
    let now = door::console()?.engine.now();
    let period = Period { from: now.plus_ms(-days * strongroom_domain::Timestamp::DAY_MS), to: now.plus_ms(1) };
    let found = door::call(ops::trail::LookupEvents { period, filter, cursor: None, limit, statistics: None }).await?;
    Ok(found.events.into_iter().map(row).collect())
}
