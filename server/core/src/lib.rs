//! The encryption core: one door, one file per operation, ports for everything outside.
//!
//! [`Engine::call`] is the only way to run an operation: authorise → run → audit event durable → answer. An operation's
//! `run` needs a context that only the door makes. A change and its event commit in one transaction; a value leaves only
//! after its event is on disk. When the trail cannot be written, nothing is answered but an error.

mod cache;
mod engine;
mod error;
pub mod facts;
mod feed;
mod keyed;
mod nonce;
mod notifier;
pub mod ops;
mod outline;
pub mod ports;
mod random;
mod reconciler;
mod rotation;
pub mod rows;

pub use engine::{
    Abilities, AskedTime, Browser, Call, CheckpointFacts, Circumstances, ClaimedRequest, DeviceMark, Engine, Integrity,
    KeyProof, Operation, OutsideState, PassphraseRefused, STAMP, Seen, SeenThing, Still, TrailAlarm, Transport,
    Trusted, UnsealError,
};
pub use error::{AuthFailure, Blocker, CoreError, Limit, PolicyProblem, Rule, TextPosition, Thing};
pub use feed::{FeedWatcher, NotWatched, RotationFeed};
pub use nonce::BOUND as NONCE_BOUND;
pub use notifier::{Notifier, NotifierSettings, ServerCertificate};
pub use ops::system::{Initialized, NewInstallation};
pub use outline::{ComparedKey, Difference, Outline, OutlineKey};
pub use reconciler::Reconciler;
pub use rotation::Rotators;
pub use strongroom_crypto::{Plaintext, SigningKey, constant_time_eq, sha256};
