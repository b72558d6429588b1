use aws_lc_rs::hmac;
use zeroize::Zeroizing;

use crate::{
    AuditKey, Binding, CheckpointSigner, CryptoError, EnvelopePart, Plaintext, RootKey, StreamMac, WrappedKey,
    binding::with_length,
    constant_time_eq,
    envelope::{self, Envelope},
    fill_random, installation_key, labels,
    master_keys::MasterKeys,
    primitive::{
        Key,
        aead::{self, NONCE},
        kdf::{self, Prk},
        mac,
    },
    salted_box,
};

/// First bytes of an encrypted record: magic, format 1, suite 1.
const RECORD: [u8; 5] = *b"SRR\x01\x01";
/// The longest record, in bytes.
pub const MAX_RECORD: usize = 65_536;

/// All keys of a running installation: subkeys of the installation key and the loaded versions of customer master keys.
///
/// Share it as `Arc<Keyring>`; every method takes `&self`. The same key gives unrelated subkeys in another installation.
pub struct Keyring {
    installation: [u8; 16],
    key: RootKey,
    check_value: [u8; 32],
    master_keys: MasterKeys,
    records: Prk,
    rows: hmac::Key,
    value_fingerprints: hmac::Key,
    token_fingerprints: hmac::Key,
    backups: hmac::Key,
    audit: AuditKey,
    checkpoints: Key,
}

impl Keyring {
    /// Draws the key of a new installation and encrypts it with the root key.
    ///
    /// # Errors
    /// [`CryptoError::Unavailable`].
    pub fn create(root: &RootKey, installation: [u8; 16]) -> Result<(Self, WrappedKey), CryptoError> {
        let keyring = Self::new(&RootKey::generate()?, installation);
        let wrapped = keyring.wrap(root)?;
        Ok((keyring, wrapped))
    }

    /// Opens an installation with a root key; `None` if the root key is not one of this installation. `check` is the
    /// installation's [`check_value`](Self::check_value), `wrapped` its key under each root key. Installations of earlier programs
    /// have none: there the root key is the installation key.
    ///
    /// # Errors
    /// [`CryptoError::Malformed`] or [`CryptoError::Refused`] when the wrapped key of this root key was altered.
    pub fn open(
        root: &RootKey,
        installation: [u8; 16],
        check: &[u8; 32],
        wrapped: &[WrappedKey],
    ) -> Result<Option<Self>, CryptoError> {
        let is_ours = |keyring: &Self| constant_time_eq(&keyring.check_value, check);
        if wrapped.is_empty() {
            return Ok(Some(Self::new(root, installation)).filter(is_ours));
        }
        let root_check = installation_key::root_check(root, &installation);
        let Some(found) = wrapped.iter().find(|one| constant_time_eq(&one.root_check, &root_check)) else {
            return Ok(None);
        };
        let keyring = Self::new(&installation_key::unwrap(root, &installation, &found.encrypted)?, installation);
        if is_ours(&keyring) { Ok(Some(keyring)) } else { Err(CryptoError::Refused) }
    }

    /// The installation key encrypted with another root key, which then opens the installation, too.
    ///
    /// # Errors
    /// [`CryptoError::Unavailable`].
    pub fn wrap(&self, root: &RootKey) -> Result<WrappedKey, CryptoError> {
        installation_key::wrap(root, &self.installation, &self.key)
    }

    /// [`wrap`](Self::wrap) under the installation key itself: the root key of an installation that has no wrapped key.
    ///
    /// # Errors
    /// [`CryptoError::Unavailable`].
    pub fn wrap_for_itself(&self) -> Result<WrappedKey, CryptoError> {
        self.wrap(&self.key)
    }

    /// Tells root keys of this installation apart; public, like [`check_value`](Self::check_value).
    pub fn root_check(&self, root: &RootKey) -> [u8; 32] {
        installation_key::root_check(root, &self.installation)
    }

    /// Derives the subkeys of an installation key. No master key is loaded yet.
    pub fn new(root: &RootKey, installation: [u8; 16]) -> Self {
        let prk = Prk::new(&kdf::extract(labels::ROOT_EXTRACT, root.bytes()));
        let subkey = |label| prk.key(label, &installation);
        Self {
            installation,
            key: root.copy(),
            check_value: *subkey(labels::ROOT_CHECK),
            master_keys: MasterKeys::new(installation, Prk::new(&subkey(labels::MASTER_KEYS))),
            records: Prk::new(&subkey(labels::RECORDS)),
            rows: mac::sha256_key(subkey(labels::ROWS).as_ref()),
            value_fingerprints: mac::sha256_key(subkey(labels::VALUE_FINGERPRINTS).as_ref()),
            token_fingerprints: mac::sha256_key(subkey(labels::TOKEN_FINGERPRINTS).as_ref()),
            backups: mac::sha256_key(subkey(labels::BACKUPS).as_ref()),
            audit: AuditKey::new(mac::sha256_key(subkey(labels::AUDIT_BLOCKS).as_ref())),
            checkpoints: subkey(labels::CHECKPOINTS),
        }
    }

    /// A public value that only this installation key gives. It is stored when the installation is created and compared at every
    /// start, which detects a wrong key before anything is decrypted.
    pub fn check_value(&self) -> [u8; 32] {
        self.check_value
    }

    /// Creates a new master-key version and returns the encrypted bytes for its row.
    ///
    /// It is not loaded: load it from its row once that is durable. So nothing can be encrypted under a version whose row was
    /// never written, or lost to another node's row of the same number.
    ///
    /// # Errors
    /// [`CryptoError::KeyExists`] when that version is loaded already; [`CryptoError::Unavailable`].
    pub fn new_cmk_version(&self, cmk: [u8; 16], version: u32) -> Result<Vec<u8>, CryptoError> {
        self.master_keys.create((cmk, version))
    }

    /// Loads a master-key version from its row. Replaces one loaded under the same id and version.
    ///
    /// # Errors
    /// [`CryptoError::Malformed`], or [`CryptoError::Refused`] when the bytes were not encrypted for this id, version and
    /// installation under this root key.
    pub fn load_cmk_version(&self, cmk: [u8; 16], version: u32, encrypted: &[u8]) -> Result<(), CryptoError> {
        self.master_keys.load((cmk, version), encrypted)
    }

    /// Forgets every loaded version of a master key. Operations already running finish.
    pub fn forget_cmk(&self, cmk: [u8; 16]) {
        self.master_keys.forget(cmk);
    }

    /// Whether that version is loaded.
    pub fn has_cmk_version(&self, cmk: [u8; 16], version: u32) -> bool {
        self.master_keys.get((cmk, version)).is_some()
    }

    /// Encrypts the parts of one secret version under one fresh data key: one envelope per part, in the same order.
    ///
    /// # Errors
    /// [`CryptoError::UnknownKey`]; [`CryptoError::InvalidPlaintext`] when a part is longer than
    /// [`MAX_PLAINTEXT`](envelope::MAX_PLAINTEXT), given twice, or no part is given; [`CryptoError::Unavailable`].
    pub fn encrypt(
        &self,
        cmk: [u8; 16],
        cmk_version: u32,
        binding: &Binding<'_>,
        parts: &[(EnvelopePart, &[u8])],
    ) -> Result<Vec<Vec<u8>>, CryptoError> {
        let repeated = |i: usize| parts[..i].iter().any(|(part, _)| *part == parts[i].0);
        if parts.is_empty() || (0..parts.len()).any(repeated) {
            return Err(CryptoError::InvalidPlaintext);
        }
        let master = self.master_key(cmk, cmk_version)?;
        let mut data_key: Key = Zeroizing::new([0; 32]);
        fill_random(data_key.as_mut())?;
        let derive = Prk::new(&data_key);
        let commitment = derive.key(labels::DATA_KEY_COMMITMENT, &[]);

        let encrypt_part = |&(part, plaintext): &(EnvelopePart, &[u8])| {
            let padded = envelope::pad(plaintext)?;
            let header = envelope::header(part, &cmk, cmk_version);
            let aad = binding.associated_data(&header, &self.installation);
            let mut nonce = [0; NONCE];
            fill_random(&mut nonce)?;

            let mut out = Vec::with_capacity(envelope::length(padded.len()));
            out.extend_from_slice(&header);
            salted_box::encrypt(&master, &aad, data_key.as_ref(), &mut out)?;
            out.extend_from_slice(commitment.as_ref());
            out.extend_from_slice(&nonce);
            aead::encrypt(&derive.key(part.label(), &[]), nonce, &aad, &padded, &mut out)?;
            Ok(out)
        };
        parts.iter().map(encrypt_part).collect()
    }

    /// Decrypts one part of a secret version.
    ///
    /// # Errors
    /// [`CryptoError::Malformed`]; [`CryptoError::UnknownKey`] when the master-key version it names is not loaded (see
    /// [`envelope_cmk`](crate::envelope_cmk)); [`CryptoError::Refused`] when it was encrypted for another binding or part,
    /// under another key, or altered.
    pub fn decrypt(
        &self,
        binding: &Binding<'_>,
        part: EnvelopePart,
        envelope: &[u8],
    ) -> Result<Plaintext, CryptoError> {
        let envelope = Envelope::decode(envelope)?;
        if envelope.part != part {
            return Err(CryptoError::Refused);
        }
        let master = self.master_key(envelope.cmk, envelope.cmk_version)?;
        let aad = binding.associated_data(&envelope.header(), &self.installation);
        let mut data_key: Key = Zeroizing::new([0; 32]);
        salted_box::decrypt_into(&master, &aad, envelope.wrapped_key, data_key.as_mut())?;

        let derive = Prk::new(&data_key);
        let commitment = derive.key(labels::DATA_KEY_COMMITMENT, &[]);
        if !constant_time_eq(commitment.as_ref(), envelope.commitment) {
            return Err(CryptoError::Refused);
        }
        let mut plaintext = Zeroizing::new(vec![0; envelope.ciphertext.len() - aead::TAG]);
        let key = derive.key(part.label(), &[]);
        aead::decrypt(&key, *envelope.nonce, &aad, envelope.ciphertext, &mut plaintext)?;
        envelope::unpad(&mut plaintext)?;
        Ok(Plaintext::wrap(plaintext))
    }

    /// The MAC of a row. `canonical` is the caller's unambiguous encoding of its fields.
    pub fn row_mac(&self, table: &str, canonical: &[u8]) -> [u8; 32] {
        framed_mac(&self.rows, table.as_bytes(), canonical)
    }

    /// Verifies a row's MAC in constant time.
    ///
    /// # Errors
    /// [`CryptoError::Refused`] when it is not the MAC of that row, also when it has another length.
    pub fn verify_row_mac(&self, table: &str, canonical: &[u8], mac: &[u8]) -> Result<(), CryptoError> {
        if constant_time_eq(&self.row_mac(table, canonical), mac) { Ok(()) } else { Err(CryptoError::Refused) }
    }

    /// A keyed fingerprint that reveals only whether two values in one `context` (a secret's id) are equal.
    pub fn fingerprint(&self, context: [u8; 16], data: &[u8]) -> [u8; 16] {
        mac::code(&self.value_fingerprints, &[&context, data])
    }

    /// A keyed fingerprint of a token (request nonce, session id, cursor) for one `purpose`.
    pub fn token_fingerprint(&self, purpose: &str, data: &[u8]) -> [u8; 16] {
        framed_mac(&self.token_fingerprints, purpose.as_bytes(), data)
    }

    /// Starts the MAC of a backup.
    pub fn backup_mac(&self) -> StreamMac {
        StreamMac::new(&self.backups)
    }

    /// The key that authenticates blocks of the audit trail.
    pub fn audit_key(&self) -> AuditKey {
        self.audit.clone()
    }

    /// What signs checkpoints of the audit trail: the same key pair on every node of an installation, under every root key.
    ///
    /// # Errors
    /// [`CryptoError::Unavailable`].
    pub fn checkpoint_signer(&self) -> Result<CheckpointSigner, CryptoError> {
        CheckpointSigner::new(&self.checkpoints)
    }

    /// Encrypts a small record (AccessKey secret, session) under a root subkey. It can be decrypted only with the same `purpose` and
    /// `id` in this installation. Its length is visible.
    ///
    /// # Errors
    /// [`CryptoError::InvalidPlaintext`] above [`MAX_RECORD`] bytes; [`CryptoError::Unavailable`].
    pub fn encrypt_record(&self, purpose: &str, id: &[u8], plaintext: &[u8]) -> Result<Vec<u8>, CryptoError> {
        if plaintext.len() > MAX_RECORD {
            return Err(CryptoError::InvalidPlaintext);
        }
        let mut out = Vec::with_capacity(RECORD.len() + plaintext.len() + salted_box::OVERHEAD);
        out.extend_from_slice(&RECORD);
        let aad = self.record_aad(purpose, id);
        salted_box::encrypt(&self.records, &aad, plaintext, &mut out)?;
        Ok(out)
    }

    /// Decrypts a record encrypted by [`encrypt_record`](Self::encrypt_record).
    ///
    /// # Errors
    /// [`CryptoError::Malformed`]; [`CryptoError::Refused`] for another purpose, id, installation or root key.
    pub fn decrypt_record(&self, purpose: &str, id: &[u8], encrypted: &[u8]) -> Result<Plaintext, CryptoError> {
        let encrypted = encrypted.strip_prefix(&RECORD).ok_or(CryptoError::Malformed)?;
        if encrypted.len() > MAX_RECORD + salted_box::OVERHEAD {
            return Err(CryptoError::Malformed);
        }
        let aad = self.record_aad(purpose, id);
        salted_box::decrypt(&self.records, &aad, encrypted).map(Plaintext::wrap)
    }

    fn master_key(&self, cmk: [u8; 16], version: u32) -> Result<std::sync::Arc<Prk>, CryptoError> {
        self.master_keys.get((cmk, version)).ok_or(CryptoError::UnknownKey)
    }

    fn record_aad(&self, purpose: &str, id: &[u8]) -> Vec<u8> {
        let mut out = [RECORD.as_slice(), &self.installation].concat();
        with_length(&mut out, purpose.as_bytes());
        with_length(&mut out, id);
        out
    }
}

/// HMAC over the length of `name`, `name` and `data`, so that no byte can move from one to the other.
fn framed_mac<const N: usize>(key: &hmac::Key, name: &[u8], data: &[u8]) -> [u8; N] {
    mac::code(key, &[&(name.len() as u64).to_be_bytes(), name, data])
}
