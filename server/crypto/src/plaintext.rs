use zeroize::Zeroizing;

use crate::{CryptoError, fill_random};

/// Secret bytes, wiped when dropped.
///
/// Deliberately without `Debug`, `Display`, `Clone`, `PartialEq`, `Serialize`, `Deref` and `AsRef`: the only access to the
/// bytes is [`expose`](Plaintext::expose), which is easy to search for.
pub struct Plaintext(Zeroizing<Vec<u8>>);

impl Plaintext {
    /// Takes ownership of the bytes. Copies made before are the caller's to wipe.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The secret bytes.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// Number of bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn wrap(bytes: Zeroizing<Vec<u8>>) -> Self {
        Self(bytes)
    }
}

/// The 256-bit key that all other keys are protected by. It is filled in place on the heap, never moved, and wiped when dropped.
///
/// Like [`Plaintext`] it has no trait that could print, copy or compare it, and no public access to its bytes.
pub struct RootKey(Box<Zeroizing<[u8; 32]>>);

impl RootKey {
    /// A fresh random root key.
    ///
    /// # Errors
    /// [`CryptoError::Unavailable`] when the random generator fails.
    pub fn generate() -> Result<Self, CryptoError> {
        let mut key = Self::zeroed();
        fill_random(key.bytes_mut())?;
        Ok(key)
    }

    pub(crate) fn zeroed() -> Self {
        Self(Box::new(Zeroizing::new([0; 32])))
    }

    pub(crate) fn copy(&self) -> Self {
        let mut key = Self::zeroed();
        key.bytes_mut().copy_from_slice(self.bytes());
        key
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn bytes_mut(&mut self) -> &mut [u8; 32] {
        &mut self.0
    }
}
