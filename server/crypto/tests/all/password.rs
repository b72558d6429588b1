use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc::PasswordHash};
use strongroom_crypto::{Plaintext, password};

fn secret(text: &str) -> Plaintext {
    Plaintext::new(text.into())
}

#[test]
fn hash_matches_only_its_password() {
    let phc = password::hash(&secret("correct horse")).unwrap();
    assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
    assert!(password::verify(&secret("correct horse"), &phc));
    for wrong in ["", "correct hors", "correct horse ", "Correct horse", "correct horse\0"] {
        assert!(!password::verify(&secret(wrong), &phc), "{wrong:?}");
    }
    assert_ne!(password::hash(&secret("correct horse")).unwrap(), phc, "salt");
    password::burn(&secret("correct horse"));
}

#[test]
fn argon2_crate_accepts_our_phc_strings() {
    let phc = password::hash(&secret("correct horse")).unwrap();
    let parsed = PasswordHash::new(&phc).unwrap();
    let argon2 = Argon2::default();
    assert!(argon2.verify_password(b"correct horse", &parsed).is_ok());
    assert!(argon2.verify_password(b"incorrect horse", &parsed).is_err());
}

#[test]
fn non_ascii_passwords_are_compared_by_bytes() {
    let phc = password::hash(&secret("пароль 密码")).unwrap();
    assert!(password::verify(&secret("пароль 密码"), &phc));
    assert!(!password::verify(&secret("пароль 密"), &phc));
}

/// Written by `Argon2::hash_password_with_salt` of the `argon2` crate with 12 MiB, 3 passes, salt 16 × 0x53.
const CHEAPER: &str =
    "$argon2id$v=19$m=12288,t=3,p=1$U1NTU1NTU1NTU1NTU1NTUw$DH2Jj1Cnh4vLriWgwZMEKxg1vH8fSabny24p0fxTQYQ";

#[test]
fn hash_with_another_cost_matches() {
    assert!(password::verify(&secret("correct horse"), CHEAPER));
    assert!(!password::verify(&secret("wrong horse"), CHEAPER));
}

/// A genuine hash of "pw" with any cost and salt, by the `argon2` crate itself.
fn genuine(memory_kib: u32, passes: u32, lanes: u32, salt: &[u8]) -> String {
    let params = Params::new(memory_kib, passes, lanes, Some(32)).unwrap();
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2.hash_password_with_salt(b"pw", salt).unwrap().to_string()
}

#[test]
fn hash_above_the_cost_limit_never_matches() {
    for (memory_kib, passes, lanes) in [(128 * 1024, 1, 1), (64, 8, 4), (8, 1, 1)] {
        let phc = genuine(memory_kib, passes, lanes, &[1; 16]);
        assert!(password::verify(&secret("pw"), &phc), "{phc}");
    }
    for (memory_kib, passes, lanes) in [(128 * 1024 + 1, 1, 1), (64, 9, 1), (64, 1, 5)] {
        let phc = genuine(memory_kib, passes, lanes, &[1; 16]);
        assert!(!password::verify(&secret("pw"), &phc), "{phc}");
    }
    for length in [8, 15, 17, 32] {
        let phc = genuine(64, 1, 1, &vec![1; length]);
        assert!(!password::verify(&secret("pw"), &phc), "salt of {length} bytes");
    }
}

#[test]
fn malformed_hash_never_matches() {
    let good = password::hash(&secret("pw")).unwrap();
    let other = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        good.replacen(from, to, 1)
    };
    let cases = [
        String::new(),
        "pw".into(),
        good[1..].into(),
        good[..good.len() - 1].into(),
        format!("{good}A"),
        format!("{good}="),
        format!("{good}\n"),
        format!(" {good}"),
        other("argon2id", "argon2i"),
        other("argon2id", "argon2d"),
        other("v=19", "v=16"),
        other("$v=19", ""),
        other("m=19456", "m=0"),
        other("m=19456", "m=7"),
        other("m=19456", "m=+19456"),
        other("m=19456", "m=-1"),
        other("m=19456", "m=4294967295"),
        other("m=19456", "m=99999999999999999999"),
        other("m=19456", "m=131073"),
        other("t=2", "t=0"),
        other("t=2", "t=9"),
        other("t=2", "t=4294967295"),
        other("p=1", "p=0"),
        other("p=1", "p=5"),
        other("p=1", "p=1,data=AAAA"),
        other(",t=2,p=1", ",p=1,t=2"),
        other("m=19456,t=2,p=1$", ""),
        good.rsplit_once('$').unwrap().0.into(),
    ];
    for phc in cases {
        assert!(!password::verify(&secret("pw"), &phc), "{phc}");
    }
}
