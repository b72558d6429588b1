//! Who can read a secret, and the secret's policy.

mod calls;
mod dto;
#[cfg(feature = "ssr")]
mod grant;
mod page;

pub use page::AccessPage;
