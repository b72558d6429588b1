//! Groups of users.

mod create;
mod delete;
mod get;
mod list;
mod list_for_user;
mod list_users;
mod set_membership;
mod update;

pub use create::CreateGroup;
pub use delete::DeleteGroup;
pub use get::GetGroup;
pub use list::{DescribedGroup, ListGroups};
pub use list_for_user::ListGroupsForUser;
pub use list_users::ListUsersForGroup;
pub use set_membership::SetMembership;
pub use update::UpdateGroup;

use crate::{
    CoreError, Thing,
    engine::Context,
    ports::{Change, Expect, IdentityChange},
    rows::{Authenticate, GroupRow},
};
use strongroom_domain::GroupName;

/// The group of this name, in any letter case.
pub(crate) async fn by_name(cx: &Context<'_>, name: &GroupName) -> Result<GroupRow, CoreError> {
    cx.vault.group_by_name(cx.store(), name).await?.ok_or(CoreError::NotFound(Thing::Group))
}

/// The next revision of a changed group.
pub(crate) fn put(cx: &Context<'_>, group: GroupRow) -> (GroupRow, Change) {
    let expect = Expect::Revision(group.revision);
    let row = GroupRow { revision: group.revision + 1, updated: cx.now, ..group }.authenticate(&cx.vault.keyring);
    (row.clone().into_row(), IdentityChange::PutGroup(row, expect).into())
}
