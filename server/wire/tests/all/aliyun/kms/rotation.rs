//! Managed secrets, in the vendor's captured form.

use crate::aliyun::world::{Parameters, World};
use strongroom_wire::aliyun::Api;

const S: (&str, &str) = ("SecretName", "db/app");
const DATA: (&str, &str) = ("SecretData", r#"{"Accounts":[{"AccountName":"app","AccountPassword":"old-pass"}]}"#);
const CONFIG: (&str, &str) =
    ("ExtendedConfig", r#"{"SecretSubType":"SingleUser","DBInstanceId":"ledger","CustomData":{"team":"pay"}}"#);
const NEW: Parameters<'static> = &[S, ("VersionId", "v1"), ("SecretType", "Rds"), DATA, CONFIG];

async fn with_target() -> World {
    let w = World::new().await;
    let target = [("TargetName", "ledger"), ("TargetType", "postgresql"), ("Host", "db.example"), ("Trust", "system")];
    w.succeed(&w.admin, Api::Strongroom, "CreateTarget", &target).await;
    w
}

/// A world with the secret `db/app`, whose account `app` rotates at the target `ledger`.
pub async fn managed() -> World {
    let w = with_target().await;
    w.kms("CreateSecret", NEW).await;
    w
}

fn with<'a>(other: Parameters<'a>) -> Vec<(&'a str, &'a str)> {
    let kept = NEW.iter().filter(|(name, _)| other.iter().all(|(replaced, _)| replaced != name));
    kept.chain(other).copied().collect()
}

#[tokio::test]
async fn database_secret_is_described_and_read_as_the_vendor_does() {
    let w = with_target().await;
    let given = with(&[("EnableAutomaticRotation", "true"), ("RotationInterval", "7d")]);
    let made = w.kms("CreateSecret", &given).await;
    let described = w.kms("DescribeSecret", &[S]).await;
    for shown in [&made, &described] {
        assert_eq!((&shown["SecretType"], &shown["AutomaticRotation"]), (&"Rds".into(), &"Enabled".into()), "{shown}");
        assert_eq!((&shown["RotationInterval"], &shown["ExtendedConfig"]), (&"604800s".into(), &CONFIG.1.into()));
        assert!(shown["NextRotationDate"].is_string() && shown.get("LastRotationDate").is_none());
        assert!(!shown.to_string().contains("old-pass"));
    }
    let read = w.kms("GetSecretValue", &[S]).await;
    assert_eq!(read["SecretData"], r#"{"AccountName":"app","AccountPassword":"old-pass"}"#);
    assert_eq!((&read["AutomaticRotation"], &read["SecretType"]), (&"Enabled".into(), &"Rds".into()));
    assert!(read.get("ExtendedConfig").is_none());
    let read = w.kms("GetSecretValue", &[S, ("FetchExtendedConfig", "true")]).await;
    assert_eq!(read["ExtendedConfig"], CONFIG.1);
}

#[tokio::test]
async fn wrong_forms_are_refused_by_name_and_create_nothing() {
    let w = with_target().await;
    let two = r#"{"Accounts":[{"AccountName":"a","AccountPassword":"p"},{"AccountName":"b","AccountPassword":"p"}]}"#;
    let custom: String = (0..11).map(|n| format!("\"{n}\":1,")).collect();
    let many = format!(
        r#"{{"SecretSubType":"SingleUser","DBInstanceId":"ledger","CustomData":{{{}}}}}"#,
        custom.trim_end_matches(',')
    );
    let cases: &[((&str, &str), u16, &str)] = &[
        (("SecretData", ""), 400, "SecretData"),
        (("SecretData", "old-pass"), 400, "SecretData"),
        (("SecretData", r#"{"Accounts":[]}"#), 400, "SecretData"),
        (("SecretData", r#"{"AccountName":"app","AccountPassword":"old-pass"}"#), 400, "SecretData"),
        (("SecretData", two), 400, "SecretData"),
        (("SecretDataType", "binary"), 400, "SecretDataType"),
        (("ExtendedConfig", ""), 400, "ExtendedConfig"),
        (("ExtendedConfig", "{}"), 400, "ExtendedConfig"),
        (("ExtendedConfig", r#"{"SecretSubType":"Triple","DBInstanceId":"ledger"}"#), 400, "ExtendedConfig"),
        (("ExtendedConfig", r#"{"SecretSubType":"SingleUser"}"#), 400, "ExtendedConfig"),
        (("ExtendedConfig", r#"{"SecretSubType":"SingleUser","DBInstanceId":"ledger","X":1}"#), 400, "ExtendedConfig"),
        (("ExtendedConfig", &many), 400, "ExtendedConfig"),
        (("ExtendedConfig", r#"{"SecretSubType":"SingleUser","DBInstanceId":"no good"}"#), 400, "ExtendedConfig"),
        (("ExtendedConfig", r#"{"SecretSubType":"SingleUser","DBInstanceId":"absent"}"#), 404, "ExtendedConfig"),
        (("EnableAutomaticRotation", "true"), 400, "RotationInterval"),
        (("EnableAutomaticRotation", "maybe"), 400, "EnableAutomaticRotation"),
        (("RotationInterval", "5h"), 400, "RotationInterval"),
        (("SecretType", "Oracle"), 400, "SecretType"),
        (("SecretData", r#"{"Accounts":[{"AccountName":"","AccountPassword":"old-pass"}]}"#), 400, "SecretData"),
    ];
    for (other, status, name) in cases {
        let refused = w.error(&w.admin, Api::Kms, "CreateSecret", &with(&[*other])).await;
        assert_eq!(refused.0, *status, "{other:?} {}", refused.2);
        assert!(refused.2.contains(name) && !refused.2.contains("old-pass"), "{other:?} {}", refused.2);
    }
    let other = w.error(&w.admin, Api::Kms, "CreateSecret", &with(&[("SecretType", "RAMCredentials")])).await;
    assert!(other.1 == "InvalidParameter" && other.2.contains("SecretName must be $Auto"), "{other:?}");
    for dropped in [("RotationInterval", "7d"), CONFIG] {
        let generic = [S, ("VersionId", "v1"), ("SecretData", "x"), dropped];
        let refused = w.error(&w.admin, Api::Kms, "CreateSecret", &generic).await;
        assert_eq!((refused.0, refused.2.contains(dropped.0)), (400, true), "{}", refused.2);
    }
    assert_eq!(w.kms("ListSecrets", &[]).await["TotalCount"], 0);
}

#[tokio::test]
async fn other_types_with_accounts_name_their_target_as_the_vendor_does() {
    let w = with_target().await;
    let redis = [("TargetName", "cache"), ("TargetType", "redis"), ("Host", "cache.example"), ("Trust", "system")];
    w.succeed(&w.admin, Api::Strongroom, "CreateTarget", &redis).await;
    let cases = [
        ("PolarDB", r#"{"SecretSubType":"DoubleUsers","DBClusterId":"ledger"}"#, "two-accounts"),
        ("Redis", r#"{"SecretSubType":"SingleUser","InstanceId":"cache"}"#, "two-passwords"),
    ];
    for (kind, config, strategy) in cases {
        let other = [("SecretName", kind), ("SecretType", kind), ("ExtendedConfig", config)];
        let given = with(&other);
        w.kms("CreateSecret", &given).await;
        let described = w.kms("DescribeSecret", &[("SecretName", kind)]).await;
        assert_eq!((&described["SecretType"], &described["ExtendedConfig"]), (&kind.into(), &config.into()));
        let plan = w.succeed(&w.admin, Api::Strongroom, "DescribeRotation", &[("SecretName", kind)]).await;
        assert_eq!(plan["Plan"]["Strategy"], strategy);
    }
    let wrong = [
        ("Redis", r#"{"SecretSubType":"DoubleUsers","InstanceId":"cache"}"#, 400),
        ("Redis", r#"{"SecretSubType":"SingleUser","DBInstanceId":"cache"}"#, 400),
        ("Redis", r#"{"SecretSubType":"SingleUser","InstanceId":"ledger"}"#, 400),
        ("PolarDB", r#"{"SecretSubType":"SingleUser","InstanceId":"ledger"}"#, 400),
        ("Rds", r#"{"SecretSubType":"SingleUser","DBInstanceId":"ledger","DBClusterId":"ledger"}"#, 400),
    ];
    for (kind, config, status) in wrong {
        let other = [("SecretName", "wrong"), ("SecretType", kind), ("ExtendedConfig", config)];
        let given = with(&other);
        let refused = w.error(&w.admin, Api::Kms, "CreateSecret", &given).await;
        assert_eq!((refused.0, refused.2.contains("ExtendedConfig")), (status, true), "{config} {}", refused.2);
    }
}

/// Made by `ssh-keygen -t ed25519 -N ''` for this test; it opens nothing.
const PRIVATE: &str = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\nQyNTUxOQAAACBS0+0qY6S2pgFnydTMdJxXO40o/h+G96ISk9RBVIQprQAAAIhmK0xVZitM\nVQAAAAtzc2gtZWQyNTUxOQAAACBS0+0qY6S2pgFnydTMdJxXO40o/h+G96ISk9RBVIQprQ\nAAAEAsDeFQ/Nd/LCyVrODg17/r4XMjqfp+Q/d6mhvg5yEU2lLT7SpjpLamAWfJ1Mx0nFc7\njSj+H4b3ohKT1EFUhCmtAAAAAAECAwQF\n-----END OPENSSH PRIVATE KEY-----\n";
const PUBLIC: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFLT7SpjpLamAWfJ1Mx0nFc7jSj+H4b3ohKT1EFUhCmt";

#[tokio::test]
async fn secret_of_a_host_is_a_password_or_a_key_pair() {
    let w = with_target().await;
    let host = [
        ("TargetName", "web"),
        ("TargetType", "ssh"),
        ("Host", "web.example"),
        ("Trust", "host-key"),
        ("HostKey", PUBLIC),
    ];
    w.succeed(&w.admin, Api::Strongroom, "CreateTarget", &host).await;
    let password = r#"{"UserName":"app","Password":"old-pass"}"#;
    let pair = serde_json::json!({"UserName": "app", "PublicKey": PUBLIC, "PrivateKey": PRIVATE}).to_string();
    let of = |sub_type| {
        format!(r#"{{"SecretSubType":"{sub_type}","RegionId":"cn-hangzhou","InstanceId":"web","CustomData":{{}}}}"#)
    };
    for (name, sub_type, data, strategy) in [
        ("acs/ecs/password", "Password", password, "one-account"),
        ("acs/ecs/pair", "SSHKey", pair.as_str(), "key-pair"),
    ] {
        let config = of(sub_type);
        let other =
            [("SecretName", name), ("SecretType", "ECS"), ("SecretData", data), ("ExtendedConfig", config.as_str())];
        let given = with(&other);
        w.kms("CreateSecret", &given).await;
        let read = w.kms("GetSecretValue", &[("SecretName", name), ("FetchExtendedConfig", "true")]).await;
        assert_eq!((&read["SecretType"], &read["SecretData"]), (&"ECS".into(), &data.into()));
        assert_eq!(read["ExtendedConfig"], config.as_str());
        assert_eq!(w.kms("DescribeSecret", &[("SecretName", name)]).await["SecretType"], "ECS");
        let plan = w.succeed(&w.admin, Api::Strongroom, "DescribeRotation", &[("SecretName", name)]).await;
        assert_eq!(plan["Plan"]["Strategy"], strategy);
    }
    let listed = w.kms("ListSecrets", &[("Filters", r#"[{"Key": "SecretType", "Values": ["ECS"]}]"#)]).await;
    assert_eq!(listed["TotalCount"], 2);

    let other =
        serde_json::json!({"UserName": "app", "PublicKey": "ssh-ed25519 AAAA", "PrivateKey": PRIVATE}).to_string();
    let (of_password, of_key) = (of("Password"), of("SSHKey"));
    let (of_user, of_database) = (of("SingleUser"), of_password.replace("web", "ledger"));
    let cases: &[(&str, &str, &str, u16, &str)] = &[
        ("app", password, &of_password, 400, "SecretName"),
        ("acs/ecs/x", password, &of_key, 400, "SecretData"),
        ("acs/ecs/x", &pair, &of_password, 400, "SecretData"),
        ("acs/ecs/x", &other, &of_key, 400, "SecretData"),
        ("acs/ecs/x", r#"{"UserName":"","Password":"old-pass"}"#, &of_password, 400, "SecretData"),
        ("acs/ecs/x", r#"{"UserName":"app","Password":["old-pass"]}"#, &of_password, 400, "SecretData"),
        ("acs/ecs/x", r#"{"UserName":"app","Password":"old-pass","X":1}"#, &of_password, 400, "SecretData"),
        ("acs/ecs/x", password, &of_user, 400, "ExtendedConfig"),
        ("acs/ecs/x", password, &of_database, 400, "ExtendedConfig"),
    ];
    for (name, data, config, status, parameter) in cases {
        let other = [("SecretName", *name), ("SecretType", "ECS"), ("SecretData", *data), ("ExtendedConfig", *config)];
        let given = with(&other);
        let refused = w.error(&w.admin, Api::Kms, "CreateSecret", &given).await;
        assert_eq!(
            (refused.0, refused.2.contains(parameter)),
            (*status, true),
            "{name} {data} {config}: {}",
            refused.2
        );
        assert!(!refused.2.contains("old-pass") && !refused.2.contains("OPENSSH"), "{}", refused.2);
    }
    let refused = w.error(&w.admin, Api::Kms, "CreateSecret", &with(&[("SecretName", "acs/ecs/x")])).await;
    assert!(refused.0 == 400 && refused.2.contains("acs/"), "the names are for secrets of hosts: {}", refused.2);
}

#[tokio::test]
async fn list_is_narrowed_by_type() {
    let w = managed().await;
    w.kms("CreateSecret", &[("SecretName", "plain"), ("VersionId", "v1"), ("SecretData", "x")]).await;
    let listed = async |types: &str| {
        let filters = format!(r#"[{{"Key": "SecretType", "Values": {types}}}]"#);
        let found = w.kms("ListSecrets", &[("Filters", &filters)]).await;
        let found = found["SecretList"]["Secret"].as_array().unwrap().clone();
        found.iter().map(|one| one["SecretName"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(listed(r#"["Rds"]"#).await, ["db/app"]);
    assert_eq!(listed(r#"["Generic"]"#).await, ["plain"]);
    assert_eq!(listed(r#"["Generic", "Rds"]"#).await.len(), 2);
    assert_eq!(listed(r#"["Redis"]"#).await.len(), 0);
    assert_eq!(listed(r#"["Oracle"]"#).await.len(), 0);
}

#[tokio::test]
async fn rotation_begins_once_for_each_version_id() {
    let w = managed().await;
    let first = w.kms("RotateSecret", &[S, ("VersionId", "v2")]).await;
    assert_eq!((&first["SecretName"], &first["VersionId"]), (&"db/app".into(), &"v2".into()));
    w.kms("RotateSecret", &[S, ("VersionId", "v2")]).await;
    w.kms("RotateSecret", &[S, ("VersionId", "v1")]).await;
    let listed = w.succeed(&w.admin, Api::Strongroom, "ListRotations", &[S]).await;
    assert_eq!(listed["Rotations"]["Rotation"].as_array().unwrap().len(), 1);
    let other = w.error(&w.admin, Api::Kms, "RotateSecret", &[S, ("VersionId", "v3")]).await;
    assert_eq!((other.0, &*other.1), (409, "Rejected.ResourceInUse"));
    assert_eq!(w.error(&w.admin, Api::Kms, "RotateSecret", &[S]).await.1, "MissingParameter");
}

#[tokio::test]
async fn interval_is_taken_in_every_unit_and_within_its_range() {
    let w = managed().await;
    const ON: (&str, &str) = ("EnableAutomaticRotation", "true");
    for interval in ["7d", "168h", "10080m", "604800s"] {
        w.kms("UpdateSecretRotationPolicy", &[S, ON, ("RotationInterval", interval)]).await;
        assert_eq!(w.kms("DescribeSecret", &[S]).await["RotationInterval"], "604800s", "{interval}");
    }
    for interval in ["5h", "366d", "7", "7w", "-7d"] {
        let given = [S, ON, ("RotationInterval", interval)];
        let refused = w.error(&w.admin, Api::Kms, "UpdateSecretRotationPolicy", &given).await;
        assert_eq!((refused.0, &*refused.1), (400, "InvalidParameter"));
        assert!(refused.2.starts_with("The parameter RotationInterval must be"), "{}", refused.2);
    }
    for given in [&[S][..], &[S, ON]] {
        let refused = w.error(&w.admin, Api::Kms, "UpdateSecretRotationPolicy", given).await;
        assert_eq!(refused.1, "MissingParameter", "{}", refused.2);
    }
    const OFF: (&str, &str) = ("EnableAutomaticRotation", "false");
    let refused =
        w.error(&w.admin, Api::Kms, "UpdateSecretRotationPolicy", &[S, OFF, ("RotationInterval", "7w")]).await;
    assert_eq!((refused.0, &*refused.1), (400, "InvalidParameter"), "not dropped: it is kept for later");
    w.kms("UpdateSecretRotationPolicy", &[S, OFF]).await;
    let off = w.kms("DescribeSecret", &[S]).await;
    assert_eq!((&off["AutomaticRotation"], off.get("NextRotationDate")), (&"Disabled".into(), None));
}

#[tokio::test]
async fn values_of_managed_secrets_are_not_put_and_generic_secrets_do_not_rotate() {
    let w = managed().await;
    let plain = ("SecretName", "plain");
    w.kms("CreateSecret", &[plain, ("VersionId", "v1"), ("SecretData", "x")]).await;
    const ON: (&str, &str) = ("EnableAutomaticRotation", "true");
    let cases: &[(&str, Parameters<'_>)] = &[
        ("PutSecretValue", &[S, ("VersionId", "v2"), ("SecretData", "x")]),
        ("UpdateSecretVersionStage", &[S, ("VersionStage", "ACSCurrent"), ("MoveToVersion", "v1")]),
        ("RotateSecret", &[plain, ("VersionId", "v2")]),
        ("UpdateSecretRotationPolicy", &[plain, ON, ("RotationInterval", "7d")]),
    ];
    for (action, given) in cases {
        let refused = w.error(&w.admin, Api::Kms, action, given).await;
        assert_eq!((refused.0, &*refused.1), (400, "Rejected.UnsupportedOperation"), "{action} {}", refused.2);
    }
    let read = w.kms("GetSecretValue", &[S]).await;
    assert_eq!(read["VersionId"], "v1", "nothing was changed");
    let made = [plain, ("VersionId", "v1"), ("SecretData", "x"), ON];
    let refused = w.error(&w.admin, Api::Kms, "CreateSecret", &made).await;
    assert!(refused.2.starts_with("The parameter EnableAutomaticRotation must be false"), "{}", refused.2);
}

const KEY: Parameters<'static> = &[
    ("SecretName", "$Auto"),
    ("VersionId", "v1"),
    ("SecretType", "RAMCredentials"),
    ("SecretData", r#"{"AccessKeys":[{"AccessKeyId":"LTAI1","AccessKeySecret":"old-pass"}]}"#),
    ("ExtendedConfig", r#"{"SecretSubType":"RamUserAccessKey","UserName":"ci","CustomData":{"a":1}}"#),
];

#[tokio::test]
async fn access_key_of_a_user_is_named_by_the_service_and_belongs_to_the_target_ram() {
    let w = World::new().await;
    let missing = w.error(&w.admin, Api::Kms, "CreateSecret", KEY).await;
    assert_eq!((missing.0, missing.1.as_str()), (404, "Forbidden.ResourceNotFound"), "{}", missing.2);
    for name in ["ram", "other"] {
        let target =
            [("TargetName", name), ("TargetType", "ram"), ("Host", "https://ram.example"), ("Trust", "system")];
        w.succeed(&w.admin, Api::Strongroom, "CreateTarget", &target).await;
    }
    let made = w.kms("CreateSecret", KEY).await;
    assert_eq!((&made["SecretName"], &made["SecretType"]), (&"acs/ram/user/ci".into(), &"RAMCredentials".into()));
    assert_eq!((&made["ExtendedConfig"], &made["AutomaticRotation"]), (&KEY[4].1.into(), &"Disabled".into()));
    let name = [("SecretName", "acs/ram/user/ci")];
    let value = w.kms("GetSecretValue", &name).await;
    let value: serde_json::Value = serde_json::from_str(value["SecretData"].as_str().unwrap()).unwrap();
    assert_eq!((&value["AccessKeyId"], &value["AccessKeySecret"]), (&"LTAI1".into(), &"old-pass".into()));
    assert!(value["GenerateTimestamp"].is_string() && value.as_object().unwrap().len() == 3, "{value}");
    let planned = w.succeed(&w.admin, Api::Strongroom, "DescribeRotation", &name).await;
    assert_eq!((&planned["Plan"]["TargetName"], &planned["Plan"]["Strategy"]), (&"ram".into(), &"second-key".into()));
    let pair = r#"{"AccessKeyId":"LTAI1","AccessKeySecret":"old-pass"}"#;
    let two = format!(r#"{{"AccessKeys":[{pair},{pair}]}}"#);
    let many: String = (0..11).map(|n| format!(r#""k{n}":1,"#)).collect();
    let many = format!(
        r#"{{"SecretSubType":"RamUserAccessKey","UserName":"ci","CustomData":{{{}}}}}"#,
        many.trim_end_matches(',')
    );
    let cases: &[((&str, &str), u16, &str)] = &[
        (("SecretName", "ram/key"), 400, "SecretName must be $Auto"),
        (("SecretData", "old-pass"), 400, "SecretData must be"),
        (("SecretData", &two), 400, "SecretData must be"),
        (("SecretData", r#"{"AccessKeys":[]}"#), 400, "SecretData must be"),
        (("SecretDataType", "binary"), 400, "SecretDataType must be text"),
        (("ExtendedConfig", "{}"), 400, "ExtendedConfig must be"),
        (("ExtendedConfig", &many), 400, "ExtendedConfig must be"),
        (("ExtendedConfig", r#"{"SecretSubType":"RamUser","UserName":"ci"}"#), 400, "ExtendedConfig must be"),
        (
            ("ExtendedConfig", r#"{"SecretSubType":"RamUserAccessKey","UserName":""}"#),
            400,
            "ExtendedConfig has a UserName",
        ),
        (("ExtendedConfig", r#"{"SecretSubType":"RamUserAccessKey","UserName":"x","TargetName":"no"}"#), 404, ""),
        (("EnableAutomaticRotation", "true"), 400, "RotationInterval"),
    ];
    for (other, status, words) in cases {
        let kept = KEY.iter().filter(|(name, _)| *name != other.0);
        let given: Vec<_> = kept.chain([other]).copied().collect();
        let refused = w.error(&w.admin, Api::Kms, "CreateSecret", &given).await;
        assert_eq!(refused.0, *status, "{other:?} {}", refused.2);
        assert!(refused.2.contains(words) && !refused.2.contains("old-pass"), "{other:?} {}", refused.2);
    }
    let again = w.error(&w.admin, Api::Kms, "CreateSecret", KEY).await;
    assert_eq!((again.0, again.1.as_str()), (409, "Rejected.ResourceExist"));
    let generic = [("SecretName", "acs/ram/user/x"), ("VersionId", "v1"), ("SecretData", "x")];
    let generic = w.error(&w.admin, Api::Kms, "CreateSecret", &generic).await;
    assert_eq!((generic.0, generic.2.contains("SecretName")), (400, true), "{}", generic.2);
}
