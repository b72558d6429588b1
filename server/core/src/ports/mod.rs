//! What the core needs from outside. Adapters implement these; the core names no database, no clock and no network.

mod clock;
mod store;

pub use clock::{Clock, Moment, SystemClock, Uptime};
pub use store::*;
