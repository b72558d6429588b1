//! The first start: installation, default key, first administrator with an AccessKey.

use crate::{
    CoreError, Engine, Thing,
    engine::administrator_access,
    ops::{access_keys::new_access_key, users::PASSWORD_ALPHABET},
    ports::{Commit, Expect, IdentityChange, InstallationChange, KeyChange},
    rows::{
        Authenticate, BlockKey, Ciphertext, CmkRow, CmkVersionRow, ENCODING, InstallationRow, PasswordHash, RootKeyRow,
        UserRow,
    },
};
use strongroom_crypto::{Keyring, Plaintext, RootKey};
use strongroom_domain::{
    AccessKeyId, Action, CmkId, Comments, Description, InstallationId, KeyState, Principal, ResourceKind, Since,
    Surface, UserId, UserName, check_region,
};
use strongroom_trail::{Actor, Detail, Event, Outcome, Target};

/// What an installation is made with.
pub struct NewInstallation {
    /// Region name, such as `local`.
    pub region: String,
    /// First administrator.
    pub admin: UserName,
}

/// What is shown once after the first start.
pub struct Initialized {
    /// Account id.
    pub account: String,
    /// The administrator's first password.
    pub password: Plaintext,
    /// The administrator's AccessKey.
    pub access_key: AccessKeyId,
    /// Its secret.
    pub access_key_secret: Plaintext,
}

impl Engine {
    /// Makes an installation in an empty store, in one transaction.
    ///
    /// # Errors
    /// [`CoreError::Exists`] when there is one; the region breaks its rule; the administrator's name is reserved; the store is unavailable.
    pub async fn initialize(&self, root: &RootKey, new: &NewInstallation) -> Result<Initialized, CoreError> {
        check_region(&new.region)?;
        new.admin.check_available()?;
        if self.store.installation().await?.is_some() {
            return Err(CoreError::Exists(Thing::Installation));
        }
        let now = self.clock.now();
        let id = || crate::random::id(now);
        let installation = InstallationId(id()?);
        let (keyring, wrapped) = Keyring::create(root, installation.0)?;
        let digits = crate::random::text(15, b"0123456789")?;
        let account = format!("1{}", String::from_utf8_lossy(digits.expose()));

        let cmk = CmkId(id()?);
        let encrypted = keyring.new_cmk_version(cmk.0, 1)?;
        let creator = "strongroom".to_owned();
        let key = CmkRow {
            id: cmk,
            description: Description::new("Default key of this account and region")?,
            default: true,
            state: KeyState::Enabled,
            primary_version: 1,
            creator,
            created: now,
            rotated: now,
            policy: None,
            revision: 1,
        };
        let password = crate::random::text(20, PASSWORD_ALPHABET)?;
        let user = UserRow {
            id: UserId(id()?),
            name: new.admin.clone(),
            display_name: Comments::new("")?,
            comments: Comments::new("Made with the installation")?,
            groups: Vec::new(),
            policies: vec![Since::new(administrator_access()?, now)],
            password: Some(PasswordHash(strongroom_crypto::password::hash(&password)?)),
            mfa: None,
            federated: None,
            created: now,
            updated: now,
            revision: 1,
            signed_in: None,
        };
        let (access, secret) = new_access_key(&keyring, user.id, now)?;
        let access_key = access.id.clone();
        let row = InstallationRow {
            id: installation,
            account: account.clone(),
            region: new.region.clone(),
            created: now,
            check: keyring.check_value(),
            encoding: ENCODING,
        };
        let version = CmkVersionRow { cmk, version: 1, encrypted: Ciphertext(encrypted), created: now };
        let root_key = RootKeyRow { check: wrapped.root_check, wrapped: Ciphertext(wrapped.encrypted), created: now };
        let changes = vec![
            InstallationChange::Put(row.authenticate(&keyring)).into(),
            InstallationChange::PutRootKey(root_key.authenticate(&keyring)).into(),
            KeyChange::Put(key.authenticate(&keyring), Expect::Absent).into(),
            KeyChange::PutVersion(version.authenticate(&keyring)).into(),
            IdentityChange::PutUser(user.authenticate(&keyring), Expect::Absent).into(),
            IdentityChange::PutAccessKey(access.authenticate(&keyring), Expect::Absent).into(),
        ];
        let event = Event {
            time: now,
            request: self.request_id()?,
            action: Action::Initialize,
            surface: Surface::CommandLine,
            actor: Actor::from(&Principal::system()),
            address: None,
            agent: String::new(),
            target: Some(Target { kind: ResourceKind::System, name: account.clone(), version: None }),
            outcome: Outcome::Ok,
            details: vec![(Detail::AccessKey, access_key.to_string()), (Detail::Key, cmk.to_string())],
        };
        self.store.authenticate_blocks(BlockKey::new(keyring.audit_key()));
        self.store.commit(Commit { changes, event, nonce: None }).await?;
        Ok(Initialized { account, password, access_key, access_key_secret: secret })
    }
}
