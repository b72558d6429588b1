//! Reads a question's texts, and makes the question of a denied request.

use super::dto::AccessQuestion;
use crate::{
    door::{self, AskedTime, Circumstances, Transport, ops::policies::ExplainAccess, ops::trail::LookupEvents},
    error::{ErrorKind, UiError},
};
use strongroom_domain::{
    Action, ArnThing, ErrorCode, EventField, EventFilter, Field, FieldError, Form, Period, PolicySubject,
    PrincipalKind, Problem, RequestId, Surface, Timestamp, limits,
};

/// Maximum number of pages of denials to search.
const PAGES: u32 = 20;

/// The operation that answers a question.
///
/// # Errors
/// A field that cannot be read.
pub fn operation(question: AccessQuestion) -> Result<ExplainAccess, FieldError> {
    let action = action_named(&question.action)
        .ok_or_else(|| FieldError::new(Field::Action, Problem::Malformed(Form::Action)))?;
    let address = match question.address.trim() {
        "" => None,
        text => Some(text.parse().map_err(|_| FieldError::new(Field::Address, Problem::Malformed(Form::Address)))?),
    };
    let transport = match question.transport.as_str() {
        "tls" => Some(Transport::Tls),
        "plain" => Some(Transport::Plain),
        "console" => Some(Transport::Unknown),
        _ => None,
    };
    let mfa = match question.mfa.as_str() {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let time = match question.time.trim() {
        "" => AskedTime::Now,
        day if day.len() == "2027-01-01".len() => {
            AskedTime::At(Timestamp::parse(Field::RequestTime, &format!("{day}T00:00:00Z"))?)
        }
        text => AskedTime::At(Timestamp::parse(Field::RequestTime, text)?),
    };
    let who = PolicySubject::parse(&question.principal)?;
    let session = Some(question.session).filter(|policy| !policy.trim().is_empty());
    let circumstances = Circumstances { address, transport, mfa, time };
    Ok(ExplainAccess { who, action, resource: resource_named(&question.resource), circumstances, session })
}

/// The name in a name or an ARN: denials are logged with ARNs.
fn resource_named(text: &str) -> Option<String> {
    let text = text.trim();
    match ArnThing::parse(text) {
        Some(thing) => thing.name,
        None => Some(text.to_owned()).filter(|text| !text.is_empty() && text != "*"),
    }
}

/// Parses the name of an action, with or without its service.
fn action_named(text: &str) -> Option<Action> {
    let text = text.trim();
    Action::ALL
        .iter()
        .copied()
        .find(|action| action.name().eq_ignore_ascii_case(text) || action.full_name().eq_ignore_ascii_case(text))
}

/// The question that a denied request asks. The id contains the time of the request, so the search is short.
///
/// # Errors
/// Not an id, the caller may not read the trail, or there is no such denial.
pub async fn denied(id: &str) -> Result<AccessQuestion, UiError> {
    let request: RequestId =
        id.trim().parse().map_err(|_| FieldError::new(Field::RequestId, Problem::Malformed(Form::Uuid)))?;
    let period = Period { from: request.made().plus_ms(-1_000), to: request.made().plus_ms(60_000) };
    let filter = EventFilter { terms: vec![(EventField::Result, ErrorCode::Denied.name().to_owned())], write: None };
    let mut cursor = None;
    for _ in 0..PAGES {
        let page = LookupEvents { period, filter: filter.clone(), cursor, limit: limits::PAGE, statistics: None };
        let found = door::call(page).await?;
        let mut events = found.events.into_iter().map(|stored| stored.event);
        if let Some(event) = events.find(|event| event.request == request) {
            let principal = match event.actor.kind {
                // A role session's name contains the role's name and its own.
                PrincipalKind::Role => format!("role/{}", event.actor.name.split('/').next().unwrap_or_default()),
                _ => event.actor.name,
            };
            // The event does not say whether a console session had a second factor. Requests to the API have none.
            let (transport, mfa) = match event.surface {
                Surface::Console => ("console", ""),
                _ => ("tls", "no"),
            };
            return Ok(AccessQuestion {
                principal,
                action: event.action.full_name(),
                resource: event.target.map(|target| target.name).unwrap_or_default(),
                address: event.address.map(|address| address.to_string()).unwrap_or_default(),
                transport: transport.to_owned(),
                mfa: mfa.to_owned(),
                time: event.time.rfc3339_seconds(),
                ..AccessQuestion::default()
            });
        }
        cursor = found.next;
        if cursor.is_none() {
            break;
        }
    }
    Err(UiError::new(ErrorKind::NotFound, "No denied request has this reference."))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn actions_are_found_in_any_spelling() {
        for text in ["GetSecretValue", "kms:GetSecretValue", " KMS:getsecretvalue "] {
            assert_eq!(action_named(text), Some(Action::GetSecretValue), "{text}");
        }
        for text in ["", "kms:", "ram:GetSecretValue", "kms:*"] {
            assert_eq!(action_named(text), None, "{text}");
        }
    }

    #[test]
    fn resources_are_read_from_names_and_arns() {
        for (text, name) in [
            (" payments/db ", Some("payments/db")),
            ("acs:kms:local:42:secret/payments/db", Some("payments/db")),
            ("acs:ram::42:user/bob", Some("bob")),
            ("acs:kms:local:42:secret", None),
            ("", None),
            ("*", None),
        ] {
            assert_eq!(resource_named(text).as_deref(), name, "{text}");
        }
    }

    #[test]
    fn circumstances_are_read_and_the_rest_stays_open() {
        let base = || AccessQuestion {
            principal: "bob".to_owned(),
            action: "GetSecretValue".to_owned(),
            ..AccessQuestion::default()
        };
        assert_eq!(operation(base()).unwrap().circumstances, Circumstances::default());
        let full = AccessQuestion {
            address: "10.0.0.1".to_owned(),
            transport: "tls".to_owned(),
            mfa: "yes".to_owned(),
            time: "2027-01-01".to_owned(),
            ..base()
        };
        let circumstances = operation(full).unwrap().circumstances;
        assert_eq!((circumstances.transport, circumstances.mfa), (Some(Transport::Tls), Some(true)));
        assert_eq!(circumstances.time, AskedTime::At(Timestamp(1_798_761_600_000)));
        for (bad, field) in [
            (AccessQuestion { address: "10.0.0.0/8".to_owned(), ..base() }, Field::Address),
            (AccessQuestion { time: "tomorrow".to_owned(), ..base() }, Field::RequestTime),
            (AccessQuestion { action: "kms:*".to_owned(), ..base() }, Field::Action),
        ] {
            assert_eq!(operation(bad).err().map(|error| error.field), Some(field));
        }
    }
}
