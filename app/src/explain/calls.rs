//! The server function that explains access.

use super::dto::{AccessExplanation, AccessQuestion};
use crate::error::UiError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::dto::action_named;
#[cfg(feature = "ssr")]
use crate::{
    door::{
        self,
        ops::{
            policies::{ExplainAccess, PolicySubject},
            trail::LookupEvents,
        },
    },
    error::ErrorKind,
};
#[cfg(feature = "ssr")]
use strongroom_domain::{
    EventField, EventFilter, Field, FieldError, Form, Period, PrincipalKind, Problem, RequestId, limits,
};
#[cfg(feature = "ssr")]
use strongroom_policy::system;

/// Maximum number of pages of denials to search.
#[cfg(feature = "ssr")]
const PAGES: u32 = 20;

/// Explains access; `None` if the form is empty. A denied request is explained with the current policies, at the address of an
/// ordinary question, so that the question can be edited.
#[server]
pub async fn explain(question: AccessQuestion) -> Result<Option<AccessExplanation>, UiError> {
    if !question.event.is_empty() {
        leptos_axum::redirect(&denied(&question.event).await?.href());
        return Ok(None);
    }
    if question.principal.trim().is_empty() || question.action.trim().is_empty() {
        return Ok(None);
    }
    let action = action_named(&question.action)
        .ok_or_else(|| FieldError::new(Field::Action, Problem::Malformed(Form::Action)))?;
    let address = match question.address.trim() {
        "" => None,
        text => Some(text.parse().map_err(|_| FieldError::new(Field::Address, Problem::Malformed(Form::Address)))?),
    };
    let who = PolicySubject::parse(&question.principal)?;
    // Accepts an ARN or a name: denials are logged with ARNs.
    let resource = question.resource.trim();
    let resource = match resource.strip_prefix("acs:").map(|arn| arn.splitn(4, ':').last().unwrap_or_default()) {
        Some(relative) => relative.split_once('/').map_or("", |(_, name)| name),
        None => resource,
    };
    let resource = (!resource.is_empty() && resource != "*").then(|| resource.to_owned());
    let session = Some(question.session).filter(|policy| !policy.trim().is_empty());
    let explained = door::call(ExplainAccess { who, action, resource, address, session }).await?;
    let who = explained.principal.rsplit(':').next().unwrap_or_default().to_owned();
    Ok(Some(AccessExplanation {
        who,
        action: action.full_name(),
        resource: explained.resource,
        explanation: explained.explanation,
        trace: explained.trace,
        system: system::all().iter().map(|policy| policy.name.to_owned()).collect(),
    }))
}

/// The question that a denied request asks. The id contains the time of the request, so the search is short.
#[cfg(feature = "ssr")]
async fn denied(id: &str) -> Result<AccessQuestion, UiError> {
    let request: RequestId =
        id.trim().parse().map_err(|_| FieldError::new(Field::RequestId, Problem::Malformed(Form::Uuid)))?;
    let period = Period { from: request.made().plus_ms(-1_000), to: request.made().plus_ms(60_000) };
    let filter =
        EventFilter { terms: vec![(EventField::Result, door::CoreError::Denied.code().to_owned())], write: None };
    let mut cursor = None;
    for _ in 0..PAGES {
        let page = LookupEvents { period, filter: filter.clone(), cursor, limit: limits::PAGE, statistics: None };
        let found = door::call(page).await?;
        if let Some(event) = found.events.into_iter().map(|stored| stored.event).find(|event| event.request == request)
        {
            let principal = match event.actor.kind {
                // A role session's name contains the role's name and its own.
                PrincipalKind::Role => format!("role/{}", event.actor.name.split('/').next().unwrap_or_default()),
                _ => event.actor.name,
            };
            let (action, address) =
                (event.action.full_name(), event.address.map(|a| a.to_string()).unwrap_or_default());
            let resource = event.target.map(|target| target.name).unwrap_or_default();
            return Ok(AccessQuestion { principal, action, resource, address, ..AccessQuestion::default() });
        }
        cursor = found.next;
        if cursor.is_none() {
            break;
        }
    }
    Err(UiError::new(ErrorKind::NotFound, "No denied request has this id."))
}
