//! Pages about the installation: settings, the sealed server, and unknown addresses.

mod calls;
mod dto;
mod not_found;
mod sealed;
mod settings;

pub use not_found::NotFoundPage;
pub use sealed::SealedPage;
pub use settings::SettingsPage;
