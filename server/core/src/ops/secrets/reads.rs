//! Who may read a value, and who did.

use crate::{
    CoreError,
    engine::{AuthorizationQuery, Context, Loaded},
};
use std::collections::HashMap;
use strongroom_domain::{Action, EventField, EventFilter, Timestamp};
use strongroom_policy::Check;

/// When values were last read where `field` has this value, for each value of `by`.
pub(super) async fn last_reads(
    cx: &Context<'_>,
    field: EventField,
    value: &str,
    by: EventField,
) -> Result<HashMap<String, Timestamp>, CoreError> {
    let read = (EventField::Action, Action::GetSecretValue.name().to_owned());
    let terms = vec![(field, value.to_owned()), read, (EventField::Result, "ok".to_owned())];
    Ok(cx.store().newest_events(&EventFilter { terms, write: None }, by).await?)
}

/// The checks for reading the current value of a secret.
pub(super) fn read_checks(cx: &Context<'_>, loaded: &Loaded) -> Vec<Check> {
    let name = loaded.secret.name.as_str();
    let action = Action::GetSecretValue;
    let query =
        AuthorizationQuery { action, resource: Some(name), secret: Some(loaded), trust: None, keys: Vec::new() };
    query.checks(&cx.vault)
}
