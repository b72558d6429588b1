//! Roles: rights that users and other roles take on for a while.

mod create;
mod delete;
mod get;
mod list;
mod update;

pub use create::CreateRole;
pub use delete::DeleteRole;
pub use get::GetRole;
pub use list::ListRoles;
pub use update::UpdateRole;

use crate::{
    CoreError, Thing,
    engine::Context,
    ports::{Change, Expect, IdentityChange},
    rows::{Authenticate, RoleRow},
};
use strongroom_domain::{Field, FieldError, Problem, RoleName, Unit, limits};

/// The role of this name, in any letter case.
pub(crate) async fn by_name(cx: &Context<'_>, name: &RoleName) -> Result<RoleRow, CoreError> {
    cx.vault.role_by_name(cx.store(), name).await?.ok_or(CoreError::NotFound(Thing::Role))
}

/// The next revision of a changed role.
pub(crate) fn put(cx: &Context<'_>, role: RoleRow) -> (RoleRow, Change) {
    let expect = Expect::Revision(role.revision);
    let row = RoleRow { revision: role.revision + 1, updated: cx.now, ..role }.authenticate(&cx.vault.keyring);
    (row.clone().into_row(), IdentityChange::PutRole(row, expect).into())
}

/// The bounds of a role's longest session.
fn check_longest(seconds: u32) -> Result<(), FieldError> {
    match seconds {
        limits::ROLE_SESSION_MIN..=limits::ROLE_SESSION_MAX => Ok(()),
        _ => Err(FieldError::new(
            Field::LongestSession,
            Problem::Range { min: limits::ROLE_SESSION_MIN, max: limits::ROLE_SESSION_MAX, unit: Unit::Seconds },
        )),
    }
}
