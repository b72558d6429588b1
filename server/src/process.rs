//! The process itself: its limits, and the signals that end it.

use rustix::{
    fs::Mode,
    process::{Resource, Rlimit, getrlimit, setrlimit, umask},
};
#[cfg(target_os = "linux")]
use std::os::{linux::net::SocketAddrExt, unix::ffi::OsStrExt};
use std::{
    ffi::OsStr,
    os::unix::net::{SocketAddr, UnixDatagram},
};
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::watch,
};

/// Makes every file this process creates private to its user, including the database, whose driver sets no mode.
pub fn keep_files_private() {
    umask(Mode::RWXG | Mode::RWXO);
}

/// Forbids core dumps, and to other processes of this user reading this one's memory (`ptrace`, `/proc/PID/mem`): it holds the root key.
///
/// # Errors
/// The system refuses, which no supported one does.
pub fn forbid_memory_dumps() -> std::io::Result<()> {
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    #[cfg(target_os = "linux")]
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)?;
    Ok(())
}

/// Raises the limit of open files to the hard limit: every connection uses one.
pub fn raise_file_limit() {
    let limit = getrlimit(Resource::Nofile);
    if limit.current < limit.maximum
        && let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit })
    {
        tracing::warn!(%error, "could not raise the open-file limit");
    }
}

/// Tells the service manager about a change of state, such as `READY=1`, if it asked for that (`Type=notify` in systemd). See
/// sd_notify(3).
pub fn notify(state: &str) {
    let Some(socket) = std::env::var_os("NOTIFY_SOCKET") else { return };
    if let Err(error) = send(&socket, state) {
        tracing::warn!(%error, state, "the service manager could not be notified");
    }
}

fn send(socket: &OsStr, state: &str) -> std::io::Result<()> {
    // A leading @ means a name that is not in the file system.
    #[cfg(target_os = "linux")]
    let address = match socket.as_bytes().strip_prefix(b"@") {
        Some(name) => SocketAddr::from_abstract_name(name)?,
        None => SocketAddr::from_pathname(socket)?,
    };
    #[cfg(not(target_os = "linux"))]
    let address = SocketAddr::from_pathname(socket)?;
    UnixDatagram::unbound()?.send_to_addr(state.as_bytes(), &address)?;
    Ok(())
}

/// Keeps SIGHUP from ending the process, also while it starts; it asks to read certificates again (`tls::watch`).
pub fn keep_on_hangup() -> std::io::Result<()> {
    signal(SignalKind::hangup()).map(drop)
}

/// Becomes true on the first SIGINT or SIGTERM; a second one exits immediately.
pub fn shutdown_signal() -> std::io::Result<watch::Receiver<bool>> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let (sender, receiver) = watch::channel(false);
    tokio::spawn(async move {
        loop {
            tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
            if sender.send_replace(true) {
                tracing::warn!("second signal: exiting immediately");
                std::process::exit(1);
            }
            notify("STOPPING=1");
            tracing::info!("shutting down: running requests have ten seconds to finish");
        }
    });
    Ok(receiver)
}
