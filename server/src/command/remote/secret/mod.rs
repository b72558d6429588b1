//! `strongroom get` and `strongroom put`: values of secrets.

pub(super) mod get;
pub(super) mod put;
