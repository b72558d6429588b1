//! The authenticator app of a console user, and its recovery codes.

mod bind;
mod create;
mod describe;
mod remove;
mod reset_recovery_codes;
mod unbind;

pub use bind::BindMfaDevice;
pub use create::{CreateMfaDevice, NewMfaDevice};
pub use describe::DescribeMfa;
pub use remove::RemoveMfaDevice;
pub use reset_recovery_codes::ResetRecoveryCodes;
pub use unbind::UnbindMfaDevice;
