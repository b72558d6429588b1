//! What operations return: plain structs, one file per noun. None holds a MAC, the hash of a password, an encrypted secret
//! or a ciphertext, so that no surface can show one by mistake.

mod access_key;
mod factor;
mod group;
mod installation;
mod key;
mod notify;
mod policy;
mod role;
mod rotation;
mod secret;
mod target;
mod user;

pub use access_key::AccessKeyFacts;
pub use factor::{FactorFacts, PasskeyFacts};
pub use group::GroupFacts;
pub use installation::InstallationFacts;
pub use key::KeyFacts;
pub use notify::{ChannelFacts, DeliveryFacts};
pub use policy::{PolicyFacts, PolicyText, PolicyVersionFacts, ResourcePolicyVersion};
pub use role::RoleFacts;
pub use rotation::{RotationFacts, RotationPlanFacts, UPCOMING};
pub use secret::{SecretFacts, VersionFacts};
pub use target::TargetFacts;
pub use user::UserFacts;
