//! What a request says its page showed.

use super::{Seen, SeenThing, Still};
use crate::{
    error::{ErrorKind, UiError},
    page_subject::{SubjectKind, SubjectSeen},
};
use axum::extract::Query;
use http::request::Parts;
use serde::Deserialize;
use strongroom_domain::{ChannelName, GroupName, PolicyName, RoleName, SecretName, TargetName, UserName};

/// The query of a form's request.
#[derive(Deserialize)]
struct SeenQuery {
    seen: Option<String>,
    unchanged: Option<String>,
}

/// What the page of a form showed; `None` for requests of other kinds.
///
/// # Errors
/// The address cannot be read.
pub(super) fn seen(request: &Parts) -> Result<Option<Seen>, UiError> {
    if !request.uri.path().starts_with("/api/") {
        return Ok(None);
    }
    let broken = || UiError::new(ErrorKind::Invalid, "The form cannot be read. Reload the page and try again.");
    let Query(query) = Query::<SeenQuery>::try_from_uri(&request.uri).map_err(|_| broken())?;
    let (value, still) = match (query.seen, query.unchanged) {
        (_, Some(value)) => (value, Still::Unchanged),
        (Some(value), None) => (value, Still::Itself),
        (None, None) => return Ok(None),
    };
    let SubjectSeen { kind, revision, name } = SubjectSeen::parse(&value).ok_or_else(broken)?;
    let thing = match kind {
        SubjectKind::Secret => SeenThing::Secret(SecretName::new(&name)?),
        SubjectKind::User => SeenThing::User(UserName::new(&name)?),
        SubjectKind::Group => SeenThing::Group(GroupName::new(&name)?),
        SubjectKind::Role => SeenThing::Role(RoleName::new(&name)?),
        SubjectKind::Policy => SeenThing::Policy(PolicyName::new(&name)?),
        SubjectKind::Target => SeenThing::Target(TargetName::new(&name)?),
        SubjectKind::Channel => SeenThing::Channel(ChannelName::new(&name)?),
    };
    Ok(Some(Seen { thing, revision, still }))
}
