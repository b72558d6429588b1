use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
};

use strongroom_crypto::{
    Keyring, RootKey,
    root::{FileRoot, RootError, RootProvider, RootWarning},
};
use tempfile::tempdir;

fn check(root: &RootKey) -> [u8; 32] {
    Keyring::new(root, [0; 16]).check_value()
}

fn at(dir: &Path, name: &str) -> FileRoot {
    FileRoot { path: dir.join(name) }
}

#[test]
fn created_key_loads_again() {
    let dir = tempdir().unwrap();
    let root = at(dir.path(), "root.key");
    let made = root.create().unwrap();
    let metadata = fs::metadata(&root.path).unwrap();
    assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
    assert_eq!(metadata.len(), 32);
    assert_eq!(check(&root.load().unwrap()), check(&made));

    let provider: &dyn RootProvider = &root;
    assert_eq!(check(&provider.load().unwrap()), check(&made));
    assert_eq!(provider.kind(), "file");

    let other = at(dir.path(), "other.key").create().unwrap();
    assert_ne!(check(&other), check(&made));
}

#[test]
fn existing_file_is_left_unchanged() {
    let dir = tempdir().unwrap();
    let root = at(dir.path(), "root.key");
    for content in [b"".as_slice(), b"precious", &[7; 32]] {
        fs::write(&root.path, content).unwrap();
        assert!(matches!(root.create(), Err(RootError::Exists(path)) if path == root.path));
        assert_eq!(fs::read(&root.path).unwrap(), content);
    }
    let dangling = at(dir.path(), "link.key");
    symlink(dir.path().join("nowhere"), &dangling.path).unwrap();
    assert!(matches!(dangling.create(), Err(RootError::Exists(_))));
    assert!(!dir.path().join("nowhere").exists());
}

#[test]
fn invalid_key_file_is_rejected() {
    let dir = tempdir().unwrap();
    let root = at(dir.path(), "root.key");
    assert!(matches!(root.load(), Err(RootError::Missing(_))));
    for length in [0, 1, 31, 33, 64, 100_000] {
        fs::write(&root.path, vec![b'k'; length]).unwrap();
        let error = root.load().err().unwrap();
        assert!(matches!(error, RootError::Damaged(_)), "{length} bytes");
        let message = error.to_string();
        assert!(message.contains("root.key") && !message.contains("kkk"), "{message}");
    }
    let directory = FileRoot { path: dir.path().into() };
    assert!(matches!(directory.load(), Err(RootError::Damaged(_))));
    assert!(matches!(directory.create(), Err(RootError::Exists(_))));
    assert!(matches!(at(&root.path, "below").load(), Err(RootError::Unreadable { .. })));
    assert!(matches!(at(&root.path, "below").create(), Err(RootError::Unwritable { .. })));
    let nowhere = at(&dir.path().join("nowhere"), "root.key");
    assert!(matches!(nowhere.create(), Err(RootError::Unwritable { .. })));
    assert!(matches!(nowhere.load(), Err(RootError::Missing(_))));
}

#[test]
fn bad_location_or_mode_is_reported() {
    let dir = tempdir().unwrap();
    let (keys, data) = (dir.path().join("keys"), dir.path().join("data"));
    let below = data.join("keys");
    for path in [&keys, &data, &below] {
        fs::create_dir(path).unwrap();
    }
    symlink(&data, dir.path().join("link")).unwrap();
    let link = dir.path().join("link");

    let good = at(&keys, "root.key");
    good.create().unwrap();
    assert_eq!(good.warnings(&data), []);
    assert_eq!(good.warnings(&dir.path().join("missing")), []);
    for sample_binding in [&data, &below] {
        let root = at(sample_binding, "root.key");
        root.create().unwrap();
        assert_eq!(root.warnings(&data), [RootWarning::BesideDatabase]);
        assert_eq!(root.warnings(&link), [RootWarning::BesideDatabase]);
        assert_eq!(root.warnings(&keys), []);
    }
    assert_eq!(at(&link, "root.key").warnings(&data), [RootWarning::BesideDatabase]);

    for mode in [0o640, 0o604, 0o601, 0o620, 0o666, 0o700] {
        fs::set_permissions(&good.path, fs::Permissions::from_mode(mode)).unwrap();
        assert_eq!(good.warnings(&data), [RootWarning::WiderThan0600], "{mode:o}");
    }
    for mode in [0o600, 0o400] {
        fs::set_permissions(&good.path, fs::Permissions::from_mode(mode)).unwrap();
        assert_eq!(good.warnings(&data), [], "{mode:o}");
    }
    let both = at(&data, "root.key");
    fs::set_permissions(&both.path, fs::Permissions::from_mode(0o644)).unwrap();
    let all = [RootWarning::BesideDatabase, RootWarning::WiderThan0600];
    assert_eq!(both.warnings(&data), all);
}
