//! Checkpoints of the audit trail as an operator meets them: the file beside the root key, and the commands.

use crate::{
    place::{Kind, Place, printed, refused},
    support::Bed,
};
use sea_orm::ConnectionTrait;
use std::{fs, path::PathBuf};
use strongroom::listener::Limits;

fn checkpoints(bed: &Bed) -> PathBuf {
    bed.data().join("audit-checkpoints")
}

async fn served(bed: &Bed) {
    bed.start(&[], Limits::default()).await.unwrap().stop().await;
}

async fn sql(bed: &Bed, statement: &str) {
    let file = format!("sqlite://{}", bed.data().join("strongroom.db").display());
    let connection = sea_orm::Database::connect(file).await.unwrap();
    assert!(connection.execute_unprepared(statement).await.unwrap().rows_affected() > 0, "{statement}");
    connection.close().await.unwrap();
}

fn verify(bed: &Bed, options: &[&str]) -> (Option<i32>, String) {
    let output = bed.program("audit verify", options);
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cut_trail_of_a_stopped_server_fails_verification() {
    let (bed, _) = Bed::initialised(&[]);
    served(&bed).await;
    let lines = fs::read_to_string(checkpoints(&bed)).unwrap();
    assert!(lines.lines().count() >= 1 && lines.ends_with('\n'), "{lines}");
    let (code, said) = verify(&bed, &[]);
    assert!(code == Some(0) && said.contains("outside it, covers"), "{said}");
    let key = bed.program("audit key", &[]);
    assert_eq!(key.stdout.trim_ascii().len(), 64);

    // What was written behind the last checkpoint by these commands may go; what it covers may not.
    sql(&bed, "DELETE FROM trail_block WHERE first_seq > 2").await;
    let (code, said) = verify(&bed, &[]);
    assert!(code == Some(1) && said.contains("Verification failed"), "{said}");
    served(&bed).await;
    let (code, said) = verify(&bed, &[]);
    let expected = "a server that ran meanwhile hides nothing";
    assert!(code == Some(1) && said.contains("Verification failed"), "{expected}: {said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn auditor_s_copy_of_the_file_is_compared_too() {
    let (bed, _) = Bed::initialised(&[]);
    served(&bed).await;
    let copy = bed.folder.path().join("kept");
    fs::copy(checkpoints(&bed), &copy).unwrap();
    served(&bed).await;
    let option = ["--checkpoint", copy.to_str().unwrap()];
    assert_eq!(verify(&bed, &option).0, Some(0));
    // The installation's own file is replaced together with the database's checkpoints.
    fs::remove_file(checkpoints(&bed)).unwrap();
    sql(&bed, "DELETE FROM trail_checkpoint").await;
    sql(&bed, "DELETE FROM trail_head").await;
    assert_eq!(verify(&bed, &[]).0, Some(0), "nothing is left to compare with");
    let (code, said) = verify(&bed, &option);
    assert!(code == Some(1) && said.contains("older than checkpoint"), "{said}");
    fs::write(&copy, "no checkpoint\n").unwrap();
    let output = bed.program("audit verify", &option);
    assert!(refused(&output).contains("holds no checkpoint"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn file_that_cannot_be_used_is_told_and_does_not_stop_the_server() {
    let (bed, _) = Bed::initialised(&[]);
    let unwritable = bed.folder.path().join("no/such/folder/file");
    let setting = [("checkpoint_file", unwritable.to_str().unwrap())];
    bed.start(&setting, Limits::default()).await.unwrap().stop().await;
    assert_eq!(verify(&bed, &[]).0, Some(0), "the database has the checkpoints");

    // Of another installation.
    let (other, _) = Bed::initialised(&[]);
    served(&other).await;
    fs::copy(checkpoints(&other), checkpoints(&bed)).unwrap();
    let before = fs::read(checkpoints(&bed)).unwrap();
    served(&bed).await;
    assert_eq!(fs::read(checkpoints(&bed)).unwrap(), before, "it is left as it is");
    let (code, said) = verify(&bed, &[]);
    assert!(code == Some(0) && said.contains("holds the checkpoints of another installation"), "{said}");
}

/// As in the manual: the file stays where it is, the database comes from a backup.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn restored_backup_is_an_alarm_until_it_is_accepted() {
    let (place, _) = Place::initialised(Kind::Sqlite).await;
    served(&place.bed).await;
    let backup = place.bed.folder.path().join("x.backup");
    printed(&place.run("backup", &[backup.to_str().unwrap()]));
    served(&place.bed).await;
    assert!(printed(&place.run("trust-restore", &[])).contains("nothing to accept"));
    for end in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(place.bed.data().join(format!("strongroom.db{end}")));
    }
    let said = printed(&place.run("restore", &[backup.to_str().unwrap()]));
    assert!(said.contains("To accept the backup: strongroom trust-restore"), "{said}");
    let (code, said) = verify(&place.bed, &[]);
    assert!(code == Some(1) && said.contains("older than checkpoint"), "{said}");
    served(&place.bed).await;
    assert_eq!(verify(&place.bed, &[]).0, Some(1), "it does not go away by itself");
    assert!(printed(&place.run("trust-restore", &[])).contains("Accepted"));
    served(&place.bed).await;
    let (code, said) = verify(&place.bed, &[]);
    assert!(code == Some(0), "{said}");
}
