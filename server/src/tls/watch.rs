//! Reads the operator's certificate again when its files change, and on SIGHUP.

use super::{ApiTls, CertificateSource};
use std::{os::unix::fs::MetadataExt, path::Path, sync::Arc, time::Duration};
use strongroom_core::Engine;
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    sync::watch,
    time::MissedTickBehavior,
};

/// How often the files are looked at.
const INTERVAL: Duration = Duration::from_secs(1);

/// What tells one content of a file from another: device, inode, length, and time of the last change.
type FileMark = Option<(u64, u64, u64, i64, i64)>;

/// Watches from this call on, also before the future runs, until shutdown. A certificate that cannot be used is reported once; the
/// server goes on with the one it has.
pub fn watch(
    tls: ApiTls,
    engine: Arc<Engine>,
    mut shutdown: watch::Receiver<bool>,
) -> impl Future<Output = ()> + Send + 'static {
    let mut hangup = signal(SignalKind::hangup()).ok();
    let mut loaded = tls.marks();
    async move {
        let mut clock = tokio::time::interval(INTERVAL);
        clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut last = loaded;
        loop {
            let asked = tokio::select! {
                _ = clock.tick() => false,
                () = received(&mut hangup) => true,
                _ = shutdown.wait_for(|stop| *stop) => return,
            };
            let marks = tls.marks();
            // Files that differ from one look to the next are still being written.
            if asked || (marks != loaded && marks == last) {
                loaded = marks;
                tls.reload(engine.now());
            }
            last = marks;
        }
    }
}

async fn received(hangup: &mut Option<Signal>) {
    if let Some(signal) = hangup
        && signal.recv().await.is_some()
    {
        return;
    }
    std::future::pending().await
}

impl ApiTls {
    /// Of both files; symbolic links are followed, because Kubernetes replaces those.
    fn marks(&self) -> [FileMark; 2] {
        match &self.shared.source {
            CertificateSource::Files { chain, key } => [mark(chain), mark(key)],
            CertificateSource::Own { .. } => [None, None],
        }
    }
}

fn mark(path: &Path) -> FileMark {
    let file = std::fs::metadata(path).ok()?;
    Some((file.dev(), file.ino(), file.len(), file.mtime(), file.mtime_nsec()))
}
