//! Another root key: from a file to a passphrase and back, with both valid in between, while a server runs.

use crate::{
    place::{Kind, Place, printed, refused},
    support::short,
};
use std::{fs, path::PathBuf};

const PASSPHRASE: &str = "correct horse battery staple";

fn path(place: &Place, name: &str) -> PathBuf {
    place.bed.folder.path().join(name)
}

/// Whether the installation opens with the root key in this file.
fn opens(place: &Place, file: &str) -> bool {
    let passphrase = path(place, "passphrase");
    let mut options = vec!["--root-key-file", file];
    if fs::metadata(file).unwrap().len() > 32 {
        options.extend(["--passphrase-file", passphrase.to_str().unwrap()]);
    }
    let output = place.run("audit verify", &options);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() || said.contains("does not unseal this installation"), "{said}");
    output.status.success()
}

async fn file_to_passphrase_and_back(kind: Kind) {
    let (place, init) = Place::initialised(kind).await;
    let old = place.bed.data().join("root.key");
    let (new, third, passphrase) = (path(&place, "new.key"), path(&place, "third.key"), path(&place, "passphrase"));
    fs::write(&passphrase, format!("{PASSPHRASE}\n")).unwrap();
    let [old, new, third, passphrase] = [&old, &new, &third, &passphrase].map(|path| path.to_str().unwrap());
    let server = place.open().await;
    let who = server.owner(&init).await;
    server.create(&who, "a", "before").await;

    let kind_flags = ["--new-root-key", "passphrase", "--new-passphrase-file", passphrase];
    let add = [&["--new-root-key-file", new], kind_flags.as_slice()].concat();
    let said = printed(&place.run("rekey", &add));
    for wanted in ["[1/4]", "[2/4]", "[3/4] added it: 2 root keys", "[4/4]", "--finish"] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    assert!(!said.contains(PASSPHRASE));
    assert!(opens(&place, old) && opens(&place, new), "both are valid");
    server.put(&who, "a", "v1", "between").await;
    assert!(printed(&place.run("rekey", &add)).contains("2 root keys"), "again changes nothing");
    assert!(printed(&place.run("rekey", &[])).contains("is not the newest"));
    // The old one is still configured: a slip must not remove the new one.
    let said = refused(&place.run("rekey", &["--finish"]));
    assert!(said.contains("nothing was changed"), "{said}");
    assert!(opens(&place, new));

    let with_new = ["--root-key-file", new, "--passphrase-file", passphrase];
    let said = printed(&place.run("rekey", &[&["--finish"], with_new.as_slice()].concat()));
    assert!(said.contains("Removed 1 root keys"), "{said}");
    assert!(!opens(&place, old) && opens(&place, new));
    assert_eq!(server.read(&who, "a").await.1, "between", "a running server goes on");
    server.put(&who, "a", "v2", "after").await;

    // Back to a file, changed once more by mistake and taken back.
    printed(&place.run("rekey", &[&["--new-root-key-file", third], with_new.as_slice()].concat()));
    printed(&place.run("rekey", &[&["--abort"], with_new.as_slice()].concat()));
    assert!(!opens(&place, third) && opens(&place, new));
    printed(&place.run("rekey", &[&["--new-root-key-file", third], with_new.as_slice()].concat()));
    printed(&place.run("rekey", &["--finish", "--root-key-file", third]));
    assert!(opens(&place, third) && !opens(&place, new) && !opens(&place, old));
    server.store.close().await;

    fs::copy(third, old).unwrap();
    let opened = place.open().await;
    assert_eq!(opened.read(&who, "a").await.1, "after");
    opened.store.close().await;
    let backup = path(&place, "x.backup");
    printed(&place.run("backup", &[backup.to_str().unwrap()]));
    let copy = Place::beside(&place, kind).await;
    printed(&copy.run("restore", &[backup.to_str().unwrap()]));
    let opened = copy.open().await;
    assert_eq!(opened.read(&who, "a").await.1, "after");
    opened.store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn root_key_moves_from_file_to_passphrase_and_back_on_sqlite() {
    file_to_passphrase_and_back(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn root_key_moves_from_file_to_passphrase_and_back_on_postgres() {
    file_to_passphrase_and_back(Kind::Postgres).await;
}

/// Whoever has the old root key and a copy of the database made after `--finish` can no longer open it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn removed_root_key_leaves_nothing_in_the_files() {
    let (place, _) = Place::initialised(Kind::Sqlite).await;
    let wrapped = {
        let opened = place.open().await;
        let snapshot = opened.store.snapshot(opened.engine.now()).await.unwrap();
        let wrapped = snapshot.header().root_keys[0].wrapped.clone();
        drop(snapshot);
        opened.store.close().await;
        wrapped
    };
    let new = path(&place, "new.key");
    let new = new.to_str().unwrap();
    printed(&place.run("rekey", &["--new-root-key-file", new]));
    printed(&place.run("rekey", &["--finish", "--root-key-file", new]));
    for file in fs::read_dir(place.bed.data()).unwrap().map(|file| file.unwrap().path()).filter(|path| path.is_file()) {
        let bytes = fs::read(&file).unwrap();
        assert!(!bytes.windows(wrapped.len()).any(|part| part == wrapped), "{}", file.display());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rekey_refuses_the_same_file_a_short_passphrase_and_a_foreign_key() {
    let (place, _) = Place::initialised(Kind::Sqlite).await;
    let key = place.bed.data().join("root.key");
    let said = refused(&place.run("rekey", &["--new-root-key-file", key.to_str().unwrap()]));
    assert!(said.contains("needs another file"), "{said}");
    let (new, passphrase) = (path(&place, "new.key"), path(&place, "passphrase"));
    fs::write(&passphrase, "short").unwrap();
    let [new, passphrase] = [&new, &passphrase].map(|path| path.to_str().unwrap());
    let flags = ["--new-root-key-file", new, "--new-root-key", "passphrase", "--new-passphrase-file", passphrase];
    assert!(refused(&place.run("rekey", &flags)).contains("at least 12 characters"));
    assert!(!PathBuf::from(new).exists());
    let foreign = path(&place, "foreign.key");
    fs::write(&foreign, [7; 32]).unwrap();
    let flags = ["--new-root-key-file", new, "--root-key-file", foreign.to_str().unwrap()];
    assert!(refused(&place.run("rekey", &flags)).contains("does not unseal this installation"));
    assert!(opens(&place, key.to_str().unwrap()));
}

/// A server with a passphrase starts sealed and opens with the passphrase of the new root key.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sealed_server_opens_with_the_new_passphrase() {
    let (place, _) = Place::initialised(Kind::Sqlite).await;
    let (new, passphrase) = (path(&place, "new.key"), path(&place, "passphrase"));
    fs::write(&passphrase, PASSPHRASE).unwrap();
    let [new, passphrase] = [&new, &passphrase].map(|path| path.to_str().unwrap());
    let flags = ["--new-root-key-file", new, "--new-root-key", "passphrase", "--new-passphrase-file", passphrase];
    printed(&place.run("rekey", &flags));
    let server = place.bed.start(&[("root_key_file", new)], short()).await.unwrap();
    let form = format!("passphrase={}", PASSPHRASE.replace(' ', "+"));
    assert_eq!(server.call("unseal", &form, "").await.status, 200);
    assert_eq!(server.get("/healthz").await.body, r#"{"status":"ok"}"#);
    server.stop().await;
}
