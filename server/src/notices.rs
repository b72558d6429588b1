//! Notices: what this server delivers them with, and the notifier that does.

use crate::{Failure, config::Config, console::Origin, tls::ApiTls};
use std::{net::SocketAddr, sync::Arc};
use strongroom_app::paths::{self, SecretRoute};
use strongroom_core::{Engine, Notifier, NotifierSettings, ServerCertificate};
use strongroom_domain::{Notice, NoticeKind, NoticeSubject};
use strongroom_messengers::{ConsoleLinks, Messengers};

/// Pages of this console, for people who read a message somewhere else.
struct ConsolePages(String);

impl ConsoleLinks for ConsolePages {
    fn notice(&self, notice: &Notice) -> Option<String> {
        let path = match &notice.about {
            NoticeSubject::Secret { name, rotation: Some(rotation) } => {
                paths::rotation(&rotation.to_string(), name.as_str())
            }
            NoticeSubject::Secret { name, rotation: None } => {
                let page = match notice.kind {
                    NoticeKind::RotationOverdue => SecretRoute::Rotation,
                    _ => SecretRoute::Overview,
                };
                paths::secret(page, name.as_str())
            }
            NoticeSubject::Server(_) => paths::SETTINGS.to_owned(),
            NoticeSubject::Channel => return None,
        };
        Some(format!("{}{path}", self.0))
    }

    fn settings(&self) -> String {
        format!("{}{}", self.0, paths::NOTIFICATIONS)
    }

    fn console(&self) -> String {
        self.0.clone()
    }
}

/// Gives the core what it delivers with, and makes the notifier of this process.
///
/// # Errors
/// The machine gives no randomness.
pub fn start(
    config: &Config,
    engine: &Arc<Engine>,
    origin: &Origin,
    tls: &ApiTls,
    api: SocketAddr,
) -> Result<Arc<Notifier>, Failure> {
    let messengers =
        Arc::new(Messengers::new(Arc::new(ConsolePages(origin.to_string())), config.callable_networks.clone()));
    engine.deliver_with(messengers.clone());
    let tls = tls.clone();
    let certificate =
        ServerCertificate { server: config.api_endpoint(api), ends: Arc::new(move || Some(tls.expires())) };
    let settings = NotifierSettings { failing_after: config.notify_after, certificate: Some(certificate) };
    Ok(Arc::new(Notifier::new(engine.clone(), messengers, settings)?))
}
