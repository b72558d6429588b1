//! Users, their AccessKeys, groups and roles.

#[cfg(feature = "ssr")]
mod access;
mod access_fields;
mod attachments;
mod calls;
mod create;
mod dto;
mod group;
pub(crate) mod group_calls;
mod groups;
mod key_list;
mod members;
mod new_key;
mod pick;
mod principal_link;
mod profile;
mod reach;
mod removal;
mod roles;
mod user;
mod user_table;
mod users;

pub(crate) use attachments::{attachment_deed, detach};
pub(crate) use dto::BearerKind;
pub use group::GroupPage;
pub(crate) use group_calls::{BearerChoices, SetAttachment};
pub use groups::GroupsPage;
pub(crate) use pick::Pick;
pub(crate) use principal_link::PrincipalLink;
pub(crate) use removal::Removal;
pub use roles::{NewRolePage, RolePage, RolesPage};
pub use user::UserPage;
pub use users::UsersPage;
