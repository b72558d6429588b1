use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde_json::{Value, json};
use strongroom_crypto::{
    Keyring, Plaintext, RootKey,
    root::{PassphraseRoot, RootError, RootProvider, RootWarning},
    sha256,
};
use tempfile::tempdir;

use crate::support::{array, text};

const WORDS: &str = "correct horse battery staple";

fn words(text: &str) -> Plaintext {
    Plaintext::new(text.into())
}

fn check(root: &RootKey) -> [u8; 32] {
    Keyring::new(root, [0; 16]).check_value()
}

fn at(dir: &Path) -> PassphraseRoot {
    PassphraseRoot { path: dir.join("root.json") }
}

/// A committed file of the cheapest accepted cost, and the check value of the key inside.
fn committed() -> (Value, [u8; 32]) {
    let file: Value = serde_json::from_str(include_str!("../vectors/passphrase_root.json")).unwrap();
    (file["file"].clone(), array(&file, "check_value"))
}

/// The checksum over a file's fields, so that a test can alter one and look further than the checksum.
fn with_checksum(mut file: Value) -> Value {
    let mut all = Vec::new();
    let sized = |all: &mut Vec<u8>, piece: &str| {
        all.extend_from_slice(&(piece.len() as u64).to_be_bytes());
        all.extend_from_slice(piece.as_bytes());
    };
    sized(&mut all, text(&file, "format"));
    sized(&mut all, text(&file, "kdf"));
    for number in ["memory_kib", "passes", "lanes"] {
        let number = u32::try_from(file[number].as_u64().unwrap()).unwrap();
        all.extend_from_slice(&number.to_be_bytes());
    }
    for piece in ["salt", "commitment", "sealed"] {
        sized(&mut all, text(&file, piece));
    }
    file["checksum"] = BASE64.encode(sha256(&all)).into();
    file
}

fn load(content: &str, passphrase: &str) -> Result<RootKey, RootError> {
    let dir = tempdir().unwrap();
    let root = at(dir.path());
    fs::write(&root.path, content).unwrap();
    root.load(&words(passphrase))
}

fn flipped(file: &Value, field: &str) -> Value {
    let mut bytes = BASE64.decode(text(file, field)).unwrap();
    bytes[0] ^= 1;
    changed(file, field, BASE64.encode(bytes))
}

fn changed(file: &Value, field: &str, value: impl Into<Value>) -> Value {
    let mut file = file.clone();
    file[field] = value.into();
    file
}

#[test]
fn created_key_loads_only_with_its_passphrase() {
    let dir = tempdir().unwrap();
    let root = at(dir.path());
    let made = root.create(&words(WORDS)).unwrap();
    let metadata = fs::metadata(&root.path).unwrap();
    assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
    let content = fs::read_to_string(&root.path).unwrap();
    let file: Value = serde_json::from_str(&content).unwrap();
    assert_eq!((&file["memory_kib"], &file["passes"], &file["lanes"]), (&json!(65_536), &json!(3), &json!(1)));
    assert!(!content.contains("horse"));

    assert_eq!(check(&root.load(&words(WORDS)).unwrap()), check(&made));
    let error = root.load(&words("correct horse battery stable")).err().unwrap();
    assert!(matches!(error, RootError::WrongPassphrase(_)));
    assert!(error.to_string().contains("root.json") && !error.to_string().contains("stable"));

    assert!(matches!(root.create(&words(WORDS)), Err(RootError::Exists(_))));
    assert_eq!(fs::read_to_string(&root.path).unwrap(), content);
    assert_eq!(root.warnings(dir.path()), [RootWarning::BesideDatabase]);
    fs::remove_file(&root.path).unwrap();
    assert!(matches!(root.load(&words(WORDS)), Err(RootError::Missing(_))));
}

#[test]
fn committed_file_decrypts() {
    let (file, expected) = committed();
    let dir = tempdir().unwrap();
    let root = at(dir.path());
    fs::write(&root.path, file.to_string()).unwrap();
    assert_eq!(check(&root.load(&words(WORDS)).unwrap()), expected);
    for wrong in ["", "correct horse battery stapl", "Correct horse battery staple"] {
        assert!(matches!(root.load(&words(wrong)), Err(RootError::WrongPassphrase(_))), "{wrong:?}");
    }
    let provider = root.with(words(WORDS));
    assert_eq!(provider.kind(), "passphrase");
    assert_eq!(check(&RootProvider::load(&provider).unwrap()), expected);
}

#[test]
fn damaged_file_is_distinguished_from_a_wrong_passphrase() {
    let (file, _) = committed();
    assert_eq!(with_checksum(file.clone()), file, "the test's checksum");
    let whole = file.to_string();
    let mut without = file.clone();
    without.as_object_mut().unwrap().remove("kdf");
    let cases = [
        String::new(),
        "{}".into(),
        "null".into(),
        "not a document".into(),
        whole[..whole.len() / 2].into(),
        format!("{whole}x"),
        format!("{whole}{}", " ".repeat(5000)),
        format!("[{whole}]"),
        whole.replacen('{', r#"{"kdf":"argon2id","#, 1),
        without.to_string(),
        changed(&file, "more", "field").to_string(),
        changed(&file, "lanes", "1").to_string(),
        changed(&file, "lanes", -1).to_string(),
        changed(&file, "passes", 4_294_967_296_u64).to_string(),
        changed(&file, "passes", 3).to_string(),
        changed(&file, "memory_kib", 65_536).to_string(),
        flipped(&file, "salt").to_string(),
        flipped(&file, "commitment").to_string(),
        flipped(&file, "sealed").to_string(),
        flipped(&file, "checksum").to_string(),
        with_checksum(changed(&file, "format", "strongroom passphrase root 2")).to_string(),
        with_checksum(changed(&file, "kdf", "argon2i")).to_string(),
        with_checksum(changed(&file, "salt", "AAAA")).to_string(),
        with_checksum(changed(&file, "salt", "%%%%")).to_string(),
        with_checksum(changed(&file, "sealed", "")).to_string(),
        with_checksum(changed(&file, "commitment", "")).to_string(),
        // The right passphrase, but the ciphertext does not authenticate.
        with_checksum(flipped(&file, "sealed")).to_string(),
    ];
    for content in cases {
        let result = load(&content, WORDS);
        assert!(matches!(result, Err(RootError::Damaged(_))), "{content}");
    }
}

#[test]
fn other_cost_or_salt_gives_another_key() {
    let (file, _) = committed();
    for other in [
        changed(&file, "passes", 3),
        changed(&file, "lanes", 2),
        changed(&file, "memory_kib", 19_457),
        flipped(&file, "salt"),
        flipped(&file, "commitment"),
    ] {
        let result = load(&with_checksum(other.clone()).to_string(), WORDS);
        assert!(matches!(result, Err(RootError::WrongPassphrase(_))), "{other}");
    }
}

#[test]
fn cost_outside_the_limits_is_rejected_before_stretching() {
    let (file, _) = committed();
    for (field, value) in [
        ("memory_kib", 0_u32),
        ("memory_kib", 8),
        ("memory_kib", 19_455),
        ("memory_kib", 1_048_577),
        ("memory_kib", u32::MAX),
        ("passes", 0),
        ("passes", 1),
        ("passes", 17),
        ("passes", u32::MAX),
        ("lanes", 0),
        ("lanes", 17),
        ("lanes", u32::MAX),
    ] {
        let other = with_checksum(changed(&file, field, value)).to_string();
        assert!(matches!(load(&other, WORDS), Err(RootError::Cost(_))), "{other}");
    }
}
