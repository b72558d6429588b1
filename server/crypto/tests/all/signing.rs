//! Request signatures captured from the vendors' own clients.

use serde_json::Value;
use strongroom_crypto::{Plaintext, SigningKey, constant_time_eq};

use crate::support::{bytes, text, unhex};

#[test]
fn signatures_of_vendor_clients_are_reproduced() {
    let cases: Value = serde_json::from_str(include_str!("../vectors/signatures.json")).unwrap();
    let cases = cases.as_array().unwrap();
    assert_eq!(cases.len(), 5);
    for case in cases {
        let key = SigningKey::new(&Plaintext::new(text(case, "secret").into()));
        let message = text(case, "message").as_bytes();
        let code = match text(case, "kind") {
            "hmac-sha1-amp" => key.hmac_sha1_amp(message).to_vec(),
            "hmac-sha256" => key.hmac_sha256(message).to_vec(),
            "tc3" => key.hmac_sha256_tc3(text(case, "date"), text(case, "service"), message).to_vec(),
            other => panic!("kind {other}"),
        };
        assert_eq!(code, bytes(case, "signature"), "{}", text(case, "client"));
        let mut other = message.to_vec();
        other.push(b' ');
        assert_ne!(key.hmac_sha1_amp(&other)[..], code);
        assert_ne!(key.hmac_sha256(&other)[..], code);
    }
}

#[test]
fn rfc_4231_vectors_match() {
    let file = include_str!("../vectors/rfc/rfc-4231-sha256.txt");
    let field = |block: &str, name: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(name));
        unhex(line.unwrap().trim_start_matches([' ', '=']))
    };
    let mut seen = 0;
    for block in file.split("Len = ").skip(1) {
        let key = SigningKey::new(&Plaintext::new(field(block, "Key")));
        assert_eq!(key.hmac_sha256(&field(block, "Msg"))[..], field(block, "MD"));
        seen += 1;
    }
    assert_eq!(seen, 6);
}

#[test]
fn comparison_is_exact() {
    assert!(constant_time_eq(b"", b""));
    assert!(constant_time_eq(b"same", b"same"));
    for (a, b) in [("a", ""), ("", "a"), ("same", "sam"), ("same", "samE"), ("same", "same\0")] {
        assert!(!constant_time_eq(a.as_bytes(), b.as_bytes()), "{a:?} {b:?}");
    }
}
