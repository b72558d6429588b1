//! The server function that explains.

use super::dto::{Answer, Question};
use crate::error::UiError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::dto::action_named;
#[cfg(feature = "ssr")]
use crate::door::{
    self,
    ops::policies::{ExplainAccess, Whom},
};
#[cfg(feature = "ssr")]
use strongroom_domain::FieldError;
#[cfg(feature = "ssr")]
use strongroom_policy::system;

/// Answers a question; none is no question yet.
#[server]
pub async fn explain(question: Question) -> Result<Option<Answer>, UiError> {
    if question.principal.trim().is_empty() || question.action.trim().is_empty() {
        return Ok(None);
    }
    let action = action_named(&question.action)
        .ok_or_else(|| FieldError::new("action", "is no operation of this product, such as kms:GetSecretValue"))?;
    let address = match question.address.trim() {
        "" => None,
        text => Some(text.parse().map_err(|_| FieldError::new("address", "must be an address such as 10.8.0.7"))?),
    };
    let who = Whom::parse(&question.principal)?;
    // An ARN is as good as a name: denials are logged with ARNs.
    let resource = question.resource.trim();
    let resource = match resource.strip_prefix("acs:").map(|arn| arn.splitn(4, ':').last().unwrap_or_default()) {
        Some(relative) => relative.split_once('/').map_or("", |(_, name)| name),
        None => resource,
    };
    let resource = (!resource.is_empty() && resource != "*").then(|| resource.to_owned());
    let explained = door::call(ExplainAccess { who, action, resource, address }).await?;
    let who = explained.principal.rsplit(':').next().unwrap_or_default().to_owned();
    Ok(Some(Answer {
        who,
        action: action.full_name(),
        resource: explained.resource,
        explanation: explained.explanation,
        trace: explained.trace,
        system: system::all().iter().map(|policy| policy.name.to_owned()).collect(),
    }))
}
