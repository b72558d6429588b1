//! The signed-in user's account: password, second factors, sessions, and re-authentication.

mod calls;
mod codes;
mod confirm;
#[cfg(feature = "ssr")]
mod confirm_first;
#[cfg(feature = "ssr")]
mod device;
mod dto;
mod factor;
mod keyboard;
mod page;
mod passkeys;
mod password;
#[cfg(feature = "ssr")]
mod qr;
mod sessions;
mod setup;
mod sign_in_again;

pub use confirm::{ConfirmForm, ConfirmPage};
#[cfg(feature = "ssr")]
pub(crate) use confirm_first::ConfirmFirst;
pub use page::AccountPage;
pub use sign_in_again::SignInAgainForm;
