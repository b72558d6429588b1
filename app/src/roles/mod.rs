//! Roles: temporary access that users and other roles assume.

mod calls;
mod dto;
mod fields;
mod list;
mod new;
mod role;
mod trust;

pub use list::RolesPage;
pub use new::NewRolePage;
pub use role::RolePage;
