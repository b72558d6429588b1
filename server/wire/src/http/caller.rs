//! Who sent a request, and the operations they run with it.

use std::sync::atomic::{AtomicBool, Ordering};
use strongroom_core::{Call, CoreError, Engine, Operation};
use strongroom_domain::Mode;

/// The caller of one request, authenticated.
pub(crate) struct RequestCaller<'a> {
    pub engine: &'a Engine,
    /// Principal, transport and nonce.
    pub call: Call,
    /// The account; there is one.
    pub account: String,
    /// The region; there is one.
    pub region: String,
    /// Whether the request has made a change, which stored its nonce.
    changed: AtomicBool,
    /// Whether any operation was called, which has recorded it.
    called: AtomicBool,
    /// Whether policies refused the last operation.
    denied: AtomicBool,
}

impl<'a> RequestCaller<'a> {
    pub fn new(engine: &'a Engine, call: Call, account: String, region: String) -> Self {
        let no = || AtomicBool::new(false);
        Self { call, account, region, engine, changed: no(), called: no(), denied: no() }
    }

    /// Whether the request has called an operation.
    pub fn reached_the_door(&self) -> bool {
        self.called.load(Ordering::Relaxed)
    }

    /// Whether policies refused the operation that was called last.
    pub fn was_denied(&self) -> bool {
        self.denied.load(Ordering::Relaxed)
    }

    /// Runs one operation. A request that makes several changes stores its nonce with the first one.
    pub async fn run<O: Operation>(&self, op: &O) -> Result<O::Output, CoreError> {
        self.called.store(true, Ordering::Relaxed);
        let again = op.action().mode() == Mode::Write && self.changed.swap(true, Ordering::Relaxed);
        let result = match again {
            true => self.engine.call(&Call { nonce: None, ..self.call.clone() }, op).await,
            false => self.engine.call(&self.call, op).await,
        };
        self.denied.store(matches!(result, Err(CoreError::Denied | CoreError::StepUp)), Ordering::Relaxed);
        result
    }
}
