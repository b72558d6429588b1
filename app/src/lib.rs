//! The console: Leptos pages and server functions. The browser's half holds none of the core: see [`door`].

#![recursion_limit = "256"]

pub mod account;
pub mod audit;
#[cfg(feature = "ssr")]
pub mod door;
pub mod error;
pub mod explain;
mod frame;
pub mod home;
pub mod keys;
mod labels;
pub mod passkeys;
pub mod paths;
pub mod policies;
pub mod principals;
pub mod secrets;
pub mod session;
pub mod system;

pub use frame::App;
#[cfg(feature = "ssr")]
pub use frame::{shell, too_often};
