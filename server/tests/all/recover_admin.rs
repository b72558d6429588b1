//! The only administrator lost the password: the root key and the data are enough, on both databases.

use crate::place::{Kind, Place, printed, refused};

/// The password that was printed.
fn password(said: &str) -> String {
    let line = said.lines().find_map(|line| line.trim_start().strip_prefix("Password  "));
    line.unwrap_or_else(|| panic!("no password: {said}")).to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn administrator_signs_in_with_the_printed_password_and_no_longer_with_the_old_one() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let (place, init) = Place::initialised(kind).await;
        let old = init["admin_password"].as_str().unwrap();
        let new = password(&printed(&place.run("recover-admin", &[])));
        let opened = place.open().await;
        assert!(opened.signs_in("admin", &new).await);
        assert!(!opened.signs_in("admin", old).await);
        opened.store.close().await;
        let rescue = password(&printed(&place.run("recover-admin", &["rescue"])));
        let opened = place.open().await;
        assert!(opened.signs_in("rescue", &rescue).await);
        opened.trail().await;
        opened.store.close().await;
    }
}

/// A server on PostgreSQL that runs meanwhile accepts the new password within a second.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn running_server_on_postgres_accepts_the_new_password() {
    let (place, _) = Place::initialised(Kind::Postgres).await;
    let server = place.open().await;
    let new = password(&printed(&place.run("recover-admin", &[])));
    assert!(server.signs_in("admin", &new).await);
    server.store.close().await;
}

#[test]
fn running_server_on_sqlite_must_be_stopped_first() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (place, init) = runtime.block_on(Place::initialised(Kind::Sqlite));
    let mut server = place.bed.spawn(&[]);
    server.wait_for("Strongroom is ready");
    let said = refused(&place.run("recover-admin", &[]));
    assert!(said.contains("stop it first"), "{said}");
    assert!(server.end_with("TERM").success());
    runtime.block_on(async {
        let opened = place.open().await;
        assert!(opened.signs_in("admin", init["admin_password"].as_str().unwrap()).await, "nothing was changed");
        opened.store.close().await;
    });
}

#[test]
fn foreign_root_key_recovers_nothing() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (place, _) = runtime.block_on(Place::initialised(Kind::Sqlite));
    let foreign = place.bed.folder.path().join("foreign.key");
    std::fs::write(&foreign, [7; 32]).unwrap();
    let said = refused(&place.run("recover-admin", &["--root-key-file", foreign.to_str().unwrap()]));
    assert!(said.contains("does not unseal this installation"), "{said}");
}
