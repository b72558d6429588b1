//! Altered bytes: every bit, every length, and 200,000 random edits.

use strongroom_crypto::{CryptoError, EnvelopePart, Keyring, Plaintext, envelope::Envelope};

use crate::support::{CMK, Dice, keyring, sample_binding};

fn encrypted(keyring: &Keyring, text: &[u8]) -> Vec<u8> {
    keyring.encrypt(CMK, 1, &sample_binding(), &[(EnvelopePart::Value, text)]).unwrap().remove(0)
}

/// Every single-bit change and every truncation of `good` must make `decrypt` fail.
fn refuses_every_change<T>(good: &[u8], decrypt: impl Fn(&[u8]) -> Result<T, CryptoError>) {
    assert!(decrypt(good).is_ok());
    for at in 0..good.len() * 8 {
        let mut bytes = good.to_vec();
        bytes[at / 8] ^= 1 << (at % 8);
        assert!(decrypt(&bytes).is_err(), "bit {at}");
    }
    for length in 0..good.len() {
        assert!(decrypt(&good[..length]).is_err(), "cut to {length}");
        assert!(decrypt(&good[length + 1..]).is_err(), "first {length} cut off");
    }
    for more in 1..=128 {
        assert!(decrypt(&[good, &vec![0; more]].concat()).is_err(), "{more} more");
    }
}

#[test]
fn changed_envelope_is_rejected() {
    let keyring = keyring();
    let good = encrypted(&keyring, b"value");
    refuses_every_change(&good, |bytes| keyring.decrypt(&sample_binding(), EnvelopePart::Value, bytes));
}

#[test]
fn changed_master_key_row_is_rejected() {
    let keyring = keyring();
    let good = keyring.new_cmk_version(CMK, 2).unwrap();
    refuses_every_change(&good, |bytes| keyring.load_cmk_version(CMK, 2, bytes));
}

#[test]
fn changed_record_is_rejected() {
    let keyring = keyring();
    let good = keyring.encrypt_record("session", b"1", b"content").unwrap();
    refuses_every_change(&good, |bytes| keyring.decrypt_record("session", b"1", bytes));
}

fn mutate(dice: &mut Dice, bytes: &mut Vec<u8>, donor: &[u8]) {
    let at = dice.roll(bytes.len() + 1);
    let longest = [1, 4, 16, 64, 200][dice.roll(5)];
    let length = dice.roll(1 + longest);
    let end = bytes.len().min(at + length);
    match dice.roll(8) {
        0 => bytes.truncate(at),
        1 => drop(bytes.drain(at..end)),
        2 => bytes.splice(at..at, (0..length).map(|_| 0)).for_each(drop),
        3 => bytes[at..end].fill([0, 0x80, 0xff][dice.roll(3)]),
        4 => bytes[at..end].iter_mut().for_each(|byte| *byte = dice.roll(256) as u8),
        5 => {
            let end = end.min(donor.len());
            if at < end {
                bytes[at..end].copy_from_slice(&donor[at..end]);
            }
        }
        6 => bytes.extend_from_within(at..end),
        _ => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << dice.roll(8);
            }
        }
    }
}

#[test]
fn random_edits_of_envelopes_are_rejected() {
    let keyring = keyring();
    let long = vec![b'x'; 300];
    let seeds = [encrypted(&keyring, b"value"), encrypted(&keyring, b"other"), encrypted(&keyring, &long)];
    let mut dice = Dice(0x5eed);
    let (mut whole, mut decrypted) = (0, 0);
    for case in 0..200_000 {
        let seed = &seeds[dice.roll(3)];
        let mut bytes = seed.clone();
        for _ in 0..=dice.roll(3) {
            let donor = &seeds[dice.roll(3)];
            mutate(&mut dice, &mut bytes, donor);
        }
        let Ok(envelope) = Envelope::decode(&bytes) else {
            let error = keyring.decrypt(&sample_binding(), EnvelopePart::Value, &bytes).err();
            assert_eq!(error, Some(CryptoError::Malformed), "case {case}");
            continue;
        };
        whole += 1;
        assert_eq!(envelope.encode(), bytes, "case {case}");
        let result = keyring.decrypt(&sample_binding(), EnvelopePart::Value, &bytes).map(|value: Plaintext| {
            decrypted += 1;
            assert!(seeds.contains(&bytes), "case {case} decrypted {} bytes", value.len());
        });
        assert!(matches!(result, Ok(()) | Err(CryptoError::Refused | CryptoError::UnknownKey)), "case {case}");
    }
    // The edits must reach both sides of the decoder, or the loop above tests little.
    assert!(whole > 20_000, "only {whole} kept the layout");
    assert!(decrypted > 10, "only {decrypted} were edits without effect");
}
