//! Users and their AccessKeys.

mod change_password;
mod create;
mod delete;
mod facts;
mod get;
mod list;
mod password;
mod update;
mod update_login_profile;

pub use change_password::ChangePassword;
pub use create::CreateUser;
pub use delete::DeleteUser;
pub use facts::DescribedUser;
pub use get::GetUser;
pub use list::ListUsers;
pub(crate) use list::page;
pub(crate) use password::{PASSWORD_ALPHABET, confirm as confirm_password, verify as verify_password};
pub use update::UpdateUser;
pub use update_login_profile::UpdateLoginProfile;

use crate::{
    CoreError, Thing,
    engine::Context,
    ports::{Change, Expect, IdentityChange, SessionChange},
    rows::{Authenticate, UserRow},
};
use strongroom_domain::{UserId, UserName};

/// The user of this name, in any letter case.
pub(crate) async fn by_name(cx: &Context<'_>, name: &UserName) -> Result<UserRow, CoreError> {
    cx.vault.user_by_name(cx.store(), name).await?.ok_or(CoreError::NotFound(Thing::User))
}

/// Ends the console sessions of a user whose credentials change. The session that changes its own user's stays.
pub(crate) fn end_other_sessions(cx: &Context<'_>, user: UserId) -> Change {
    let but = cx.call.browser.session.filter(|_| cx.call.principal.id == user);
    SessionChange::End { user, but }.into()
}

/// The next revision of a changed user.
pub(crate) fn put(cx: &Context<'_>, user: UserRow) -> (UserRow, Change) {
    let expect = Expect::Revision(user.revision);
    let row = UserRow { revision: user.revision + 1, updated: cx.now, ..user }.authenticate(&cx.vault.keyring);
    (row.clone().into_row(), IdentityChange::PutUser(row, expect).into())
}
