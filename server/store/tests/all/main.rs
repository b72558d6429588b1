//! The store's contract, on SQLite and on a real PostgreSQL. The latter's address comes from `TEST_DATABASE_URL`
//! (`.ci/postgres start` makes one); without it its half fails.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[macro_use]
mod support;

mod commits;
mod earlier_data;
mod opening;
mod paging;
mod rows;
mod search;
mod sessions;
mod trail;
