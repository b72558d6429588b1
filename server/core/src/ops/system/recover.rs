//! RecoverAdministrator: whoever has the root key and the data signs in again, although every administrator lost their password,
//! their second factor or their rights.

use crate::{
    CoreError,
    engine::{Context, Done, Run, administrator_access, first_revision, has_administrator, would_administer},
    ops::users::{PASSWORD_ALPHABET, by_name, put},
    ports::{Change, Expect, IdentityChange, SessionChange},
    rows::{Authenticate, PasswordHash, UserRow},
};
use std::borrow::Cow;
use strongroom_crypto::Plaintext;
use strongroom_domain::{Action, Comments, Since, UserId, UserName};
use strongroom_trail::Detail;

/// Request.
pub struct RecoverAdministrator {
    /// An administrator; created if nobody has this name. Anybody, if there is no administrator.
    pub name: UserName,
}

/// What was done.
pub struct Recovered {
    /// The name as stored.
    pub name: UserName,
    /// The new password.
    pub password: Plaintext,
    /// Whether the user was created.
    pub created: bool,
    /// Whether AdministratorAccess was attached.
    pub attached: bool,
    /// Whether second factors were removed.
    pub factors_removed: bool,
}

impl Run for RecoverAdministrator {
    type Output = Recovered;

    fn action(&self) -> Action {
        Action::RecoverAdministrator
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Recovered>, CoreError> {
        let password = crate::random::text(20, PASSWORD_ALPHABET)?;
        let hash = PasswordHash(strongroom_crypto::password::hash(&password)?);
        let (mut recovered, changes) = match cx.vault.user_by_name(cx.store(), &self.name).await? {
            None => create(cx, &self.name, hash)?,
            Some(_) => reset(cx, &self.name, hash).await?,
        };
        recovered.password = password;
        let did = [
            (true, "new password"),
            (recovered.created, "user created"),
            (recovered.factors_removed, "second factors removed"),
            (recovered.attached, "AdministratorAccess attached"),
        ];
        let did: Vec<_> = did.into_iter().filter(|(done, _)| *done).map(|(_, what)| what).collect();
        cx.note(Detail::State, did.join(", "));
        Ok(Done::changed(recovered, changes))
    }
}

fn create(cx: &Context<'_>, name: &UserName, hash: PasswordHash) -> Result<(Recovered, Vec<Change>), CoreError> {
    let user = UserRow {
        id: UserId(crate::random::id(cx.now)?),
        name: name.clone(),
        display_name: Comments::new("")?,
        comments: Comments::new("Made with the root key")?,
        groups: Vec::new(),
        policies: vec![Since::new(administrator_access()?, cx.now)],
        password: Some(hash),
        mfa: None,
        federated: None,
        created: cx.now,
        updated: cx.now,
        revision: first_revision()?,
        signed_in: None,
    };
    let change = IdentityChange::PutUser(user.authenticate(&cx.vault.keyring), Expect::Absent).into();
    Ok((recovered(name.clone(), [true, true, false]), vec![change]))
}

async fn reset(
    cx: &mut Context<'_>,
    name: &UserName,
    hash: PasswordHash,
) -> Result<(Recovered, Vec<Change>), CoreError> {
    let mut user = by_name(cx, name).await?;
    let device = cx.vault.mfa_device(cx.store(), &user).await?;
    let (id, name) = (user.id, user.name.clone());
    (user.password, user.mfa) = (Some(hash), None);
    let mut changes = vec![put(cx, user.clone()).1];
    let mut attached = false;
    if !would_administer(cx, id, &changes).await? {
        if has_administrator(cx).await? {
            cx.because("the user is no administrator, and others are");
            return Err(CoreError::Denied);
        }
        let access = administrator_access()?;
        if let Err(at) = user.policies.binary_search_by(|one| one.what.cmp(&access)) {
            user.policies.insert(at, Since::new(access, cx.now));
            attached = true;
        }
        changes = vec![put(cx, user).1];
        if !would_administer(cx, id, &changes).await? {
            cx.because("the user's policies or groups deny it to administer");
            return Err(CoreError::Denied);
        }
    }
    let factors_removed = device.is_some();
    if let Some(device) = device {
        changes.push(IdentityChange::RemoveMfaDevice(device.id, Expect::Revision(device.revision)).into());
    }
    changes.push(SessionChange::End { user: id, but: None }.into());
    Ok((recovered(name, [false, attached, factors_removed]), changes))
}

/// The password comes later.
fn recovered(name: UserName, [created, attached, factors_removed]: [bool; 3]) -> Recovered {
    Recovered { name, password: Plaintext::new(Vec::new()), created, attached, factors_removed }
}
