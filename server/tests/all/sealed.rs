//! A server whose root key is encrypted with a passphrase.

use crate::support::{Bed, Running, short};
use std::fs;

const PASSPHRASE: &str = "correct horse battery staple";

/// An installation whose root key has a passphrase, and the file with that passphrase.
fn bed() -> (Bed, String) {
    let place = Bed::empty();
    let file = place.folder.path().join("passphrase");
    fs::write(&file, PASSPHRASE).unwrap();
    let file = file.to_str().unwrap().to_owned();
    let output = place.program("init", &["--json", "--root-key", "passphrase", "--passphrase-file", &file]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (place, file)
}

async fn assert_sealed(server: &Running) {
    let health = server.get("/healthz").await;
    assert_eq!((health.status, health.header("cache-control")), (503, "no-store"));
    assert!(health.body.starts_with(r#"{"status":"sealed","reason":"#), "{}", health.body);
}

#[tokio::test]
async fn sealed_server_redirects_to_its_page_and_unseals_with_the_passphrase() {
    let (bed, _) = bed();
    let server = bed.start(&[], short()).await.unwrap();
    assert_sealed(&server).await;
    for page in ["/", "/secrets", "/secrets/overview/a.json", "/sign-in?next=/", "/no/such/page"] {
        let answer = server.get(page).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/sealed"), "{page}");
    }
    assert_eq!(server.get("/sealed").await.status, 200);
    assert_eq!(server.get("/pkg/0123456789abcdef/console.js").await.status, 200);
    assert_eq!(server.call("load_current_user", "", "").await.status, 503);
    let operation = "GET /?Action=ListSecrets HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    assert_eq!(server.api(operation).await.status, 503);

    let wrong = server.call("unseal", "passphrase=correct+horse", "").await;
    assert_eq!(wrong.status, 403, "{wrong:?}");
    assert!(wrong.body.contains("Wrong passphrase") && !wrong.body.contains("correct horse"), "{wrong:?}");
    let nothing = server.call("unseal", "pass=correct+horse", "").await;
    assert!(nothing.status == 400 && nothing.body.contains("field passphrase is missing"), "{nothing:?}");
    assert_sealed(&server).await;

    let form = format!("passphrase={}", PASSPHRASE.replace(' ', "+"));
    assert_eq!(server.call("unseal", &form, "").await.status, 200);
    assert_eq!(server.get("/healthz").await.body, r#"{"status":"ok"}"#);
    assert_ne!(server.get("/sign-in").await.header("location"), "/sealed");
    server.stop().await;
}

#[tokio::test]
async fn truncated_root_key_file_is_reported_without_a_passphrase() {
    let (bed, _) = bed();
    let key = bed.data().join("root.key");
    let whole = fs::read(&key).unwrap();
    for length in [0, 33, whole.len() / 2, whole.len() - 3] {
        fs::write(&key, &whole[..length]).unwrap();
        let message = bed.refused(&[]).await;
        assert!(message.contains("not an intact root key file"), "{length} bytes: {message}");
    }
    fs::write(&key, whole).unwrap();
    bed.start(&[], short()).await.unwrap().stop().await;
}

#[tokio::test]
async fn configured_passphrase_unseals_at_start_and_a_wrong_one_does_not() {
    let (bed, file) = bed();
    let server = bed.start(&[("passphrase_file", &file)], short()).await.unwrap();
    assert_eq!(server.get("/healthz").await.status, 200);
    server.stop().await;

    fs::write(&file, "another passphrase").unwrap();
    let server = bed.start(&[("passphrase_file", &file)], short()).await.unwrap();
    assert_sealed(&server).await;
    server.stop().await;
}

#[tokio::test]
async fn sessions_survive_a_sealed_restart() {
    let (bed, file) = bed();
    let server = bed.start(&[], short()).await.unwrap();
    let visit = server.console(format!("GET /sealed HTTP/1.1\r\nHost: {}\r\nCookie: strongroom=AAAAAAAAAAAAAAAAAAAAAA; theme=dark\r\nConnection: close\r\n\r\n", server.console)).await;
    assert_eq!((visit.status, visit.session_cookie()), (200, ""), "the cookie is unchanged");
    server.stop().await;
    drop(file);
}

#[test]
fn short_or_missing_passphrase_is_rejected_at_init() {
    let place = Bed::empty();
    let file = place.folder.path().join("passphrase");
    fs::write(&file, "short\n").unwrap();
    for options in
        [&["--root-key", "passphrase"][..], &["--root-key", "passphrase", "--passphrase-file", file.to_str().unwrap()]]
    {
        let output = place.program("init", options);
        assert_eq!(output.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&output.stderr).contains("passphrase"), "{options:?}");
    }
    assert!(!place.data().join("root.key").exists());
}
