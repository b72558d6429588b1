use super::{own, refusals, with};
use crate::aliyun::world::{Parameters, World, now};
use serde_json::json;
use strongroom_wire::aliyun::Api;

const T: (&str, &str) = ("TargetName", "ledger");
const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";
const NEW: Parameters<'static> = &[
    T,
    ("TargetType", "postgresql"),
    ("Host", "db.example"),
    ("DatabaseName", "ledger"),
    ("Trust", "ca"),
    ("CaCertificates", CERTIFICATE),
    ("ManagerName", "strongroom"),
    ("ManagerPassword", "manager's password"),
];

#[tokio::test]
async fn target_lifecycle_never_shows_the_managers_password() {
    let w = World::new().await;
    let made = own(&w, "CreateTarget", NEW).await["Target"].clone();
    let expected = json!({
        "TargetId": made["TargetId"], "TargetName": "ledger", "TargetType": "postgresql", "Host": "db.example",
        "Port": 5432, "DatabaseName": "ledger", "Trust": "ca", "CaCertificates": CERTIFICATE,
        "ManagerName": "strongroom", "Creator": "admin", "CreateTime": now(), "UpdateTime": now(),
    });
    assert_eq!(made, expected);
    let described = own(&w, "DescribeTarget", &[T]).await;
    assert_eq!((&described["Target"], &described["SecretNames"]["SecretName"]), (&expected, &json!([])));
    assert_eq!(own(&w, "ListTargets", &[]).await["Targets"]["Target"], json!([expected]));
    let moved = [T, ("Host", "db2.example"), ("Port", "6000"), ("Trust", "plain")];
    refusals(
        &w,
        &[("UpdateTarget", &moved, 400, "InvalidParameter", "ManagerName and what proves it must be given again")],
    )
    .await;
    let moved = with(&moved, &[("ManagerName", "root"), ("ManagerPassword", "another password")]);
    let changed = own(&w, "UpdateTarget", &moved).await["Target"].clone();
    assert_eq!(
        (&changed["Port"], &changed["Trust"], &changed["ManagerName"]),
        (&json!(6000), &json!("plain"), &json!("root"))
    );
    assert!(changed.get("CaCertificates").is_none() && changed.get("DatabaseName").is_none());
    for body in [made, described, changed] {
        assert!(!body.to_string().contains("password"), "{body}");
    }
    let nobody_listens = [T, ("Host", "127.0.0.1"), ("Port", "1"), ("Trust", "plain")];
    let manager = [("ManagerName", "root"), ("ManagerPassword", "another password")];
    own(&w, "UpdateTarget", &with(&nobody_listens, &manager)).await;
    let tested = own(&w, "TestTarget", &[T]).await;
    assert_eq!((&tested["Cause"], tested.get("MissingRights")), (&json!("unreachable"), None), "{tested}");
    own(&w, "DeleteTarget", &[T]).await;
    refusals(&w, &[("DescribeTarget", &[T], 404, "EntityNotExist.Target", "")]).await;
}

#[tokio::test]
async fn wrong_target_parameters_are_refused_and_create_nothing() {
    let w = World::new().await;
    const INVALID: &str = "InvalidParameter";
    const MISSING: &str = "MissingParameter";
    const KINDS: &str = "TargetType must be one of postgresql, mariadb, mysql, redis";
    const PRIVATE: &str = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----";
    let cases: &[(Parameters<'_>, &str, &str)] = &[
        (&[("TargetName", "")], MISSING, "TargetName"),
        (&[("TargetName", "no good")], INVALID, "TargetName"),
        (&[("TargetType", "")], MISSING, "TargetType"),
        (&[("TargetType", "oracle")], INVALID, KINDS),
        (&[("TargetType", "mainframe")], INVALID, KINDS),
        (&[("TargetType", "ram")], INVALID, "DatabaseName must be absent when TargetType is ram"),
        (&[("StsHost", "https://sts.example")], INVALID, "StsHost must be absent unless TargetType is ram"),
        (&[("TargetType", "ssh")], INVALID, "Trust must be host-key for the type ssh"),
        (&[("Host", "")], MISSING, "Host"),
        (&[("Host", "https://db")], INVALID, "Host must be a host name or an IP address"),
        (&[("Port", "0")], INVALID, "Port must be a whole number from 1 to 65535"),
        (&[("Port", "65536")], INVALID, "Port must be a whole number from 1 to 65535"),
        (&[("Trust", "")], MISSING, "Trust"),
        (&[("Trust", "tls")], INVALID, "Trust must be system, ca, host-key or plain"),
        (&[("Trust", "system")], INVALID, "CaCertificates must be absent unless Trust is ca"),
        (&[("HostKey", "ssh-ed25519 AAAA")], INVALID, "HostKey must be absent unless Trust is host-key"),
        (&[("CaCertificates", "")], MISSING, "CaCertificates"),
        (&[("Trust", "host-key"), ("CaCertificates", "")], MISSING, "HostKey"),
        (
            &[("CaCertificates", PRIVATE)],
            INVALID,
            "CaCertificates must be certificates in PEM form, without private keys",
        ),
        (&[("ManagerName", "")], MISSING, "ManagerName"),
        (&[("ManagerPassword", "")], INVALID, "ManagerPassword must have 1 to"),
        (&[("ManagerPrivateKey", "k")], INVALID, "ManagerPrivateKey must be absent when ManagerPassword"),
        (&[("ManagerSecret", "x")], INVALID, "ManagerSecret is unknown"),
    ];
    for (other, code, words) in cases {
        let given = with(NEW, other);
        refusals(&w, &[("CreateTarget", &given, 400, code, words)]).await;
    }
    let key: Vec<_> =
        with(NEW, &[("ManagerPrivateKey", "k")]).into_iter().filter(|one| one.0 != "ManagerPassword").collect();
    refusals(
        &w,
        &[("CreateTarget", &key, 400, INVALID, "ManagerName must be given with an AccessKey for the type ram")],
    )
    .await;
    assert_eq!(own(&w, "ListTargets", &[]).await["Targets"]["Target"], json!([]), "nothing was created");
    own(&w, "CreateTarget", NEW).await;
    let again = with(NEW, &[("TargetName", "LEDGER")]);
    refusals(
        &w,
        &[
            ("CreateTarget", &again, 409, "EntityAlreadyExists.Target", "already"),
            ("UpdateTarget", &[T], 400, INVALID, "Host or ManagerName must be given"),
            ("UpdateTarget", &[T, ("Port", "6000")], 400, MISSING, "Host"),
            ("UpdateTarget", &[T, ("TargetType", "mysql")], 400, INVALID, "TargetType is unknown"),
            ("TestTarget", &[T, ("Strategy", "one-account")], 400, MISSING, "AccountName"),
            ("TestTarget", &[T, ("AccountName", "a")], 400, MISSING, "Strategy"),
            (
                "TestTarget",
                &[T, ("AccountName", "a"), ("Strategy", "x")],
                400,
                INVALID,
                "Strategy must be one of one-account",
            ),
            ("DeleteTarget", &[("TargetName", "absent")], 404, "EntityNotExist.Target", "does not exist"),
        ],
    )
    .await;
}

#[tokio::test]
async fn list_continues_at_its_token_and_at_no_other() {
    let w = World::new().await;
    for name in ["a", "b", "c"] {
        own(&w, "CreateTarget", &with(NEW, &[("TargetName", name)])).await;
    }
    let first = own(&w, "ListTargets", &[("MaxItems", "2")]).await;
    let names = |page: &serde_json::Value| -> Vec<String> {
        let targets = page["Targets"]["Target"].as_array().unwrap();
        targets.iter().map(|target| target["TargetName"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&first), ["a", "b"]);
    let token = first["NextToken"].as_str().unwrap();
    let rest = own(&w, "ListTargets", &[("MaxItems", "2"), ("NextToken", token)]).await;
    assert_eq!((names(&rest), rest.get("NextToken")), (vec!["c".to_owned()], None));
    refusals(
        &w,
        &[
            ("ListTargets", &[("NextToken", "x")], 400, "InvalidParameter", "NextToken was not issued for this list"),
            ("ListRotations", &[("NextToken", token)], 400, "InvalidParameter", "NextToken was not issued"),
            ("ListTargets", &[("MaxItems", "0")], 400, "InvalidParameter", "MaxItems must be a whole number from 1"),
        ],
    )
    .await;
}

#[tokio::test]
async fn caller_without_rights_is_refused_and_told_the_action() {
    let w = World::new().await;
    own(&w, "CreateTarget", NEW).await;
    let bob = w.user("bob", &["System/AliyunKMSReadOnlyAccess"]).await;
    let connection = [T, ("Host", "h"), ("Trust", "plain")];
    let other = with(NEW, &[("TargetName", "other")]);
    for (action, given) in [
        ("CreateTarget", &*other),
        ("DescribeTarget", &[T]),
        ("ListTargets", &[]),
        ("UpdateTarget", &connection),
        ("DeleteTarget", &[T]),
        ("TestTarget", &[T]),
    ] {
        let (status, body) = w.call(&bob, Api::Strongroom, action, given).await;
        let body: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!((status, &body["Code"]), (403, &json!("NoPermission")), "{action} {body}");
        assert_eq!(body["AccessDeniedDetail"]["AuthAction"], format!("strongroom:{action}"));
    }
    assert_eq!(own(&w, "ListTargets", &[]).await["Targets"]["Target"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn both_signatures_and_both_formats_are_served() {
    let w = World::new().await;
    own(&w, "CreateTarget", NEW).await;
    let (status, body) = w.call_acs3(&w.admin, "2026-12-01", "DescribeTarget", &[T]).await;
    assert_eq!(status, 200, "{body}");
    let (status, xml) = w.call(&w.admin, Api::Strongroom, "ListTargets", &[("Format", "XML")]).await;
    assert_eq!(status, 200, "{xml}");
    assert!(xml.contains("<Targets><Target><TargetId>"), "{xml}");
    let elsewhere = w.error(&w.admin, Api::Kms, "DescribeTarget", &[T]).await;
    assert_eq!(elsewhere.1, "InvalidAction.NotFound");
}

const RAM: Parameters<'static> = &[
    ("TargetName", "ram"),
    ("TargetType", "ram"),
    ("Host", "https://ram.example"),
    ("StsHost", "https://sts.example:8443"),
    ("Trust", "system"),
    ("ManagerName", "strongroom"),
    ("ManagerAccessKeyId", "LTAImanager"),
    ("ManagerAccessKeySecret", "managers-secret"),
];

#[tokio::test]
async fn ram_has_addresses_and_a_managing_access_key() {
    let w = World::new().await;
    let made = own(&w, "CreateTarget", RAM).await["Target"].clone();
    let shown = |field: &str| made[field].as_str().unwrap_or_default().to_owned();
    assert_eq!(
        [shown("Host"), shown("StsHost"), shown("ManagerName"), shown("DatabaseName")],
        ["https://ram.example", "https://sts.example:8443", "strongroom", ""]
    );
    assert_eq!(made["Port"], 443);
    assert!(!made.to_string().contains("managers-secret"), "{made}");
    const INVALID: &str = "InvalidParameter";
    const MISSING: &str = "MissingParameter";
    let cases: &[(Parameters<'_>, &str, &str)] = &[
        (&[("Host", "ram.example")], INVALID, "Host must be an address"),
        (&[("Host", "http://ram.example")], INVALID, "Host must be an address"),
        (&[("Host", "https://")], INVALID, "Host must be an address"),
        (&[("Host", "https://ram.example/path")], INVALID, "Host must be an address"),
        (&[("Host", "https://user@ram.example")], INVALID, "Host must be an address"),
        (&[("StsHost", "sts.example")], INVALID, "StsHost must be an address"),
        (&[("Trust", "plain")], INVALID, "Trust must be"),
        (&[("DatabaseName", "x")], INVALID, "DatabaseName must be absent"),
        (&[("ManagerName", "")], MISSING, "ManagerName"),
        (&[("ManagerAccessKeyId", "no id")], INVALID, "ManagerAccessKeyId"),
        (&[("ManagerPassword", "x")], INVALID, "ManagerAccessKeyId must be absent when ManagerPassword is given"),
    ];
    for (other, code, words) in cases {
        let other = [&[("TargetName", "another")], *other].concat();
        let given = with(RAM, &other);
        refusals(&w, &[("CreateTarget", &given, 400, code, words)]).await;
    }
    for (absent, code, words) in [
        ("ManagerAccessKeyId", MISSING, "ManagerPassword"),
        ("ManagerAccessKeySecret", MISSING, "ManagerAccessKeySecret"),
    ] {
        let given: Vec<_> = RAM.iter().filter(|(name, _)| *name != absent).copied().collect();
        refusals(&w, &[("CreateTarget", &given, 400, code, words)]).await;
    }
    let moved = [RAM[0], ("Host", "https://ram.example"), ("StsHost", "https://other.example"), ("Trust", "system")];
    refusals(&w, &[("UpdateTarget", &moved, 400, INVALID, "ManagerName and what proves it")]).await;
    let password = [RAM[0], ("ManagerName", "strongroom"), ("ManagerPassword", "x")];
    refusals(&w, &[("UpdateTarget", &password, 400, INVALID, "ManagerName must be given with an AccessKey")]).await;
}
