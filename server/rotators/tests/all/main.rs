//! Rotators against real servers.
