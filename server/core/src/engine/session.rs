//! Role sessions. The encrypted token contains everything about one; the database contains nothing of it
//! (`docs/decisions/temporary-credentials.md`).

use crate::CoreError;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use strongroom_crypto::{Keyring, Plaintext};
use strongroom_domain::{AccessKeyId, RoleId, SessionName, Timestamp};
use zeroize::Zeroizing;

/// Purpose bound into encrypted tokens.
const SESSION: &str = "role-session";
/// Longest token that is looked at, in characters; one with the longest policy has about 11,500.
const TOKEN: usize = 16_384;

/// A session of a role.
pub(crate) struct Session {
    /// Id of the AccessKey it signs with.
    pub id: AccessKeyId,
    /// Secret of that AccessKey.
    pub secret: Plaintext,
    /// The role, not its name: a later role of the same name is another one.
    pub role: RoleId,
    /// Name of the session, chosen by the caller that assumed the role.
    pub name: SessionName,
    /// When it ends.
    pub expires: Timestamp,
    /// Narrows what the role may do: a document, JSON.
    pub policy: Option<Box<str>>,
}

impl Session {
    /// The token that comes with the AccessKey: a line for each fact, encrypted.
    pub fn token(&self, keyring: &Keyring) -> Result<String, CoreError> {
        let facts = format!("{}\n{}\n{}\n{}\n", self.id, self.role, self.name, self.expires.0);
        let policy = self.policy.as_deref().unwrap_or_default();
        // All its room at once: growing would leave a copy of the secret behind.
        let mut record = Zeroizing::new(Vec::with_capacity(self.secret.len() + 1 + facts.len() + policy.len()));
        record.extend_from_slice(self.secret.expose());
        record.push(b'\n');
        record.extend_from_slice(facts.as_bytes());
        record.extend_from_slice(policy.as_bytes());
        Ok(STANDARD.encode(keyring.encrypt_record(SESSION, b"", &record)?))
    }

    /// The session of a token; none when this installation did not make it, or not like this.
    pub fn of_token(keyring: &Keyring, token: &str) -> Option<Self> {
        let encrypted =
            Some(token).filter(|token| token.len() <= TOKEN).and_then(|token| STANDARD.decode(token).ok())?;
        let record = keyring.decrypt_record(SESSION, b"", &encrypted).ok()?;
        let mut lines = std::str::from_utf8(record.expose()).ok()?.splitn(6, '\n');
        let mut line = || lines.next();
        Some(Self {
            secret: Plaintext::new(line()?.as_bytes().to_vec()),
            id: AccessKeyId::new(line()?).ok()?,
            role: line()?.parse().ok()?,
            name: SessionName::new(line()?).ok()?,
            expires: Timestamp(line()?.parse().ok()?),
            policy: Some(line()?).filter(|policy| !policy.is_empty()).map(Into::into),
        })
    }
}
