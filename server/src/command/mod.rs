//! One file per subcommand: `local` works on a data folder, `remote` speaks the API, `rotation_function` calls functions.

mod local;
pub(crate) mod remote;
pub(crate) mod rotation_function;

pub use local::{
    Rekey, Server, audit_key, backup, check_policies, health, init, recover_admin, rekey, restore, serve, show_config,
    trust_restore, verify_audit,
};

use crate::Failure;
use std::future::Future;

/// Runs a command's future on a new runtime.
fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    // A dependency may compile in a second provider; this is the one to use.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|error| Failure::new(format!("cannot start threads ({error})")))?.block_on(work)
}
