//! The program itself on the data folder of an earlier one; the store's tests look into it row by row.

use crate::support::Bed;
use std::process::Command;

/// A copy of the data folder of this version.
fn copy(version: &str) -> Bed {
    let bed = Bed::empty();
    let archive = format!("{}/tests/data/{version}/sqlite.tar.gz", env!("CARGO_MANIFEST_DIR"));
    let status = Command::new("tar").args(["-xzf", &archive, "-C"]).arg(bed.folder.path()).status().unwrap();
    assert!(status.success());
    bed
}

#[test]
fn earlier_data_folder_is_upgraded_and_its_trail_verified() {
    let bed = copy("v1");
    for _ in 0..2 {
        let output = bed.program("audit verify", &[]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(String::from_utf8_lossy(&output.stdout).contains("Audit trail verified"));
    }
}

#[tokio::test]
async fn altered_row_is_named_and_nothing_is_upgraded() {
    use sea_orm::ConnectionTrait;
    let bed = copy("v1");
    let file = format!("sqlite://{}", bed.data().join("strongroom.db").display());
    let connection = sea_orm::Database::connect(file).await.unwrap();
    connection.execute_unprepared("UPDATE ram_user SET comments = 'x' WHERE name = 'auditor'").await.unwrap();
    for _ in 0..2 {
        let output = bed.program("audit verify", &[]);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && told.contains("row auditor in table ram_user"), "{told}");
    }
    connection.execute_unprepared("UPDATE ram_user SET comments = '' WHERE name = 'auditor'").await.unwrap();
    connection.close().await.unwrap();
    assert!(bed.program("audit verify", &[]).status.success());
}

/// Its root key is its installation key, until it is rekeyed.
#[test]
fn earlier_installation_is_backed_up_restored_and_rekeyed() {
    let ok = |output: std::process::Output| {
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let bed = copy("v1");
    let backup = bed.folder.path().join("x.backup");
    let backup = backup.to_str().unwrap();
    let early = bed.program("backup", &[backup]);
    assert!(String::from_utf8_lossy(&early.stderr).contains("older schema"), "a backup changes no schema");
    ok(bed.program("audit verify", &[]));
    ok(bed.program("backup", &[backup]));
    let copied = Bed::empty();
    std::fs::create_dir(copied.data()).unwrap();
    let [old, new] = [bed.data().join("root.key"), bed.folder.path().join("new.key")];
    std::fs::copy(&old, copied.data().join("root.key")).unwrap();
    assert!(ok(copied.program("restore", &[backup])).contains("Audit trail verified"));
    assert!(ok(copied.program("audit verify", &[])).contains("verified"));

    let new = new.to_str().unwrap();
    assert!(ok(copied.program("rekey", &["--new-root-key-file", new])).contains("2 root keys"));
    ok(copied.program("audit verify", &[]));
    ok(copied.program("rekey", &["--finish", "--root-key-file", new]));
    ok(copied.program("audit verify", &["--root-key-file", new]));
    let refused = copied.program("audit verify", &[]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("does not unseal this installation"));
}
