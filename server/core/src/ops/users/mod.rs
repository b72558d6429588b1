//! Users and their AccessKeys.

mod access_key;
mod create;
mod delete;
mod list;
mod login;
mod password;
mod update;

pub use access_key::{CreateAccessKey, DeleteAccessKey, ListAccessKeys, NewAccessKey, UpdateAccessKey};
pub(crate) use access_key::{new_access_key, new_pair};
pub use create::CreateUser;
pub use delete::DeleteUser;
pub(crate) use list::page;
pub use list::{GetUser, ListUsers, UserFacts};
pub use login::UpdateLoginProfile;
pub use password::ChangePassword;
pub(crate) use password::{PASSWORD_ALPHABET, prove as prove_password, verify as verify_password};
pub use update::UpdateUser;

use crate::{
    CoreError,
    engine::Context,
    ports::{Change, Expect},
    rows::{Sealed, UserRow},
};
use strongroom_domain::UserName;

/// The user of this name, in any letter case.
pub(crate) async fn by_name(cx: &Context<'_>, name: &UserName) -> Result<UserRow, CoreError> {
    cx.vault.user_by_name(cx.store(), name).await?.ok_or(CoreError::NotFound("user"))
}

/// The next revision of a changed user.
pub(crate) fn put(cx: &Context<'_>, user: UserRow) -> (UserRow, Change) {
    let expect = Expect::Revision(user.revision);
    let row = UserRow { revision: user.revision + 1, updated: cx.now, ..user }.seal(&cx.vault.keyring);
    (row.clone(), Change::PutUser(row, expect))
}
