//! The audit trail.

mod lookup;
mod verify;

pub use lookup::{EventsFound, LookupEvents, Statistics};
pub use verify::{TrailProof, VerifyTrail};
