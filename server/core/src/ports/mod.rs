//! What the core needs from outside. Adapters implement these; the core names no database, no clock and no network.

mod checkpoints;
mod clock;
mod messenger;
mod rotator;
mod store;

pub use checkpoints::{OutsideCheckpoints, OutsideError};
pub use clock::{Clock, Moment, SystemClock, Uptime};
pub use messenger::{ChannelAccess, Message, Messenger, TryReport};
pub use rotator::{
    Applied, Credential, LogIn, ManagerRights, Probe, Rehearsal, Replace, Revocation, RotationStepId, Rotator, Secret,
    TargetAccess, Trouble, Trust,
};
pub use store::*;
