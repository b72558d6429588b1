//! What an unsealed core holds: the keyring, the installation, and caches of verified rows.

use super::{
    bindings::own_policy,
    cmks::Cmk,
    grants::{Compiled, Grants, Identity},
};
use crate::{
    CoreError, Thing,
    cache::Cache,
    ports::{Store, Uptime},
    rows::{
        AccessKeyRow, Authenticate, Ciphertext, InstallationRow, MfaDeviceRow, NotVerified, SecretRow, Unverified,
        UserRow, VersionRow,
    },
};
use std::sync::{Arc, RwLock, atomic::AtomicI64};
use strongroom_crypto::{Binding, EnvelopePart, Keyring, Plaintext, SigningKey};
use strongroom_domain::{
    AccessKeyId, CmkId, Federated, PolicyName, Principal, SecretId, SecretName, UserId, UserName, VersionId, secret_arn,
};
use strongroom_policy::{Attached, Kind};

/// Bytes of secrets with encrypted values kept in memory.
const SECRET_CACHE: usize = 24 << 20;
/// Bytes of AccessKeys kept ready for verifying.
const CREDENTIAL_CACHE: usize = 12 << 20;
/// Bytes of what users and roles may do, kept compiled. The documents are shared with the next cache, and counted here too.
const GRANTS_CACHE: usize = 32 << 20;
/// Bytes of custom policies kept compiled.
const DOCUMENT_CACHE: usize = 16 << 20;
/// How long another node's change of a user, group, role, policy, AccessKey or CMK may stay unseen, in milliseconds by the
/// monotonic clock.
pub(crate) const IDENTITY_MS: i64 = 1_000;

pub(crate) struct Vault {
    pub keyring: Keyring,
    pub installation: InstallationRow,
    pub secrets: Cache<SecretName, Loaded>,
    pub credentials: Cache<AccessKeyId, CallerKey>,
    pub grants: Cache<Identity, Grants>,
    pub documents: Cache<PolicyName, Compiled>,
    pub cmks: RwLock<Arc<Vec<Arc<Cmk>>>>,
    /// When changes of CMKs were last looked for, as milliseconds of [`Uptime`].
    pub cmks_seen: AtomicI64,
}

/// A secret with its versions, verified; without their outlines, which only the console needs.
pub(crate) struct Loaded {
    pub secret: SecretRow,
    pub versions: Box<[VersionRow]>,
    /// Its own policy, compiled.
    pub policy: Option<Attached>,
}

/// An AccessKey ready to verify with.
pub(crate) struct CallerKey {
    pub key: AccessKeyRow,
    pub signing: SigningKey,
    pub principal: Principal,
    pub loaded_at: Uptime,
}

impl Loaded {
    pub fn version(&self, id: &VersionId) -> Option<&VersionRow> {
        self.versions.iter().find(|v| v.id == *id)
    }

    /// Ten thousand of these are most of this program's memory: a clone has no spare room.
    fn compact(secret: &SecretRow, versions: &[VersionRow], arn: &str) -> Self {
        let bare = |version: &VersionRow| VersionRow { outline: Ciphertext(Vec::new()), ..version.clone() };
        let versions = versions.iter().map(bare).collect();
        let policy = own_policy(secret.policy.as_ref(), Kind::Resource, || arn.to_owned());
        Self { secret: secret.clone(), versions, policy }
    }

    /// For questions about the secret alone.
    pub fn without_versions(secret: SecretRow, vault: &Vault) -> Self {
        let policy = own_policy(secret.policy.as_ref(), Kind::Resource, || vault.secret_arn(&secret.name));
        Self { secret, versions: Box::default(), policy }
    }
}

impl Vault {
    /// A vault over a keyring that the installation's row was verified with.
    pub async fn open(store: &dyn Store, keyring: Keyring, installation: InstallationRow) -> Result<Self, CoreError> {
        let vault = Self {
            keyring,
            installation,
            secrets: Cache::new(SECRET_CACHE),
            credentials: Cache::new(CREDENTIAL_CACHE),
            grants: Cache::new(GRANTS_CACHE),
            documents: Cache::new(DOCUMENT_CACHE),
            cmks: RwLock::default(),
            cmks_seen: AtomicI64::default(),
        };
        vault.load_cmks(store).await?;
        Ok(vault)
    }

    /// Rows as the store gave them, each verified.
    pub fn verified<R: Authenticate>(
        &self,
        rows: impl IntoIterator<Item = Unverified<R>>,
    ) -> Result<Vec<R>, NotVerified> {
        rows.into_iter().map(|row| row.verify(&self.keyring)).collect()
    }

    /// A secret by name. On a database shared with other nodes the cached row's revision is checked first.
    pub async fn secret(&self, store: &dyn Store, name: &SecretName) -> Result<Arc<Loaded>, CoreError> {
        const MISSING: CoreError = CoreError::NotFound(Thing::Secret);
        let ticket = match self.secrets.get(name) {
            Ok(hit) if !store.shared() => return Ok(hit),
            Ok(hit) => {
                if store.secret_revision(name).await? == Some((hit.secret.id, hit.secret.revision)) {
                    return Ok(hit);
                }
                self.secrets.changed(name);
                self.secrets.get(name).err()
            }
            Err(ticket) => Some(ticket),
        };
        let secret = store.secret(name).await?.ok_or(MISSING)?.verify(&self.keyring)?;
        if secret.name != *name {
            return Err(CoreError::tampered("secret"));
        }
        let versions = self.versions(store, secret.id).await?;
        let loaded = Arc::new(Loaded::compact(&secret, &versions, &self.secret_arn(name)));
        if let Some(ticket) = ticket {
            self.secrets.put(ticket, name.clone(), loaded.clone(), loaded.weight());
        }
        Ok(loaded)
    }

    pub fn secret_arn(&self, name: &SecretName) -> String {
        secret_arn(&self.installation.region, &self.installation.account, name)
    }

    /// The versions of a secret with their outlines, from the store.
    pub async fn versions(&self, store: &dyn Store, secret: SecretId) -> Result<Vec<VersionRow>, CoreError> {
        let versions = self.verified(store.versions(secret).await?)?;
        if versions.iter().any(|v| v.secret != secret) {
            return Err(CoreError::tampered("secret_version"));
        }
        Ok(versions)
    }

    /// An AccessKey and its owner; `None` when there is no such key.
    pub async fn credential(
        &self,
        store: &dyn Store,
        id: &AccessKeyId,
        now: Uptime,
    ) -> Result<Option<Arc<CallerKey>>, CoreError> {
        let ticket = match self.credentials.get(id) {
            Ok(hit) if !store.shared() || now.since_ms(hit.loaded_at) < IDENTITY_MS => return Ok(Some(hit)),
            Ok(_) => {
                self.credentials.changed(id);
                self.credentials.get(id).err()
            }
            Err(ticket) => Some(ticket),
        };
        let Some(key) = store.access_key(id).await? else { return Ok(None) };
        let key = key.verify(&self.keyring)?;
        let Some(user) = self.user(store, key.user).await? else { return Ok(None) };
        if key.id != *id {
            return Err(CoreError::tampered("access_key"));
        }
        let secret = self.keyring.decrypt_record(ACCESS_KEY, id.as_str().as_bytes(), &key.secret.0)?;
        let principal = Principal::user(user.id, &user.name, Some(id.clone()));
        let credential = Arc::new(CallerKey { key, signing: SigningKey::new(&secret), principal, loaded_at: now });
        if let Some(ticket) = ticket {
            self.credentials.put(ticket, id.clone(), credential.clone(), credential.weight());
        }
        Ok(Some(credential))
    }

    pub async fn user(&self, store: &dyn Store, id: UserId) -> Result<Option<UserRow>, CoreError> {
        let Some(user) = store.user(id).await? else { return Ok(None) };
        let user = user.verify(&self.keyring)?;
        if user.id == id { Ok(Some(user)) } else { Err(CoreError::tampered("user")) }
    }

    pub async fn user_by_name(&self, store: &dyn Store, name: &UserName) -> Result<Option<UserRow>, CoreError> {
        let Some(user) = store.user_by_name(name).await? else { return Ok(None) };
        let user = user.verify(&self.keyring)?;
        let same = user.name.as_str().eq_ignore_ascii_case(name.as_str());
        if same { Ok(Some(user)) } else { Err(CoreError::tampered("user")) }
    }

    /// The user that a person at an identity provider is here.
    pub async fn user_by_identity(
        &self,
        store: &dyn Store,
        federated: &Federated,
    ) -> Result<Option<UserRow>, CoreError> {
        let Some(user) = store.user_by_identity(federated).await? else { return Ok(None) };
        let user = user.verify(&self.keyring)?;
        if user.federated.as_ref() == Some(federated) { Ok(Some(user)) } else { Err(CoreError::tampered("user")) }
    }

    /// The second factors of a user that has any.
    pub async fn mfa_device(&self, store: &dyn Store, user: &UserRow) -> Result<Option<MfaDeviceRow>, CoreError> {
        let Some(id) = user.mfa else { return Ok(None) };
        // The user's row names it, so a missing row, or one of another user, is tampering and not a missing factor.
        let device = store.mfa_device(id).await?.ok_or_else(|| CoreError::tampered("mfa_device"))?;
        let device = device.verify(&self.keyring)?;
        if device.id == id && device.user == user.id {
            Ok(Some(device))
        } else {
            Err(CoreError::tampered("mfa_device"))
        }
    }

    /// Forgets what is known of a caller and of the keys, so that the next look reads it.
    pub fn doubt(&self, principal: &Principal) {
        if let Some(id) = &principal.access_key {
            self.credentials.changed(id);
        }
        if let Some(identity) = Identity::of(principal) {
            self.grants.changed(&identity);
        }
        self.doubt_cmks();
    }

    /// Forgets what was decided from users, groups, roles and policies.
    pub fn identity_changed(&self) {
        self.credentials.clear();
        self.grants.clear();
        self.documents.clear();
    }

    /// Decrypts one part of a version, if its key may be used.
    pub fn decrypt_part(&self, version: &VersionRow, part: EnvelopePart) -> Result<Plaintext, CoreError> {
        let envelope = if part == EnvelopePart::Value { &version.value.0 } else { &version.outline.0 };
        let (cmk, _) = strongroom_crypto::envelope_cmk(envelope)?;
        self.usable_cmk(CmkId(cmk))?;
        Ok(self.keyring.decrypt(&self.binding(version), part, envelope)?)
    }

    pub fn binding<'a>(&'a self, version: &'a VersionRow) -> Binding<'a> {
        Binding {
            account: &self.installation.account,
            secret: version.secret.0,
            version_id: version.id.as_str(),
            ordinal: version.ordinal,
            value_type: version.value_type.code(),
        }
    }
}

/// Purpose bound into encrypted AccessKey secrets.
pub(crate) const ACCESS_KEY: &str = "access-key";
/// Purpose bound into encrypted secrets of second factors.
pub(crate) const MFA_DEVICE: &str = "mfa-device";
/// Purpose of the encrypted proof of a target's managing account.
pub(crate) const TARGET_MANAGER: &str = "target-manager";
/// Purpose of the encrypted key or password of a notification channel.
pub(crate) const CHANNEL_SECRET: &str = "notification-channel";
/// Purpose bound into ceremonies of passkeys that are under way.
pub(crate) const PASSKEY: &str = "passkey-ceremony";
