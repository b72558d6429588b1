//! The signed-in user's account: password, second factors, sessions, and re-authentication.

mod calls;
mod codes;
mod confirm;
#[cfg(feature = "ssr")]
mod device;
mod dto;
mod factor;
mod page;
mod passkeys;
mod password;
#[cfg(feature = "ssr")]
mod qr;
mod sessions;
mod setup;

pub use confirm::{ConfirmForm, ConfirmPage};
pub use page::AccountPage;
