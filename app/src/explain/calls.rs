//! The server function that explains access.

use super::dto::{AccessExplanation, AccessQuestion};
use crate::error::UiError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::{dto::Verdict, question};
#[cfg(feature = "ssr")]
use crate::door::{self, ops::policies::Explained};
#[cfg(feature = "ssr")]
use strongroom_domain::PolicySubject;
#[cfg(feature = "ssr")]
use strongroom_policy::{PartialDecision, Residual, system};

/// Explains access; `None` if the form is empty. A denied request is explained with the current policies, at the address of an
/// ordinary question, so that the question can be edited.
#[server]
pub async fn explain(question: AccessQuestion) -> Result<Option<AccessExplanation>, UiError> {
    if !question.event.trim().is_empty() {
        leptos_axum::redirect(&question::denied(&question.event).await?.href());
        return Ok(None);
    }
    if question.principal.trim().is_empty() || question.action.trim().is_empty() {
        return Ok(None);
    }
    let operation = question::operation(question)?;
    let action = operation.action.full_name();
    let explained = door::call(operation).await?;
    Ok(Some(AccessExplanation {
        who: PolicySubject::parse(&explained.principal)?,
        action,
        missing: explained.missing.map(|thing| thing.to_string()),
        verdict: verdict(&explained),
        resource: explained.resource,
        explanation: explained.explanation,
        trace: explained.trace,
        system: system::all().iter().map(|policy| policy.name.to_owned()).collect(),
    }))
}

#[cfg(feature = "ssr")]
fn verdict(explained: &Explained) -> Verdict {
    match &explained.decision {
        PartialDecision::Allowed if explained.without_policy => Verdict::AllowedWithoutPolicy,
        PartialDecision::Allowed => Verdict::Allowed,
        PartialDecision::Conditional(residual) => Verdict::Conditional(residual.sentence()),
        PartialDecision::Denied => Verdict::Denied { otherwise: explained.otherwise.as_ref().map(Residual::sentence) },
    }
}
