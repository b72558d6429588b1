//! Who may watch rotations as they change.

pub use super::response::status_of;
use super::{Console, CoreError, Sessions, Thing, abilities, offered, principal, session, ui_error};
use crate::error::{ErrorKind, UiError};
use http::request::Parts;
use leptos::{prelude::*, reactive::computed::ScopedFuture};
use std::sync::Arc;
use strongroom_domain::{Action, ResourceKind, SecretName};

/// A watcher of rotations, of a browser that is signed in.
#[derive(Clone)]
pub struct LiveWatcher {
    console: Console,
    sessions: Arc<dyn Sessions>,
    request: Parts,
    /// Of this secret; of all if absent.
    secret: Option<SecretName>,
}

impl LiveWatcher {
    /// The watcher of a request, whose session the session layer has put there.
    pub fn new(console: Console, sessions: Arc<dyn Sessions>, request: Parts, secret: Option<SecretName>) -> Self {
        Self { console, sessions, request, secret }
    }

    /// Which secret is watched.
    pub fn secret(&self) -> Option<&SecretName> {
        self.secret.as_ref()
    }

    /// The name of its session in the store, if the session is open and its user may see these rotations now. Not recorded as an event:
    /// watching shows nothing of them.
    ///
    /// # Errors
    /// Signed out, denied, sealed, or the store is unavailable.
    pub async fn allowed(&self) -> Result<[u8; 16], UiError> {
        let owner = Owner::new();
        let Self { console, sessions, request, secret } = self.clone();
        let asked = owner.with(|| {
            provide_context(console);
            provide_context(sessions.clone());
            provide_context(request);
            ScopedFuture::new(allowed(sessions, secret))
        });
        asked.await
    }
}

async fn allowed(sessions: Arc<dyn Sessions>, secret: Option<SecretName>) -> Result<[u8; 16], UiError> {
    let who = principal().await?;
    // What was loaded for the request may have ended since; looking does not make it last longer.
    let own = session()?.id();
    let open = sessions.of(who.id, own).await.map_err(ui_error)?;
    let name = open.into_iter().find(|session| session.own).map(|session| session.name);
    let name = name.ok_or_else(super::errors::signed_out)?;
    let may = match &secret {
        Some(secret) => offered(ResourceKind::Secret, secret.as_str()).await?.contains(&Action::DescribeRotation),
        None => abilities().await?.actions.contains(&Action::ListRotations),
    };
    match may {
        true => Ok(name),
        false if secret.is_some() => Err(ui_error(CoreError::NotFound(Thing::Secret))),
        false => Err(UiError::new(ErrorKind::Denied, "Your policies do not allow listing rotations.")),
    }
}
