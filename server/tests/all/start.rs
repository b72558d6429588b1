//! Reasons the server does not start, and their messages.

use crate::support::{Bed, short};
use std::{
    fs,
    os::unix::fs::{PermissionsExt, chown},
};
use strongroom::folder::DataFolder;

#[tokio::test]
async fn folder_without_an_installation_suggests_init() {
    let bed = Bed::empty();
    assert!(bed.refused(&[]).await.contains("strongroom init --data-dir"));
    fs::create_dir(bed.data()).unwrap();
    assert!(bed.refused(&[]).await.contains("contains no installation yet"));
    assert!(!bed.data().join("strongroom.db").exists(), "a mistyped folder stays empty");
    fs::write(bed.data().join("root.key"), [7; 32]).unwrap();
    assert!(bed.refused(&[]).await.contains("--database-url"));
}

#[tokio::test]
async fn second_server_on_the_same_folder_is_rejected() {
    let (bed, _) = Bed::initialised(&[]);
    let server = bed.start(&[], short()).await.unwrap();
    assert!(bed.refused(&[]).await.contains("another Strongroom server is using the data folder"));
    server.stop().await;
    bed.start(&[], short()).await.unwrap().stop().await;
}

#[tokio::test]
async fn port_in_use_is_reported_with_its_setting() {
    let (bed, _) = Bed::initialised(&[]);
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for setting in ["console", "api"] {
        let message = bed.refused(&[(setting, &address)]).await;
        assert!(
            message.contains(&format!("--{setting}")) && message.contains("another program is using this port"),
            "{message}"
        );
    }
    let elsewhere = bed.refused(&[("console", "192.0.2.1:3000")]).await;
    assert!(elsewhere.contains("does not have this address"), "{elsewhere}");
}

#[tokio::test]
async fn wrong_damaged_or_missing_root_key_is_rejected() {
    let (bed, _) = Bed::initialised(&[]);
    let key = bed.data().join("root.key");
    let right = fs::read(&key).unwrap();
    fs::write(&key, [7; 32]).unwrap();
    let wrong = bed.refused(&[]).await;
    assert!(wrong.contains("does not unseal this installation") && wrong.contains("another installation"), "{wrong}");
    fs::write(&key, &right[..31]).unwrap();
    let short_key = bed.refused(&[]).await;
    assert!(short_key.contains("not an intact root key file"), "{short_key}");
    fs::remove_file(&key).unwrap();
    let gone = bed.refused(&[]).await;
    assert!(gone.contains("does not exist"), "{gone}");
    fs::write(&key, &right).unwrap();
    bed.start(&[], short()).await.unwrap().stop().await;
}

#[tokio::test]
async fn newer_schema_is_rejected_and_left_unchanged() {
    use sea_orm::ConnectionTrait;
    let (bed, _) = Bed::initialised(&[]);
    let connection =
        sea_orm::Database::connect(format!("sqlite://{}", bed.data().join("strongroom.db").display())).await.unwrap();
    connection
        .execute_unprepared("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_future', 0)")
        .await
        .unwrap();
    connection.close().await.unwrap();
    let message = bed.refused(&[]).await;
    assert!(message.contains("m9999_future") && message.contains("newer program"), "{message}");
}

#[tokio::test]
async fn file_that_is_not_a_database_is_rejected_and_left_unchanged() {
    let (bed, _) = Bed::initialised(&[]);
    let database = bed.data().join("strongroom.db");
    let content = b"certainly not a database ".repeat(500);
    fs::write(&database, &content).unwrap();
    let message = bed.refused(&[]).await;
    assert!(message.contains("not a SQLite database"), "{message}");
    assert_eq!(fs::read(&database).unwrap(), content);
}

#[test]
fn folder_of_another_user_is_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let theirs = folder.path().join("theirs");
    fs::create_dir(&theirs).unwrap();
    // Only root can change the owner; other users try a folder of root.
    let path = if chown(&theirs, Some(65534), None).is_ok() { theirs } else { "/".into() };
    let message = DataFolder::open(&path).unwrap_err().to_string();
    assert!(message.contains("belongs to user id"), "{message}");
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    assert!(DataFolder::open(&file).unwrap_err().to_string().contains("not a data folder"));
    assert!(DataFolder::create(&file.join("below")).unwrap_err().to_string().contains("cannot create the data folder"));
}

#[test]
fn files_accessible_to_other_users_are_warned_about() {
    let (bed, _) = Bed::initialised(&[]);
    let warnings = |bed: &Bed| {
        let log = bed.spawn(&[]).wait_for("Strongroom is ready");
        log.lines().filter(|line| line.contains("WARN")).collect::<Vec<_>>().join("\n")
    };
    let at_first = warnings(&bed);
    assert!(at_first.contains("beside the database") && at_first.lines().count() == 1, "{at_first}");
    fs::set_permissions(bed.data(), fs::Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(bed.data().join("root.key"), fs::Permissions::from_mode(0o644)).unwrap();
    let later = warnings(&bed);
    for wanted in ["beside the database", "chmod 600", "chmod 700"] {
        assert!(later.contains(wanted), "{wanted}: {later}");
    }
}

#[test]
fn api_certificate_with_local_names_only_is_warned_about() {
    let (bed, _) = Bed::initialised(&[]);
    let warned = |options: &[&str]| bed.spawn(options).wait_for("Strongroom is ready").matches("--api-names").count();
    assert_eq!(warned(&["--api", "0.0.0.0:0"]), 1, "its certificate names only this machine");
    assert_eq!(warned(&[]), 0, "no other machine can reach it");
    assert_eq!(warned(&["--api", "0.0.0.0:0", "--api-names", "localhost,strongroom.internal"]), 0);
}

#[test]
fn server_stops_cleanly_on_sigint_and_sigterm() {
    let (bed, _) = Bed::initialised(&[]);
    let mut server = bed.spawn(&[]);
    let ready = server.wait_for("Strongroom is ready");
    assert!(ready.contains("https://127.0.0.1:"), "{ready}");
    for signal in ["INT", "TERM"] {
        let status = server.end_with(signal);
        assert!(status.success(), "SIG{signal}: {status}");
        server = bed.spawn(&[]);
        server.wait_for("Strongroom is ready");
    }
    server.end_with("KILL");
    let output = bed.program("audit verify", &[]);
    assert!(output.status.success());
}
