//! The session cookie, the encryption of session records, and the console's access to sessions.

use std::sync::Arc;
use strongroom_app::door::{OpenSession, Sessions};
use strongroom_core::{CoreError, Engine};
use strongroom_domain::{Timestamp, UserId};
use strongroom_store::{SessionCodec, SessionRows};
use tower_sessions::{
    Expiry, SessionManagerLayer,
    cookie::{SameSite, time::Duration},
    session::Id,
};

/// A session ends after this many minutes without a request.
const IDLE_MINUTES: i64 = 60;
/// Purpose bound into hashes of session ids.
const ID: &str = "console-session-id";
/// Purpose bound into encrypted records.
const RECORD: &str = "console-session";

/// Name of the cookie over plain HTTP, which is only for the local machine.
const NAME: &str = "strongroom";
/// Name of the cookie over TLS. The prefix makes browsers require `Secure`, our host and the path `/`.
const SECURE_NAME: &str = "__Host-strongroom";

/// Whether `name=value` is a session cookie.
pub(super) fn is_cookie(pair: &str) -> bool {
    pair.split_once('=').is_some_and(|(name, _)| name == NAME || name == SECURE_NAME)
}

/// The layer that loads the session of a request. `Lax`, because with `Strict` a link from another site would appear signed out.
pub(super) fn layer(sessions: SessionRows, https: bool) -> SessionManagerLayer<SessionRows> {
    let name = if https { SECURE_NAME } else { NAME };
    SessionManagerLayer::new(sessions)
        .with_name(name)
        .with_secure(https)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(Duration::minutes(IDLE_MINUTES)))
        // Otherwise the idle time would count from the last change of the record.
        .with_always_save(true)
}

/// Encrypts sessions with the engine's keys: the database contains neither session ids nor readable records.
pub struct EngineCodec(pub Arc<Engine>);

impl SessionCodec for EngineCodec {
    fn hash(&self, id: &[u8]) -> [u8; 16] {
        // While encrypted: a hash that no row has.
        self.0.token_fingerprint(ID, id).unwrap_or_default()
    }

    fn encrypt(&self, hash: &[u8; 16], bytes: &[u8]) -> Option<Vec<u8>> {
        self.0.encrypt_record(RECORD, hash, bytes).ok()
    }

    fn decrypt(&self, hash: &[u8; 16], encrypted: &[u8]) -> Option<Vec<u8>> {
        Some(self.0.decrypt_record(RECORD, hash, encrypted).ok()?.expose().to_vec())
    }

    fn now(&self) -> Timestamp {
        self.0.now()
    }

    fn age_ms(&self, of: Timestamp) -> i64 {
        self.0.age_ms(of)
    }
}

/// The console's access to session rows.
pub(crate) struct ConsoleSessions(pub(crate) SessionRows);

#[async_trait::async_trait]
impl Sessions for ConsoleSessions {
    async fn of(&self, user: UserId, own: Option<Id>) -> Result<Vec<OpenSession>, CoreError> {
        let own = own.map(|id| self.0.hash(&id));
        let open = |info: strongroom_store::SessionInfo| OpenSession {
            name: info.hash,
            began: info.created,
            seen: info.last_seen,
            address: info.address,
            agent: info.agent,
            own: own == Some(info.hash),
        };
        Ok(self.0.sessions_of(user).await?.into_iter().map(open).collect())
    }

    fn name(&self, id: &Id) -> [u8; 16] {
        self.0.hash(id)
    }
}
