//! The console: Leptos pages and server functions. The browser build contains no code of the core: see [`door`].

#![recursion_limit = "256"]

pub mod account;
pub mod audit;
mod client;
mod current_user;
#[cfg(feature = "ssr")]
pub mod door;
pub mod error;
pub mod explain;
mod frame;
pub mod home;
pub mod keys;
mod labels;
mod line_ends;
pub mod notifications;
mod page_subject;
pub mod passkeys;
pub mod paths;
pub mod policies;
pub mod principals;
mod random_password;
mod readers;
pub mod roles;
pub mod rotations;
pub mod secrets;
pub mod session;
mod signing_key;
pub mod system;
pub mod targets;
mod theme;

pub use frame::App;
#[cfg(feature = "ssr")]
pub use frame::{confirm_first, shell, takes_json, too_often};
