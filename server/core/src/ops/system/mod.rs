//! The installation itself, and signing in to its console.

mod describe;
mod sign_in;
mod sign_out;
mod unseal;

pub use describe::{DescribeSystem, SystemFacts};
pub use sign_in::SignIn;
pub use sign_out::SignOut;
pub(crate) use unseal::Unseal;
