//! Behaviour of the dialects, seen through their public doors.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod aliyun;
