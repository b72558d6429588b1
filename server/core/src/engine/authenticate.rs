//! From a proof to a principal.

use super::{Call, Engine, Identity, Session, Vault, context::event};
use crate::{AuthFailure, CoreError, nonce::half, ports::Commit};
use std::net::IpAddr;
use strongroom_crypto::SigningKey;
use strongroom_domain::{
    AccessKeyId, Action, Issuer, Principal, RequestId, ResourceKind, RoleName, RoleSession, Surface, Timestamp, UserId,
    UserName,
};
use strongroom_trail::{Detail, Outcome, Target};

/// Result of checking a signature with an AccessKey.
#[derive(Debug, PartialEq, Eq)]
pub enum KeyProof {
    /// The signature is valid.
    Verified(Principal),
    /// There is no such key, or the role of the session no longer exists.
    Unknown,
    /// The key is switched off.
    Inactive,
    /// The key may not sign from this address.
    Elsewhere,
    /// The signature is not valid.
    Mismatch,
    /// A temporary AccessKey without its token.
    TokenMissing,
    /// This installation made no such token.
    TokenMalformed,
    /// The token is that of another AccessKey.
    TokenMismatch,
    /// The session has ended.
    TokenExpired,
}

/// What a request that is refused says about itself. None of it is verified.
#[derive(Clone, Copy, Debug)]
pub struct ClaimedRequest<'a> {
    /// The AccessKey it claims to be signed with.
    pub access_key: &'a str,
    /// The operation it names, in its dialect's words.
    pub operation: &'a str,
    /// What it would be done to.
    pub target: Option<(ResourceKind, &'a str)>,
}

impl Engine {
    /// Checks a signature with the secret of an AccessKey. `verify` sees a key that can sign and nothing else; for an unknown
    /// id it gets a key that no one has, so that both take the same time. `token` came with a temporary AccessKey. `address` is
    /// the client's.
    ///
    /// # Errors
    /// Sealed, or the store is unavailable.
    pub async fn authenticate(
        &self,
        id: &str,
        token: Option<&str>,
        address: Option<IpAddr>,
        verify: impl FnOnce(&SigningKey) -> bool + Send,
    ) -> Result<KeyProof, CoreError> {
        let vault = self.vault()?;
        match token {
            Some(token) => return self.authenticate_session(&vault, id, token, verify).await,
            None if id.starts_with(AccessKeyId::TEMPORARY) => return Ok(KeyProof::TokenMissing),
            None => {}
        }
        let found = match AccessKeyId::new(id) {
            Ok(id) => vault.credential(&*self.store, &id, self.clock.uptime()).await?,
            Err(_) => None,
        };
        let Some(credential) = found else {
            let unknown =
                strongroom_crypto::Plaintext::new(vault.keyring.token_fingerprint("nobody", id.as_bytes()).to_vec());
            verify(&SigningKey::new(&unknown));
            return Ok(KeyProof::Unknown);
        };
        Ok(match (verify(&credential.signing), credential.key.active) {
            (false, _) => KeyProof::Mismatch,
            (true, false) => KeyProof::Inactive,
            (true, true) if !credential.key.networks.allow(address) => KeyProof::Elsewhere,
            (true, true) => KeyProof::Verified(credential.principal.clone()),
        })
    }

    /// The token contains everything about a temporary AccessKey. Whether the session has ended and the role still exists is
    /// revealed only to callers that can sign with it.
    async fn authenticate_session(
        &self,
        vault: &Vault,
        id: &str,
        token: &str,
        verify: impl FnOnce(&SigningKey) -> bool + Send,
    ) -> Result<KeyProof, CoreError> {
        let Some(session) = Session::of_token(&vault.keyring, token) else { return Ok(KeyProof::TokenMalformed) };
        if session.id.as_str() != id {
            return Ok(KeyProof::TokenMismatch);
        }
        if !verify(&SigningKey::new(&session.secret)) {
            return Ok(KeyProof::Mismatch);
        }
        if self.age_ms(session.expires) >= 0 {
            return Ok(KeyProof::TokenExpired);
        }
        let Session { id, role, name, expires, policy, .. } = session;
        let grants = vault.grants(&*self.store, Identity::Role(role), self.clock.uptime()).await?;
        let Some(grants) = grants else { return Ok(KeyProof::Unknown) };
        let of = RoleName::new(&grants.name)?;
        Ok(KeyProof::Verified(Principal::role(&of, &name, RoleSession { role, expires, policy }, id)))
    }

    /// Remembers the nonce of a request whose signature was checked. The fingerprint goes into [`Call::nonce`].
    ///
    /// # Errors
    /// [`CoreError::NonceUsed`], sealed, or what other nodes have seen cannot be read.
    pub async fn check_nonce(&self, access_key: &str, nonce: &str) -> Result<[u8; 16], CoreError> {
        let vault = self.vault()?;
        let mut text = Vec::with_capacity(access_key.len() + nonce.len() + 1);
        text.extend_from_slice(access_key.as_bytes());
        text.push(0);
        text.extend_from_slice(nonce.as_bytes());
        let fingerprint = vault.keyring.token_fingerprint("nonce", &text);
        self.exchange_nonces().await?;
        if self.nonces.first_use(fingerprint, self.clock.now()) { Ok(fingerprint) } else { Err(CoreError::NonceUsed) }
    }

    /// Records a request that was refused before it became an operation, with what it claims: whoever searches the trail for a leaked
    /// key, or for a secret, finds who still tries it. Bounded: above twenty a second, and two hundred at once, they are counted in
    /// [`Engine::refused_unrecorded`] and not written.
    pub async fn record_refused(&self, call: &Call, claimed: ClaimedRequest<'_>, code: &str, reason: &str) {
        if !self.refused.admits(self.clock.uptime()) {
            return;
        }
        let ClaimedRequest { access_key, operation, target } = claimed;
        let mut event = event(call, Action::Authenticate, self.clock.now(), failed(code, reason));
        event.actor.name = self.owner_of(access_key).await.unwrap_or_default();
        event.target = target.map(|(kind, name)| Target { kind, name: name.to_owned(), version: None });
        event.details =
            vec![(Detail::ClaimedKey, access_key.to_owned()), (Detail::ClaimedAction, operation.to_owned())];
        if let Err(error) = self.store.commit(Commit { changes: Vec::new(), event, nonce: None }).await {
            tracing::warn!(%error, "a refused request could not be recorded");
        }
    }

    /// Name of the user an AccessKey belongs to, if it exists.
    async fn owner_of(&self, access_key: &str) -> Option<String> {
        let id = AccessKeyId::new(access_key).ok()?;
        let credential = self.vault().ok()?.credential(&*self.store, &id, self.clock.uptime()).await.ok()??;
        Some(credential.principal.name.clone())
    }

    /// Records a request of an authenticated caller that names an operation and is refused before it can be called: a parameter is
    /// missing, malformed or not supported. `reason` names it, and no value.
    pub async fn record_malformed(&self, call: &Call, action: Action, reason: &str) {
        let event = event(call, action, self.clock.now(), failed("Invalid", reason));
        let nonce = call.nonce.map(half);
        if let Err(error) = self.store.commit(Commit { changes: Vec::new(), event, nonce }).await {
            tracing::warn!(%error, "a malformed request could not be recorded");
        }
    }

    /// Refused requests of strangers that were counted but not written to the trail.
    pub fn refused_unrecorded(&self) -> u64 {
        self.refused.dropped() + self.turned_away.dropped()
    }

    /// The principal of a console session, as it is now: a removed or renamed user shows at once.
    ///
    /// # Errors
    /// Sealed, no such user, or the store is unavailable.
    pub async fn principal(&self, id: UserId) -> Result<Principal, CoreError> {
        let grants = self.vault()?.grants(&*self.store, Identity::User(id), self.clock.uptime()).await?;
        let grants = grants.ok_or(CoreError::Unauthenticated(AuthFailure::UserGone))?;
        Ok(Principal::user(id, &UserName::new(&grants.name)?, None))
    }

    /// The identity provider a person must sign in through; `None` for a user with a password.
    ///
    /// # Errors
    /// Sealed, the user is gone, or the store is unavailable.
    pub async fn required_provider(&self, id: UserId) -> Result<Option<Issuer>, CoreError> {
        let user =
            self.vault()?.user(&*self.store, id).await?.ok_or(CoreError::Unauthenticated(AuthFailure::UserGone))?;
        Ok(user.federated.filter(|_| user.password.is_none()).map(|federated| federated.issuer))
    }

    /// Whether a user has changed since a moment or no longer exists: a sign-in begun before may have used an old password.
    ///
    /// # Errors
    /// Sealed, or the store is unavailable.
    pub async fn changed_since(&self, id: UserId, moment: Timestamp) -> Result<bool, CoreError> {
        Ok(self.vault()?.user(&*self.store, id).await?.is_none_or(|user| user.updated >= moment))
    }

    /// A call by the server itself.
    ///
    /// # Errors
    /// The machine gives no randomness.
    pub fn system_call(&self, surface: Surface) -> Result<Call, CoreError> {
        let request: RequestId = self.request_id()?;
        let principal = Principal::system();
        Ok(Call {
            principal,
            surface,
            address: None,
            agent: String::new(),
            request,
            nonce: None,
            mfa: false,
            encrypted: None,
            verified_at: None,
            browser: super::Browser::default(),
            seen: None,
        })
    }

    /// A call on the command line of whoever has the root key and the data: an operator who needs no account.
    ///
    /// # Errors
    /// The machine gives no randomness.
    pub fn operator_call(&self) -> Result<Call, CoreError> {
        Ok(Call { principal: Principal::root_key_holder(), ..self.system_call(Surface::CommandLine)? })
    }
}

fn failed(code: &str, reason: &str) -> Outcome {
    Outcome::Failed { code: code.to_owned(), reason: reason.to_owned() }
}
