//! Keys, encrypted values and row MACs of Strongroom. The only crate that names `aws-lc-rs`, `argon2` and `webauthn-rs`.
//!
//! A [`RootKey`] comes from one of the [`root`] providers and decrypts the installation key. The [`Keyring`] derives labelled
//! subkeys from that, holds the loaded versions of customer master keys, and encrypts each secret version into an [`envelope`]
//! bound to its [`Binding`].

mod binding;
pub mod envelope;
mod error;
mod installation_key;
mod keyring;
mod labels;
mod master_keys;
pub mod passkey;
pub mod password;
mod plaintext;
mod primitive;
pub mod root;
mod salted_box;
mod signing;
mod ssh_rsa;
mod stream_mac;
pub mod totp;
mod trail;

pub use binding::{Binding, EnvelopePart};
pub use envelope::envelope_cmk;
pub use error::CryptoError;
pub use installation_key::WrappedKey;
pub use keyring::{Keyring, MAX_RECORD};
pub use plaintext::{Plaintext, RootKey};
pub use primitive::{constant_time_eq, fill_random, sha256};
pub use signing::SigningKey;
pub use ssh_rsa::{SshRsaHash, SshRsaKey, SshRsaNumbers};
pub use stream_mac::StreamMac;
pub use trail::{AuditKey, CheckpointSigner};
