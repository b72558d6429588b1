//! Signing in and out, and who is signed in.

mod calls;
mod code;
mod dto;
mod passkey;
#[cfg(feature = "ssr")]
pub mod record;
mod sign_in;
mod sign_out;
mod sso;
#[cfg(feature = "ssr")]
mod too_often;

pub(crate) use calls::AskWho;
#[cfg(feature = "ssr")]
pub(crate) use calls::leave_for;
pub(crate) use calls::load;
pub(crate) use calls::{EnterCode, SignIn, SignOut};
pub use code::CodePage;
pub use dto::safe_next;
pub use dto::{Who, confirm_address, may, sign_in_address};
pub(crate) use sign_in::Centred;
pub use sign_in::SignInPage;
pub use sign_out::SignOutForm;
pub use sso::SsoRefusal;
#[cfg(feature = "ssr")]
pub(crate) use sso::single_sign_on;
#[cfg(feature = "ssr")]
pub(crate) use too_often::TooOften;
