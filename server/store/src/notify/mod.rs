//! Channels, notices, what lasts, and messages: a file a table, and one for what may be worth a notice.

pub(crate) mod channel;
pub(crate) mod condition;
pub(crate) mod delivery;
pub(crate) mod notice;
pub(crate) mod watched;
