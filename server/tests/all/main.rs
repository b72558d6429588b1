//! The server as a process and as a library: its responses, its rejections, and its messages when it cannot start.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod access_keys;
mod account;
mod admission;
mod architecture;
mod backup;
mod caller;
mod checkpoints;
mod command_line;
mod configuration;
mod console;
mod deploy;
#[path = "../../core/tests/all/device.rs"]
mod device;
mod documentation;
mod earlier_data;
mod forms;
mod limits;
mod live;
mod login_profile;
mod names;
mod nodes;
mod place;
mod policy_check;
mod proxies;
mod recover_admin;
mod rekey;
mod remote;
mod rooms;
mod sealed;
mod single_sign_on;
mod start;
mod support;
mod tls;
