//! Pages about the installation: settings, the sealed server, and what an unknown address shows.

mod calls;
mod dto;
mod not_found;
mod sealed;
mod settings;

pub use not_found::NotFoundPage;
pub use sealed::SealedPage;
pub use settings::SettingsPage;
