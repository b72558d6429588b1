//! `strongroom get` and `strongroom put`.

use super::bench::Bench;

#[tokio::test(flavor = "multi_thread")]
async fn value_is_printed_and_stored_byte_for_byte() {
    let bench = Bench::start();
    bench.secret("app/token", "first\n").await;
    assert_eq!(bench.run(&["get", "app/token"]).ok(), "first\n", "nothing is added");
    let second = "sécond \u{1b}[2J\n\n";
    let said = bench.feed(second.as_bytes(), &["put", "app/token"]);
    assert!(String::from_utf8(said.stdout).unwrap().contains("of app/token. It is the current one."));
    assert_eq!(bench.run(&["get", "app/token"]).ok(), second);
    assert_eq!(bench.run(&["get", "app/token", "--version", "v1"]).ok(), "first\n");
    assert_eq!(bench.run(&["get", "app/token", "--stage", "ACSPrevious"]).ok(), "first\n");
    let shown: serde_json::Value = serde_json::from_str(&bench.run(&["get", "app/token", "--json"]).ok()).unwrap();
    assert_eq!((&shown["SecretData"], &shown["SecretName"]), (&second.into(), &"app/token".into()));
    bench.secret("app/binary", "text").await;
    let bytes = [0, 159, 146, 150, b'\n'];
    let path = bench.bed.folder.path().join("bytes");
    std::fs::write(&path, bytes).unwrap();
    bench.run(&["put", "app/binary", "--file", path.to_str().unwrap()]).ok();
    assert_eq!(bench.feed(b"", &["get", "app/binary"]).stdout, bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_member_of_a_value_is_printed() {
    let bench = Bench::start();
    bench.secret("app/db", r#"{"User":"app","Password":"p\"ü","Port":5432,"Tags":["a"]}"#).await;
    for (key, value) in [("User", "app"), ("Password", "p\"ü"), ("Port", "5432"), ("Tags", r#"["a"]"#)] {
        assert_eq!(bench.run(&["get", "app/db", "--key", key]).ok(), value);
    }
    let exact = r#"{ "id":108204268033311374519,"f":1.10,"z":-0 ,"e":1E400,"n":[1.0, {"a":1,"a":2}],"s":"\u00e9\/","a":"1","a":"2"}"#;
    bench.secret("app/exact", exact).await;
    let raw = [
        ("id", "108204268033311374519"),
        ("f", "1.10"),
        ("z", "-0"),
        ("e", "1E400"),
        ("n", r#"[1.0, {"a":1,"a":2}]"#),
        ("s", "é/"),
    ];
    for (key, value) in raw {
        assert_eq!(bench.run(&["get", "app/exact", "--key", key]).ok(), value, "{key}");
    }
    let said = bench.run(&["get", "app/exact", "--key", "a"]).failed(1);
    assert!(said.contains("has 2 members a"), "{said}");
    let many: Vec<_> = (0..300).map(|n| format!(r#""k{n}":{n}"#)).collect();
    bench.secret("app/many", &format!("{{{}}}", many.join(","))).await;
    assert_eq!(bench.run(&["get", "app/many", "--key", "k299"]).ok(), "299");
    bench.secret("app/empty", "{}").await;
    bench.run(&["get", "app/empty", "--key", "a"]).failed(3);
    let said = bench.run(&["get", "app/db", "--key", "Absent"]).failed(3);
    assert!(said.contains("--key: the value of app/db has no member Absent"), "{said}");
    bench.secret("app/text", "hunter2").await;
    let said = bench.run(&["get", "app/text", "--key", "Password"]).failed(1);
    assert!(said.contains("is not a JSON object") && !said.contains("hunter2"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_carry_code_message_and_request_id() {
    let bench = Bench::start();
    let said = bench.run(&["get", "absent"]).failed(3);
    let wanted = "GetSecretValue was refused: Resource not found. (Forbidden.ResourceNotFound, request id ";
    assert!(said.contains(wanted), "{said}");
    assert_eq!(bench.feed(b"x", &["put", "absent"]).status.code(), Some(3));
    bench.secret("long", "x").await;
    let output = bench.feed(&[b'x'; 30_721], &["put", "long"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(1) && said.contains("30720 bytes"), "{said}");
    let output = bench.feed(&[b'x'; 70_000], &["put", "long"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(bench.run(&["get", "long"]).ok(), "x");
    for (name, wanted) in [("a b", "SecretName"), ("", "SecretName")] {
        let said = bench.run(&["get", name]).failed(1);
        assert!(said.contains(wanted), "{said}");
    }
}
