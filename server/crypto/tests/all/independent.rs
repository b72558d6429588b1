//! An independent implementation with RustCrypto, following `ENVELOPE.md`, decrypts what the crate encrypts.

use aes_gcm::{
    Aes256Gcm, KeyInit,
    aead::{Aead, Payload},
};
use hkdf::Hkdf;
use sha2::Sha256;
use strongroom_crypto::{EnvelopePart, Keyring, sha256};

use crate::support::{CMK, Dice, make_version, root_key, sample_binding};

const ROOT: [u8; 32] = [0x77; 32];
const INSTALLATION: [u8; 16] = [0x11; 16];

fn expand(key: &[u8], info: &[&[u8]]) -> [u8; 32] {
    let mut out = [0; 32];
    let hkdf = Hkdf::<Sha256>::from_prk(key).unwrap();
    hkdf.expand(&info.concat(), &mut out).unwrap();
    out
}

fn root_subkey(label: &[u8]) -> [u8; 32] {
    let (prk, _) = Hkdf::<Sha256>::extract(Some(b"strongroom/1/extract root"), &ROOT);
    expand(&prk, &[label, &INSTALLATION])
}

fn decrypt(key: &[u8; 32], nonce: &[u8], aad: &[u8], msg: &[u8]) -> Vec<u8> {
    let cipher = Aes256Gcm::new_from_slice(key).unwrap();
    cipher.decrypt(&nonce.try_into().unwrap(), Payload { msg, aad }).unwrap()
}

fn decrypt_box(key: &[u8; 32], aad: &[u8], encrypted: &[u8]) -> Vec<u8> {
    let (salt, rest) = encrypted.split_at(32);
    decrypt(&expand(key, &[b"strongroom/1/box", salt]), &[0; 12], aad, rest)
}

/// Opens an envelope for [`sample_binding`] under `master`, step by step as the page says.
fn decrypt_envelope(master: &[u8; 32], envelope: &[u8]) -> Vec<u8> {
    let binding = sample_binding();
    let number = |length: usize| (length as u64).to_be_bytes();
    let aad = [
        &envelope[..26],
        &INSTALLATION,
        &number(binding.account.len()),
        binding.account.as_bytes(),
        &binding.secret,
        &number(binding.version_id.len()),
        binding.version_id.as_bytes(),
        &binding.ordinal.to_be_bytes(),
        &[binding.value_type],
    ]
    .concat();
    let data_key = decrypt_box(master, &aad, &envelope[26..106]);
    let commitment = expand(&data_key, &[b"strongroom/1/commit data key"]);
    assert_eq!(envelope[106..138], commitment);
    let label: &[u8] = match envelope[5] {
        1 => b"strongroom/1/encrypt value",
        2 => b"strongroom/1/encrypt outline",
        other => panic!("part {other}"),
    };
    let content_key = expand(&data_key, &[label]);
    let mut content = decrypt(&content_key, &envelope[138..150], &aad, &envelope[150..]);
    assert!(content.len().is_multiple_of(64));
    while content.pop() == Some(0) {}
    content
}

fn keyring_and_master_key() -> (Keyring, [u8; 32]) {
    let keyring = Keyring::new(&root_key(&ROOT), INSTALLATION);
    let row = make_version(&keyring, CMK, 9);
    let (magic, encrypted) = row.split_at(5);
    assert_eq!(magic, b"SRK\x01\x01");
    let aad = [magic, &INSTALLATION, &CMK, &9u32.to_be_bytes()].concat();
    let master_box = root_subkey(b"strongroom/1/seal master key");
    let master = decrypt_box(&master_box, &aad, encrypted).try_into().unwrap();
    (keyring, master)
}

#[test]
fn independent_implementation_decrypts_envelopes() {
    let (keyring, master) = keyring_and_master_key();
    let mut dice = Dice(1);
    for length in [0_usize, 1, 62, 63, 64, 65, 1000, 65_535] {
        let value: Vec<u8> = (0..length).map(|_| dice.roll(256) as u8).collect();
        let outline = [b"outline of ", value.as_slice()].concat();
        let outline = &outline[..outline.len().min(64)];
        let parts = [(EnvelopePart::Value, value.as_slice()), (EnvelopePart::Outline, outline)];
        let encrypted = keyring.encrypt(CMK, 9, &sample_binding(), &parts).unwrap();
        assert_eq!(decrypt_envelope(&master, &encrypted[0]), value);
        assert_eq!(decrypt_envelope(&master, &encrypted[1]), outline);
        assert_eq!(encrypted[0][..5], *b"SRE\x01\x01");
        assert_eq!(encrypted[0][6..22], CMK);
        assert_eq!(encrypted[0][22..26], 9u32.to_be_bytes());
        assert_eq!(encrypted[0].len(), 166 + (length + 1).next_multiple_of(64));
    }
}

#[test]
fn independent_implementation_decrypts_records() {
    let (keyring, _) = keyring_and_master_key();
    let encrypted = keyring.encrypt_record("session", b"id", b"content").unwrap();
    let number = |length: u64| length.to_be_bytes();
    let aad = [b"SRR\x01\x01".as_slice(), &INSTALLATION, &number(7), b"session", &number(2), b"id"];
    let key = root_subkey(b"strongroom/1/seal record");
    assert_eq!(decrypt_box(&key, &aad.concat(), &encrypted[5..]), b"content");
}

#[test]
fn digests_match_rustcrypto() {
    use sha2::Digest;
    for length in [0, 1, 55, 56, 63, 64, 65, 1000] {
        let data = vec![0xa5; length];
        assert_eq!(sha256(&data).as_slice(), Sha256::digest(&data).as_slice());
    }
}
