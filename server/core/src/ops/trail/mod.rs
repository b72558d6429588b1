//! The audit trail.

mod export;
mod lookup;
mod verify;

pub use export::{EventsTaken, ExportEvents};
pub use lookup::{EventsFound, LookupEvents, Statistics};
pub use verify::{TrailProof, VerifyTrail};
