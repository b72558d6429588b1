//! The process itself: its limits, and the signals that end it.

use rustix::{
    fs::Mode,
    process::{Resource, Rlimit, getrlimit, setrlimit, umask},
};
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::watch,
};

/// Whatever this process makes is for its own user alone: the database too, whose driver knows no modes.
pub fn keep_files_private() {
    umask(Mode::RWXG | Mode::RWXO);
}

/// Raises the number of files this process may have open to what the system allows: every connection is one.
pub fn raise_file_limit() {
    let limit = getrlimit(Resource::Nofile);
    if limit.current < limit.maximum
        && let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit })
    {
        tracing::warn!(%error, "the limit of open files stays as it is");
    }
}

/// Becomes true with the first SIGINT or SIGTERM; a second one ends the process at once.
pub fn shutdown_signal() -> std::io::Result<watch::Receiver<bool>> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let (sender, receiver) = watch::channel(false);
    tokio::spawn(async move {
        loop {
            tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
            if sender.send_replace(true) {
                tracing::warn!("stopping at once");
                std::process::exit(1);
            }
            tracing::info!("stopping: requests that are running may finish, at most ten seconds");
        }
    });
    Ok(receiver)
}
