use std::fs;

use serde_json::Value;
use strongroom_crypto::{Binding, Keyring, RootKey, root::FileRoot};

pub const CMK: [u8; 16] = [0xc1; 16];

/// A binding with ordinary values.
pub fn sample_binding() -> Binding<'static> {
    Binding { account: "1234567890123456", secret: [0x5e; 16], version_id: "v1", ordinal: 7, value_type: 1 }
}

/// A root key with known bytes, loaded from a file because there is no other constructor.
pub fn root_key(bytes: &[u8; 32]) -> RootKey {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("root.key");
    fs::write(&path, bytes).unwrap();
    FileRoot { path }.load().unwrap()
}

/// A keyring with version 1 of [`CMK`].
pub fn keyring() -> Keyring {
    let keyring = Keyring::new(&root_key(&[1; 32]), [2; 16]);
    make_version(&keyring, CMK, 1);
    keyring
}

/// Creates a master-key version, loads it from its row and returns the row.
pub fn make_version(keyring: &Keyring, cmk: [u8; 16], version: u32) -> Vec<u8> {
    let row = keyring.new_cmk_version(cmk, version).unwrap();
    keyring.load_cmk_version(cmk, version, &row).unwrap();
    row
}

pub fn unhex(text: &str) -> Vec<u8> {
    assert!(text.len().is_multiple_of(2));
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

/// The bytes of a hexadecimal field.
pub fn bytes(object: &Value, field: &str) -> Vec<u8> {
    unhex(text(object, field))
}

/// The bytes of a hexadecimal field of known length.
pub fn array<const N: usize>(object: &Value, field: &str) -> [u8; N] {
    bytes(object, field).try_into().unwrap()
}

pub fn text<'a>(object: &'a Value, field: &str) -> &'a str {
    object[field].as_str().unwrap()
}

/// A small deterministic generator (xorshift64*), so that a failing case can be run again.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(high).unwrap() % below
    }
}
