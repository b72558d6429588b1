//! Signing in and out, and the open sessions of a user.

#[cfg(feature = "ssr")]
mod begin;
mod calls;
mod code;
#[cfg(feature = "ssr")]
mod open_sessions;
mod passkey;
#[cfg(feature = "ssr")]
pub mod record;
mod sign_in;
mod sign_out;
mod sso;
#[cfg(feature = "ssr")]
mod step_up;
#[cfg(feature = "ssr")]
mod too_often;

pub(crate) use calls::{EnterCode, SignIn, SignOut};
pub use code::CodePage;
#[cfg(feature = "ssr")]
pub(crate) use open_sessions::{end_session, open_sessions};
pub(crate) use sign_in::Centred;
pub use sign_in::SignInPage;
pub use sign_out::SignOutForm;
pub use sso::SsoRefusal;
#[cfg(feature = "ssr")]
pub(crate) use sso::single_sign_on;
#[cfg(feature = "ssr")]
pub(crate) use step_up::{set_strength, step_up};
#[cfg(feature = "ssr")]
pub(crate) use too_often::TooOften;
