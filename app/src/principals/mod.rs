//! Users, AccessKeys and groups; and the picker of principals that other pages use.

#[cfg(feature = "ssr")]
mod access;
mod access_fields;
pub(crate) mod attachments;
mod calls;
mod create;
mod deactivation;
mod dto;
mod group;
pub(crate) mod group_calls;
mod groups;
mod key_list;
mod members;
mod name_picker;
mod new_key;
#[cfg(feature = "ssr")]
mod policy_names;
mod principal_link;
mod profile;
pub(crate) mod reach;
mod removal;
mod user;
mod user_table;
pub(crate) mod users;

pub(crate) use attachments::{attachment_action, detach};
pub(crate) use calls::DeactivateAccessKey;
pub(crate) use deactivation::{Deactivation, deactivation_done};
pub(crate) use dto::BearerKind;
pub use group::GroupPage;
pub(crate) use group_calls::{BearerChoices, SetAttachment};
pub use groups::GroupsPage;
pub(crate) use name_picker::NamePicker;
#[cfg(feature = "ssr")]
pub(crate) use policy_names::{conditions, policy_names};
pub(crate) use principal_link::PrincipalLink;
pub(crate) use removal::Removal;
#[cfg(feature = "ssr")]
pub(crate) use removal::confirmed;
pub use user::UserPage;
pub use users::UsersPage;
