//! Who read which version of a secret, from where, with what, how often: `read_tally`.
//!
//! A background task adds up the events of successful reads every few seconds, behind the reads and never in their way. What it has not
//! added yet is read from the blocks, so that a list is complete. Its rows follow from the trail: emptied together with
//! `read_tally_progress` they are made anew.

mod expected;
mod list;
mod progress;
mod sums;
mod task;

pub(crate) use expected::ExpectedReads;
pub(crate) use list::{all_rows, version_reads};
pub(crate) use progress::AddedReads;
pub(crate) use task::ReadTally;
