//! The Alibaba dialect.

mod captured;
mod captures;
mod errors;
mod formats;
mod kms;
mod lists;
mod parameters;
mod properties;
mod ram;
mod signature;
mod strongroom;
mod sts;
mod trail;
mod world;
