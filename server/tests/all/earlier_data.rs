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
