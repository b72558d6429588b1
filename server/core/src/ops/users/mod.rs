//! Users and their AccessKeys.

mod access_key;
mod create;
mod delete;
mod list;
mod password;
mod update;

pub(crate) use access_key::new_access_key;
pub use access_key::{CreateAccessKey, DeleteAccessKey, ListAccessKeys, NewAccessKey, UpdateAccessKey};
pub use create::CreateUser;
pub use delete::DeleteUser;
pub use list::{ListUsers, UserFacts};
pub use password::ChangePassword;
pub(crate) use password::{PASSWORD_ALPHABET, verify as verify_password};
pub use update::UpdateUser;

use crate::{
    CoreError,
    engine::Context,
    rows::{Sealed, UserRow},
};
use strongroom_domain::UserName;

async fn by_name(cx: &Context<'_>, name: &UserName) -> Result<UserRow, CoreError> {
    let user = cx.store().user_by_name(name).await?.ok_or(CoreError::NotFound("user"))?.check(&cx.vault.keyring)?;
    if user.name == *name { Ok(user) } else { Err(CoreError::tampered("user")) }
}
