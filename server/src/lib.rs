//! The Strongroom server: configuration, data folder, listeners, console and API in one process.
//!
//! [`command`] has one file per subcommand; `command/local/serve.rs` puts everything together and is the place to start reading.

mod background;
mod backup_file;
mod checkpoint_file;
pub mod cli;
pub mod command;
pub mod config;
pub mod console;
mod failure;
pub mod folder;
mod health;

pub mod listener;
pub mod log;
mod notices;
mod oidc;
mod process;
mod prompt;
mod root;
pub mod site;
pub mod tls;

pub use failure::Failure;
pub use health::healthz;
pub use process::{forbid_memory_dumps, keep_files_private};
