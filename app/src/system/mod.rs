//! The installation: settings, the sealed server, and what is shown when something cannot be shown.

mod calls;
mod confirm;
mod deed;
mod dto;
mod error_view;
mod exchange;
mod feedback;
mod growing;
mod not_found;
mod resource;
mod save_file;
mod sealed;
mod settings;

pub(crate) use calls::SetTheme;
pub(crate) use confirm::{ConfirmDialog, settle};
pub(crate) use deed::{Calls, Deed, DeedForm};
pub use error_view::ErrorView;
pub(crate) use exchange::{call, call_confirmed};
pub(crate) use feedback::{Failure, confirm_link, failure, on_success};
pub(crate) use growing::Growing;
pub use not_found::NotFoundPage;
pub(crate) use resource::{Loaded, resource};
pub(crate) use save_file::save_file;
pub use sealed::SealedPage;
pub use settings::SettingsPage;
