//! Which AccessKeys of this installation readers of a secret are given.

use super::planned;
use crate::{
    CoreError,
    engine::{AuthorizationQuery, Context, Done, Run},
    rotation::from_value,
};
use std::borrow::Cow;
use strongroom_crypto::EnvelopePart;
use strongroom_domain::{AccessKeyId, AccountName, Action, SecretKind, SecretName, Stage, UserName, VersionId};

/// Finds the keys of the current and the previous version of a secret among the keys of this installation, by their ids: somebody who
/// may not read the secret may have to deactivate its key. Keys of users whose keys the caller may not list are left out, and
/// those of other services are not found.
pub struct ListServedKeys {
    /// Which secret.
    pub name: SecretName,
}

/// A key that readers are given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServedKey {
    /// In which version.
    pub version: VersionId,
    /// Whether that is the current one.
    pub current: bool,
    /// Whose it is.
    pub user: UserName,
    /// Its id, which is no secret.
    pub id: AccessKeyId,
    /// Whether it may sign.
    pub active: bool,
}

impl Run for ListServedKeys {
    type Output = Vec<ServedKey>;

    fn action(&self) -> Action {
        Action::DescribeRotation
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        let (loaded, plan) = planned(cx, &self.name).await?;
        let mut found = Vec::new();
        if loaded.secret.kind != SecretKind::RamCredentials {
            return Ok(Done::read(found));
        }
        let account = plan.accounts.first().map_or("", AccountName::as_str);
        for stage in [Stage::Current, Stage::Previous] {
            let version = loaded.secret.labels.resolve(&stage).and_then(|id| loaded.version(id));
            let Some(version) = version else { continue };
            let value = match cx.vault.decrypt_part(version, EnvelopePart::Value) {
                Ok(value) => value,
                Err(CoreError::KeyDisabled | CoreError::KeyDeleting) => continue,
                Err(other) => return Err(other),
            };
            let Ok(credential) = from_value(loaded.secret.kind, &value, account) else { continue };
            let Some(id) = credential.secret.key_id().and_then(|id| AccessKeyId::new(id).ok()) else { continue };
            let Some(key) = cx.store().access_key(&id).await? else { continue };
            let key = key.verify(&cx.vault.keyring)?;
            let Some(user) = cx.vault.user(cx.store(), key.user).await? else { continue };
            let query = AuthorizationQuery {
                action: Action::ListAccessKeys,
                resource: Some(user.name.as_str()),
                secret: None,
                trust: None,
                keys: Vec::new(),
            };
            if key.id == id && cx.rights.decide(&cx.vault, query).is_ok() {
                let (version, current) = (version.id.clone(), stage == Stage::Current);
                found.push(ServedKey { version, current, user: user.name.clone(), id, active: key.active });
            }
        }
        Ok(Done::read(found))
    }
}
