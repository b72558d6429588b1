//! ListKeyUsers: the users and roles that may use a key for secrets.

use crate::{
    CoreError,
    engine::{Context, Done, Run, key_use},
    ops::principals::{GrantedAccess, ReaderKind, Scan, each_principal, granted},
};
use std::borrow::Cow;
use strongroom_domain::{Action, CmkId, KeyPermission, UserName};

/// Lists users that may use a key, then roles. Access to the secrets under it is a separate check.
pub struct ListKeyUsers {
    /// Which key.
    pub id: CmkId,
    /// Go on after this user.
    pub after: Option<UserName>,
}

/// A user or role that may use a key.
#[derive(Clone, Debug)]
pub struct KeyUser {
    /// Name of the user or role.
    pub name: String,
    /// What it is.
    pub kind: ReaderKind,
    /// How it may read with the key (`kms:Decrypt`); `None` if it may not.
    pub decrypt: Option<GrantedAccess>,
    /// How it may write with the key (`kms:GenerateDataKey`); `None` if it may not.
    pub encrypt: Option<GrantedAccess>,
}

impl Run for ListKeyUsers {
    type Output = Scan<KeyUser, UserName>;

    fn action(&self) -> Action {
        Action::ListKeyUsers
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.id.to_string().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        cx.vault.cmk(self.id)?;
        let check = |permission| [key_use(&cx.vault, permission, self.id)];
        let (decrypt, encrypt) = (check(KeyPermission::Decrypt), check(KeyPermission::GenerateDataKey));
        let scan = each_principal(cx, self.after.clone(), |name, kind, grants| {
            let (decrypt, encrypt) = (granted(cx, grants, &decrypt), granted(cx, grants, &encrypt));
            (decrypt.is_some() || encrypt.is_some()).then_some(KeyUser { name, kind, decrypt, encrypt })
        });
        Ok(Done::read(scan.await?))
    }
}
