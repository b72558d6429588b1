use std::path::{Path, PathBuf};

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{RootError, RootProvider, RootWarning, create, read_at_most, warnings};
use crate::{
    CryptoError, Plaintext, RootKey,
    binding::with_length,
    constant_time_eq, fill_random, labels,
    primitive::{
        Key,
        argon::{Cost, derive},
        kdf::Prk,
    },
    salted_box, sha256,
};

const FORMAT: &str = "strongroom passphrase root 1";
const MAX_FILE: u64 = 4096;
/// New files cost 64 MiB and three passes (RFC 9106, second recommended option, with one lane).
const COST: Cost = Cost { memory_kib: 64 * 1024, passes: 3, lanes: 1 };
/// Least cost accepted in a file (OWASP ASVS 5.0, appendix C).
const LEAST: Cost = Cost { memory_kib: 19 * 1024, passes: 2, lanes: 1 };
/// Most cost accepted in a file, so that a planted file cannot exhaust the host.
const MOST: Cost = Cost { memory_kib: 1024 * 1024, passes: 16, lanes: 16 };

/// A random root key in a JSON file, encrypted with a passphrase stretched with Argon2id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassphraseRoot {
    /// The file.
    pub path: PathBuf,
}

/// The file's fields; binary ones in base64.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RootKeyFile {
    format: String,
    kdf: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: String,
    commitment: String,
    #[serde(rename = "sealed")]
    encrypted: String,
    checksum: String,
}

impl PassphraseRoot {
    /// Creates a root key and writes it encrypted, durably and with mode 0600. An existing file is never changed.
    ///
    /// # Errors
    /// [`RootError::Exists`], [`RootError::Unwritable`], [`RootError::Unavailable`].
    pub fn create(&self, passphrase: &Plaintext) -> Result<RootKey, RootError> {
        let key = RootKey::generate().map_err(|_| RootError::Unavailable)?;
        let document = RootKeyFile::encrypt(passphrase, &key).map_err(|_| RootError::Unavailable)?;
        let mut content = serde_json::to_vec_pretty(&document).map_err(|_| RootError::Unavailable)?;
        content.push(b'\n');
        create(&self.path, &content)?;
        Ok(key)
    }

    /// Decrypts the root key. Takes as long as the file's key stretching parameters require.
    ///
    /// # Errors
    /// [`RootError::Missing`], [`RootError::Unreadable`], [`RootError::Damaged`], [`RootError::Cost`],
    /// [`RootError::WrongPassphrase`], [`RootError::Unavailable`].
    pub fn load(&self, passphrase: &Plaintext) -> Result<RootKey, RootError> {
        match self.read()?.decrypt(passphrase) {
            Ok(Some(key)) => Ok(key),
            Ok(None) => Err(RootError::WrongPassphrase(self.path.clone())),
            Err(CryptoError::Unavailable) => Err(RootError::Unavailable),
            Err(_) => Err(RootError::Damaged(self.path.clone())),
        }
    }

    /// Checks that the file is intact, which needs no passphrase.
    ///
    /// # Errors
    /// [`RootError::Missing`], [`RootError::Unreadable`], [`RootError::Damaged`], [`RootError::Cost`].
    pub fn check(&self) -> Result<(), RootError> {
        self.read().map(|_| ())
    }

    fn read(&self) -> Result<RootKeyFile, RootError> {
        let damaged = || RootError::Damaged(self.path.clone());
        let content = read_at_most(&self.path, MAX_FILE)?;
        let document: RootKeyFile = serde_json::from_slice(&content).map_err(|_| damaged())?;
        if document.format != FORMAT
            || document.kdf != "argon2id"
            || document.checksum != BASE64.encode(document.digest())
        {
            return Err(damaged());
        }
        if !document.cost().is_within_limits() {
            return Err(RootError::Cost(self.path.clone()));
        }
        Ok(document)
    }

    /// Warnings about the location and mode of the file.
    pub fn warnings(&self, database_dir: &Path) -> Vec<RootWarning> {
        warnings(&self.path, database_dir)
    }

    /// Combines the file with its passphrase.
    pub fn with(self, passphrase: Plaintext) -> PassphraseProvider {
        PassphraseProvider { root: self, passphrase }
    }
}

/// A [`PassphraseRoot`] with its passphrase.
pub struct PassphraseProvider {
    root: PassphraseRoot,
    passphrase: Plaintext,
}

impl RootProvider for PassphraseProvider {
    fn load(&self) -> Result<RootKey, RootError> {
        self.root.load(&self.passphrase)
    }

    fn kind(&self) -> &'static str {
        "passphrase"
    }
}

impl Cost {
    fn is_within_limits(self) -> bool {
        (LEAST.memory_kib..=MOST.memory_kib).contains(&self.memory_kib)
            && (LEAST.passes..=MOST.passes).contains(&self.passes)
            && (LEAST.lanes..=MOST.lanes).contains(&self.lanes)
    }
}

impl RootKeyFile {
    fn encrypt(passphrase: &Plaintext, root: &RootKey) -> Result<Self, CryptoError> {
        let mut salt = [0; 32];
        fill_random(&mut salt)?;
        let mut document = Self {
            format: FORMAT.to_owned(),
            kdf: "argon2id".to_owned(),
            memory_kib: COST.memory_kib,
            passes: COST.passes,
            lanes: COST.lanes,
            salt: BASE64.encode(salt),
            commitment: String::new(),
            encrypted: String::new(),
            checksum: String::new(),
        };
        let key = document.stretch(passphrase)?;
        let commitment = key.key(labels::PASSPHRASE_COMMITMENT, &[]);
        document.commitment = BASE64.encode(commitment.as_ref());
        let mut encrypted = Vec::new();
        salted_box::encrypt(&key, &document.associated_data(), root.bytes(), &mut encrypted)?;
        document.encrypted = BASE64.encode(encrypted);
        document.checksum = BASE64.encode(document.digest());
        Ok(document)
    }

    /// `None` if the passphrase is wrong.
    fn decrypt(&self, passphrase: &Plaintext) -> Result<Option<RootKey>, CryptoError> {
        let encrypted = Self::binary(&self.encrypted, 32 + salted_box::OVERHEAD)?;
        let expected = Self::binary(&self.commitment, 32)?;
        let key = self.stretch(passphrase)?;
        let commitment = key.key(labels::PASSPHRASE_COMMITMENT, &[]);
        if !constant_time_eq(commitment.as_ref(), &expected) {
            return Ok(None);
        }
        let mut root = RootKey::zeroed();
        salted_box::decrypt_into(&key, &self.associated_data(), &encrypted, root.bytes_mut())?;
        Ok(Some(root))
    }

    fn stretch(&self, passphrase: &Plaintext) -> Result<Prk, CryptoError> {
        let salt = Self::binary(&self.salt, 32)?;
        let mut key: Key = Zeroizing::new([0; 32]);
        derive(self.cost(), passphrase.expose(), &salt, key.as_mut())?;
        Ok(Prk::new(&key))
    }

    fn cost(&self) -> Cost {
        Cost { memory_kib: self.memory_kib, passes: self.passes, lanes: self.lanes }
    }

    fn binary(field: &str, length: usize) -> Result<Vec<u8>, CryptoError> {
        BASE64.decode(field).ok().filter(|bytes| bytes.len() == length).ok_or(CryptoError::Malformed)
    }

    /// All fields but the encrypted key and the checksum, each with its length.
    fn associated_data(&self) -> Vec<u8> {
        let mut out = Vec::new();
        with_length(&mut out, self.format.as_bytes());
        with_length(&mut out, self.kdf.as_bytes());
        for number in [self.memory_kib, self.passes, self.lanes] {
            out.extend_from_slice(&number.to_be_bytes());
        }
        with_length(&mut out, self.salt.as_bytes());
        with_length(&mut out, self.commitment.as_bytes());
        out
    }

    /// Distinguishes a damaged file from a wrong passphrase. It does not protect against intent; the authenticated encryption does.
    fn digest(&self) -> [u8; 32] {
        let mut out = self.associated_data();
        with_length(&mut out, self.encrypted.as_bytes());
        sha256(&out)
    }
}
