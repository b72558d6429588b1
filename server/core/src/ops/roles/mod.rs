//! Roles: rights that users and other roles take on for a while.

mod change;
mod list;

pub use change::{CreateRole, DeleteRole, UpdateRole};
pub use list::{GetRole, ListRoles};

use crate::{
    CoreError,
    engine::Context,
    ports::{Change, Expect},
    rows::{RoleRow, Sealed},
};
use strongroom_domain::RoleName;

/// The role of this name, in any letter case.
pub(crate) async fn by_name(cx: &Context<'_>, name: &RoleName) -> Result<RoleRow, CoreError> {
    cx.vault.role_by_name(cx.store(), name).await?.ok_or(CoreError::NotFound("role"))
}

/// The next revision of a changed role.
pub(crate) fn put(cx: &Context<'_>, role: RoleRow) -> (RoleRow, Change) {
    let expect = Expect::Revision(role.revision);
    let row = RoleRow { revision: role.revision + 1, updated: cx.now, ..role }.seal(&cx.vault.keyring);
    (row.clone(), Change::PutRole(row, expect))
}
