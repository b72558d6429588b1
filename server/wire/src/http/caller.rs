//! Who sent a request, and the operations they run with it.

use std::{
    borrow::Cow,
    sync::atomic::{AtomicBool, Ordering},
};
use strongroom_core::{
    Call, CoreError, Engine, Operation, Rotators,
    ops::{
        notices::{TestNotificationChannel, TestedChannel},
        targets::{TestTarget, TestedTarget},
    },
};
use strongroom_domain::{Action, Mode};

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
        let call = self.begin(op.action());
        self.ended(self.engine.call(&call, op).await)
    }

    /// Runs TestTarget, whose answer is the target's.
    pub async fn test_target(&self, op: &TestTarget, rotators: &Rotators) -> Result<TestedTarget, CoreError> {
        let call = self.begin(Action::TestTarget);
        self.ended(self.engine.test_target(&call, op, rotators).await)
    }

    /// Runs TestNotificationChannel, whose answer is the receiver's.
    pub async fn test_channel(&self, op: &TestNotificationChannel) -> Result<TestedChannel, CoreError> {
        let call = self.begin(Action::TestNotificationChannel);
        self.ended(self.engine.test_channel(&call, op).await)
    }

    fn begin(&self, action: Action) -> Cow<'_, Call> {
        self.called.store(true, Ordering::Relaxed);
        match action.mode() == Mode::Write && self.changed.swap(true, Ordering::Relaxed) {
            true => Cow::Owned(Call { nonce: None, ..self.call.clone() }),
            false => Cow::Borrowed(&self.call),
        }
    }

    fn ended<T>(&self, result: Result<T, CoreError>) -> Result<T, CoreError> {
        self.denied.store(matches!(result, Err(CoreError::Denied | CoreError::StepUp)), Ordering::Relaxed);
        result
    }
}
