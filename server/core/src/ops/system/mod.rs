//! The installation itself, and signing in to its console.

mod backup;
mod describe;
mod end_session;
mod initialize;
mod recover;
mod root_keys;
mod sign_in;
mod sign_in_passkey;
mod sign_in_provider;
mod sign_out;
mod step_up;
mod trust_restore;
mod unseal;
mod verified_user;
mod verify_mfa;

pub use backup::{CreateBackup, RestoreBackup};
pub use describe::{DescribeSystem, SystemFacts};
pub use end_session::{EndSession, EndedSessions};
pub use initialize::{Initialized, NewInstallation};
pub use recover::{RecoverAdministrator, Recovered};
pub use root_keys::{AddRootKey, RemoveRootKeys, RootKeyFacts};
pub use sign_in::{SignIn, SignedIn};
pub use sign_in_passkey::SignInWithPasskey;
pub use sign_in_provider::{ProviderIdentity, ProviderSignedIn, SignInWithProvider};
pub use sign_out::SignOut;
pub use step_up::StepUp;
pub use verified_user::VerifiedUser;
pub use verify_mfa::VerifyMfa;
