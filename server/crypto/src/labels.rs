//! Every key-derivation label of Strongroom. A label says what one derived key is for; two uses never share a label.
//!
//! Labels are part of the stored format: changing one makes everything encrypted under it unreadable. No label is a prefix of
//! another (tested), so a label followed by a salt or an id stays unambiguous.

/// HKDF-Extract salt that turns the root key into the pseudorandom key all root subkeys come from.
pub(crate) const ROOT_EXTRACT: &[u8] = b"strongroom/1/extract root";
/// Root subkey: the public value that identifies the root key at start.
pub(crate) const ROOT_CHECK: &[u8] = b"strongroom/1/check root";
/// Root subkey: encrypts the versions of customer master keys.
pub(crate) const MASTER_KEYS: &[u8] = b"strongroom/1/seal master key";
/// Root subkey: encrypts AccessKey secrets, session records and other small records.
pub(crate) const RECORDS: &[u8] = b"strongroom/1/seal record";
/// Root subkey: authenticates rows.
pub(crate) const ROWS: &[u8] = b"strongroom/1/authenticate row";
/// Root subkey: fingerprints of values inside one secret.
pub(crate) const VALUE_FINGERPRINTS: &[u8] = b"strongroom/1/fingerprint value";
/// Root subkey: fingerprints of nonces, session ids and cursors.
pub(crate) const TOKEN_FINGERPRINTS: &[u8] = b"strongroom/1/fingerprint token";
/// Root subkey: authenticates backups.
pub(crate) const BACKUPS: &[u8] = b"strongroom/1/authenticate backup";
/// Root subkey: authenticates blocks of the audit trail.
pub(crate) const AUDIT_BLOCKS: &[u8] = b"strongroom/1/authenticate audit block";
/// Root subkey: the seed of the key pair that signs checkpoints of the audit trail.
pub(crate) const CHECKPOINTS: &[u8] = b"strongroom/1/sign checkpoint";
/// From a root key: encrypts the installation key.
pub(crate) const INSTALLATION_KEY: &[u8] = b"strongroom/1/wrap installation key";

/// From a long-lived key and a random salt: the single-use key of one salted box.
pub(crate) const BOX: &[u8] = b"strongroom/1/box";

/// From a data key: the public commitment to it.
pub(crate) const DATA_KEY_COMMITMENT: &[u8] = b"strongroom/1/commit data key";
/// From a data key: encrypts the value of a secret version.
pub(crate) const VALUE: &[u8] = b"strongroom/1/encrypt value";
/// From a data key: encrypts the outline of a secret version.
pub(crate) const OUTLINE: &[u8] = b"strongroom/1/encrypt outline";

/// From a stretched passphrase: the public commitment that tells a wrong passphrase from a damaged file.
pub(crate) const PASSPHRASE_COMMITMENT: &[u8] = b"strongroom/1/commit passphrase";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_label_is_a_prefix_of_another() {
        let all = [
            ROOT_EXTRACT,
            ROOT_CHECK,
            MASTER_KEYS,
            RECORDS,
            ROWS,
            VALUE_FINGERPRINTS,
            TOKEN_FINGERPRINTS,
            BACKUPS,
            AUDIT_BLOCKS,
            CHECKPOINTS,
            INSTALLATION_KEY,
            BOX,
            DATA_KEY_COMMITMENT,
            VALUE,
            OUTLINE,
            PASSPHRASE_COMMITMENT,
        ];
        for (i, a) in all.iter().enumerate() {
            for (j, b) in all.iter().enumerate() {
                assert!(i == j || !b.starts_with(a), "label {i} is a prefix of label {j}");
            }
        }
    }
}
