//! Readers of encrypted bytes: the envelope decoder, then every function that decrypts.
//!
//! Run in `server/crypto`: `cargo fuzz run --sanitizer none encrypted -- -max_len=1024 -max_total_time=60`. The crate is safe
//! Rust, so a stable compiler without sanitizers is enough.
//!
//! Nothing may panic, the decoder accepts one encoding only, and only genuine input decrypts.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use strongroom_crypto::{Binding, Keyring, EnvelopePart, RootKey, envelope::Envelope, envelope_cmk};

const CMK: [u8; 16] = [0xc1; 16];
const BINDING: Binding<'_> =
    Binding { account: "1234567890123456", secret: [0x5e; 16], version_id: "v1", ordinal: 7, value_type: 1 };

/// A keyring with an envelope, a master-key row and a record that it can decrypt.
static GENUINE: LazyLock<(Keyring, [Vec<u8>; 3])> = LazyLock::new(|| {
    let keyring = Keyring::new(&RootKey::generate().expect("random bytes"), [2; 16]);
    let row = keyring.new_cmk_version(CMK, 1).expect("a master key");
    keyring.load_cmk_version(CMK, 1, &row).expect("its own row");
    let envelope = keyring.encrypt(CMK, 1, &BINDING, &[(EnvelopePart::Value, b"value")]).expect("an envelope").remove(0);
    let record = keyring.encrypt_record("session", b"1", b"content").expect("a record");
    (keyring, [envelope, row, record])
});

/// How many of the three functions accept `bytes`.
fn accepted(keyring: &Keyring, bytes: &[u8]) -> usize {
    usize::from(keyring.decrypt(&BINDING, EnvelopePart::Value, bytes).is_ok())
        + usize::from(keyring.load_cmk_version(CMK, 1, bytes).is_ok())
        + usize::from(keyring.decrypt_record("session", b"1", bytes).is_ok())
}

fuzz_target!(|data: &[u8]| {
    let (keyring, genuine_inputs) = &*GENUINE;
    let decoded = Envelope::decode(data);
    assert_eq!(decoded.is_ok(), envelope_cmk(data).is_ok());
    if let Ok(envelope) = decoded {
        assert_eq!(envelope.encode(), data);
    }
    // libFuzzer sees what is compared, so it may hand back a genuine one.
    let genuine = genuine_inputs.iter().any(|good| good == data);
    assert_eq!(accepted(keyring, data), usize::from(genuine));

    // The same bytes as a change of something genuine, to get past the layout.
    for good in genuine_inputs {
        let mut bytes = good.clone();
        bytes.iter_mut().zip(data).for_each(|(byte, change)| *byte ^= change);
        let changed = bytes != *good;
        assert_eq!(accepted(keyring, &bytes), usize::from(!changed));
    }
});
