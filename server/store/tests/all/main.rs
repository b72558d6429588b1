//! The store's contract, on SQLite and on a real PostgreSQL. The URL of the latter comes from `TEST_DATABASE_URL`
//! (see `.ci/postgres start`); without it those tests fail.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[macro_use]
mod support;

mod commits;
mod earlier_data;
mod nodes;
mod notice_rows;
mod opening;
mod paging;
mod proxy;
mod reads;
mod rotation_rows;
mod rows;
mod search;
mod sessions;
mod tamper;
mod trail;
