//! The audit trail.

mod export;
mod lookup;
mod verify;
mod walk;

pub use export::{EventsTaken, ExportEvents};
pub use lookup::{EventsFound, LookupEvents, Statistics};
pub use verify::{TrailProof, VerifyProgress, VerifyTrail};
