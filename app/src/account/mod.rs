//! One's own account: password, second factor, sessions.

mod calls;
mod codes;
#[cfg(feature = "ssr")]
mod device;
mod dto;
mod factor;
mod page;
mod password;
#[cfg(feature = "ssr")]
mod qr;
mod sessions;
mod setup;

pub use page::AccountPage;
