//! Changes credentials at targets: one folder a kind of target, each an implementation of [`Rotator`].
//!
//! Rotators know neither the store nor a policy. A log-in opens a connection of its own and closes it. Nothing that a target sends
//! enters an error: of its messages only the code is kept, in our words.

mod credential;
mod deadlines;
mod dial;
mod draw;
pub mod function;
mod mysql;
mod postgresql;
mod ram;
mod redis;
mod rehearsal;
mod revocation;
mod sent;
mod ssh;
mod tls;
mod wire;

pub use deadlines::Deadlines;
use std::sync::Arc;
use strongroom_core::{Rotators, ports::Rotator};
use strongroom_domain::{CallableNetworks, TargetKind};

/// Every rotator that this crate has. Functions are called at public addresses only.
pub fn all() -> Rotators {
    let known = TargetKind::ALL.into_iter().filter_map(|kind| Some((kind, of(kind)?)));
    known.fold(Rotators::default(), |all, (kind, rotator)| all.with(kind, rotator))
}

/// As [`all`], and functions are also called in these networks.
pub fn all_with(networks: &CallableNetworks) -> Rotators {
    all().with(TargetKind::Function, function::rotator(Deadlines::default(), networks.clone()))
}

/// The rotator of a kind of target; `None` if this crate has none. Functions are called at public addresses only.
pub fn of(kind: TargetKind) -> Option<Arc<dyn Rotator>> {
    with_deadlines(kind, Deadlines::default())
}

/// As [`of`], with other deadlines.
pub fn with_deadlines(kind: TargetKind, deadlines: Deadlines) -> Option<Arc<dyn Rotator>> {
    match kind {
        TargetKind::Postgresql => Some(Arc::new(postgresql::Postgresql::new(deadlines))),
        TargetKind::Mariadb | TargetKind::Mysql => Some(Arc::new(mysql::Mysql::new(deadlines))),
        TargetKind::Redis => Some(Arc::new(redis::Redis::new(deadlines))),
        TargetKind::Ssh => Some(Arc::new(ssh::Ssh::new(deadlines))),
        TargetKind::Ram => Some(Arc::new(ram::Ram::new(deadlines))),
        TargetKind::Function => Some(function::rotator(deadlines, CallableNetworks::default())),
    }
}
