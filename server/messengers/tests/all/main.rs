//! Messengers against real receivers: an HTTPS server and a mail server in this process, each with a certificate of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod authority;
mod mail;
mod mail_server;
mod message;
mod receiver;
mod webhook;
