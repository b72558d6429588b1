//! Two servers on one PostgreSQL, whose address is in `TEST_DATABASE_URL`, as in the tests of the store.

use crate::{
    caller::Caller,
    live,
    support::{Bed, Running, short},
};
use sea_orm::{ConnectionTrait, Database};
use std::fs;

/// The URL of an empty database.
async fn fresh_database(of: &str) -> String {
    let server = std::env::var("TEST_DATABASE_URL")
        .expect("TEST_DATABASE_URL is not set: run `eval \"$(.ci/postgres start)\"` first, two nodes need PostgreSQL");
    let name = format!("nodes{of}{}", std::process::id());
    let admin = Database::connect(&server).await.expect("TEST_DATABASE_URL must lead to a running PostgreSQL");
    admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await.unwrap();
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    admin.close().await.unwrap();
    format!("{}/{name}", server.rsplit_once('/').unwrap().0)
}

async fn tagged(caller: &Caller, server: &Running, secret: &str, value: &str) {
    let tags = format!(r#"[{{"TagKey":"by","TagValue":"{value}"}}]"#);
    let answer = caller.kms(server, "TagResource", &[("SecretName", secret), ("Tags", &tags)]).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_change_the_same_secrets_and_see_each_others_changes() {
    let url = fresh_database("values").await;
    let (first, printed) = Bed::initialised(&["--database-url", &url]);
    let second = Bed::empty();
    fs::create_dir(second.data()).unwrap();
    fs::copy(first.data().join("root.key"), second.data().join("root.key")).unwrap();
    let settings = [("database_url", url.as_str())];
    let (one, two) = (first.start(&settings, short()).await.unwrap(), second.start(&settings, short()).await.unwrap());
    let caller = Caller::of(&printed);
    for name in ["a", "b"] {
        let new = [("SecretName", name), ("SecretData", "first"), ("VersionId", "v1")];
        let answer = caller.kms(&one, "CreateSecret", &new).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    for round in 0..40 {
        let value = format!("round{round}");
        // In opposite order, at the same time, while both read.
        let forwards = async {
            tagged(&caller, &one, "a", &value).await;
            tagged(&caller, &one, "b", &value).await;
        };
        let backwards = async {
            tagged(&caller, &two, "b", &value).await;
            tagged(&caller, &two, "a", &value).await;
        };
        let read = caller.kms(&two, "GetSecretValue", &[("SecretName", "a")]);
        let ((), (), read) = tokio::join!(forwards, backwards, read);
        assert!(read.status == 200 && read.body.contains("first"), "{read:?}");
        for server in [&one, &two] {
            let described = caller.kms(server, "DescribeSecret", &[("SecretName", "b"), ("FetchTags", "true")]).await;
            assert!(described.body.contains(&value), "{described:?}");
        }
    }
    let put = [("SecretName", "a"), ("SecretData", "second"), ("VersionId", "v2")];
    assert_eq!(caller.kms(&two, "PutSecretValue", &put).await.status, 200);
    let read = caller.kms(&one, "GetSecretValue", &[("SecretName", "a")]).await;
    assert!(read.body.contains("second"), "the cache of the other node is not used: {read:?}");
    // One node goes, the other works on.
    one.stop().await;
    tagged(&caller, &two, "b", "last").await;
    two.stop().await;
    let verified = first.program("audit verify", &["--database-url", &url]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn page_at_one_server_is_told_of_rotations_that_another_one_changes() {
    let url = fresh_database("live").await;
    let (first, printed) = Bed::initialised(&["--database-url", &url]);
    let second = Bed::empty();
    fs::create_dir(second.data()).unwrap();
    fs::copy(first.data().join("root.key"), second.data().join("root.key")).unwrap();
    // Nothing but the database connects the two: the watched one does no steps.
    let watched = [("database_url", url.as_str()), ("rotations", "off")];
    let working = [("database_url", url.as_str())];
    let (one, two) = (first.start(&watched, short()).await.unwrap(), second.start(&working, short()).await.unwrap());
    let (caller, cookie) = (Caller::of(&printed), live::cookie(&one, &printed).await);
    live::unreachable(&caller, &two, "payments/db").await;
    let mut stream = live::Stream::open(&one, "?secret=payments%2Fdb", &cookie).await;
    assert_eq!(stream.status().await, 200);
    assert!(stream.event("hello").await);
    let begun = caller.kms(&two, "RotateSecret", &[("SecretName", "payments/db"), ("VersionId", "v2")]).await;
    assert_eq!(begun.status, 200, "{begun:?}");
    assert!(stream.event("change").await, "that it began");
    assert!(stream.event("change").await, "and that a step was done");
    one.stop().await;
    two.stop().await;
}

#[tokio::test]
async fn search_for_a_nul_names_the_field_on_postgresql_and_sqlite() {
    let filter = r#"[{"Key":"SecretName","Values":["a\u0000b"]}]"#;
    let (bed, printed) = Bed::initialised(&[]);
    let server = bed.start(&[], short()).await.unwrap();
    let caller = Caller::of(&printed);
    let answer = caller.kms(&server, "ListSecrets", &[("Filters", filter)]).await;
    assert_eq!(answer.status, 400, "{answer:?}");
    assert!(answer.body.contains("Filters"), "{answer:?}");
    server.stop().await;
}
