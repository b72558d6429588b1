use super::{own, refusals, with};
use crate::aliyun::{kms::rotation::managed, world::Parameters};
use serde_json::json;
use strongroom_wire::aliyun::Api;

const S: (&str, &str) = ("SecretName", "db/app");
const PLAN: Parameters<'static> =
    &[S, ("TargetName", "ledger"), ("Strategy", "two-accounts"), ("AccountName.1", "app"), ("AccountName.2", "app_b")];

#[tokio::test]
async fn plan_is_set_paused_and_described() {
    let w = managed().await;
    let given = with(
        PLAN,
        &[
            ("EnableAutomaticRotation", "true"),
            ("RotationInterval", "7d"),
            ("RotationWindow", "22:00-04:00+08:00"),
            ("Freezes", r#"[{"From":"2026-12-24T00:00:00Z","To":"2026-12-27T00:00:00Z"}]"#),
            ("GracePeriodInSeconds", "3600"),
        ],
    );
    own(&w, "SetRotationPlan", &given).await;
    own(&w, "PauseRotation", &[S]).await;
    let mut plan = own(&w, "DescribeRotation", &[S]).await["Plan"].clone();
    assert!(plan.as_object_mut().unwrap().remove("NextRotationDate").is_some());
    let expected = json!({
        "TargetName": "ledger", "Strategy": "two-accounts", "AccountNames": {"AccountName": ["app", "app_b"]},
        "EnableAutomaticRotation": true, "Paused": true, "RotationInterval": "604800s",
        "RotationWindow": "22:00-04:00+08:00",
        "Freezes": {"Freeze": [{"From": "2026-12-24T00:00:00Z", "To": "2026-12-27T00:00:00Z"}]},
        "GracePeriodInSeconds": 3600, "AwaitReaders": false, "NeedsAPerson": false,
    });
    assert_eq!(plan, expected);
    own(&w, "PauseRotation", &[S, ("Paused", "false")]).await;
    assert_eq!(own(&w, "DescribeRotation", &[S]).await["Plan"]["Paused"], false);
    let config = w.kms("DescribeSecret", &[S]).await["ExtendedConfig"].as_str().unwrap().to_owned();
    assert!(config.contains(r#""SecretSubType":"DoubleUsers""#), "{config}");
    refusals(
        &w,
        &[("DeleteTarget", &[("TargetName", "ledger")], 409, "DeleteConflict.Target.Secret", "Secrets rotate")],
    )
    .await;
    assert_eq!(
        own(&w, "DescribeTarget", &[("TargetName", "ledger")]).await["SecretNames"]["SecretName"],
        json!(["db/app"])
    );
}

#[tokio::test]
async fn rotation_is_listed_and_given_up() {
    let w = managed().await;
    w.kms("RotateSecret", &[S, ("VersionId", "v2")]).await;
    let listed = own(&w, "ListRotations", &[("OnlyOpen", "true")]).await;
    let one = &listed["Rotations"]["Rotation"][0];
    assert_eq!((&one["SecretName"], &one["TargetName"]), (&json!("db/app"), &json!("ledger")));
    assert_eq!((&one["VersionId"], &one["PreviousVersionId"]), (&json!("v2"), &json!("v1")));
    assert_eq!((&one["Progress"], &one["Starter"]), (&json!("scheduled"), &json!("admin")));
    let id = one["RotationId"].as_str().unwrap();
    let found = own(&w, "DescribeRotation", &[S]).await;
    assert_eq!(found["Rotation"]["RotationId"], id);
    refusals(
        &w,
        &[
            ("SetRotationPlan", PLAN, 409, "OperationConflict.RotationUnderWay", "under way"),
            ("ResumeRotation", &[S], 400, "MissingParameter", "RotationId"),
            ("ResumeRotation", &[S, ("RotationId", "x")], 400, "InvalidParameter", "RotationId must be a UUID"),
            ("RollBackRotation", &[S, ("RotationId", id), ("GiveUp", "1")], 400, "InvalidParameter", "GiveUp must be"),
        ],
    )
    .await;
    let absent = ("RotationId", "00000000-0000-4000-8000-000000000000");
    refusals(&w, &[("DescribeRotation", &[S, absent], 404, "EntityNotExist.Rotation", "no such rotation")]).await;
    own(&w, "RollBackRotation", &[S, ("RotationId", id), ("GiveUp", "true")]).await;
    let ended = own(&w, "DescribeRotation", &[S, ("RotationId", id)]).await["Rotation"].clone();
    assert!(ended["EndTime"].is_string() && ended.get("NextStepTime").is_none(), "{ended}");
    assert_eq!(own(&w, "ListRotations", &[("OnlyOpen", "true")]).await["Rotations"]["Rotation"], json!([]));
    assert_eq!(own(&w, "ListRotations", &[S]).await["Rotations"]["Rotation"].as_array().unwrap().len(), 1);
    let given = [S, ("RotationId", id)];
    refusals(&w, &[("ResumeRotation", &given, 409, "OperationConflict.RotationState", "does not allow")]).await;
}

#[tokio::test]
async fn wrong_plans_are_refused_by_name() {
    let w = managed().await;
    w.kms("CreateSecret", &[("SecretName", "plain"), ("VersionId", "v1"), ("SecretData", "x")]).await;
    let cases: &[(Parameters<'_>, u16, &str, &str)] = &[
        (&[("Strategy", "")], 400, "MissingParameter", "Strategy"),
        (&[("Strategy", "another")], 400, "InvalidParameter", "Strategy must be one of"),
        (&[("Strategy", "second-key")], 400, "InvalidParameter", "Strategy is not offered by targets of this type"),
        (&[("Strategy", "key-pair")], 400, "InvalidParameter", "Strategy is not offered by targets of this type"),
        (&[("Strategy", "one-account")], 400, "InvalidParameter", "AccountName must have 1 to 1"),
        (&[("AccountName.2", "app")], 400, "InvalidParameter", "AccountName is duplicated"),
        (&[("AccountName.1", "x")], 400, "InvalidParameter", "AccountName must include the account"),
        (&[("AccountName.3", "x")], 400, "InvalidParameter", "AccountName must be numbered from 1 to at most 2"),
        (&[("EnableAutomaticRotation", "true")], 400, "MissingParameter", "RotationInterval"),
        (&[("RotationInterval", "5h")], 400, "InvalidParameter", "RotationInterval must be 6 to 8760 hours"),
        (&[("RotationWindow", "22:00-04:00Z")], 400, "MissingParameter", "RotationInterval"),
        (&[("RotationWindow", "night")], 400, "InvalidParameter", "RotationWindow must be two times of day"),
        (&[("Freezes", "x")], 400, "ParseRequestParameterException", "Freezes must be a JSON list"),
        (&[("Freezes", r#"[{"From":"a","To":"b"}]"#)], 400, "InvalidParameter", "Freezes must be a time"),
        (&[("GracePeriodInSeconds", "2592001")], 400, "InvalidParameter", "GracePeriodInSeconds must be"),
        (&[("TargetName", "absent")], 404, "EntityNotExist.Target", "target"),
        (&[("SecretName", "absent")], 404, "EntityNotExist.Secret", "secret"),
        (&[("SecretName", "plain")], 409, "OperationDenied.SecretType", "generic"),
    ];
    for (other, status, code, words) in cases {
        refusals(&w, &[("SetRotationPlan", &with(PLAN, other), *status, code, words)]).await;
    }
    refusals(
        &w,
        &[("PauseRotation", &[("SecretName", "plain")], 409, "OperationDenied.NoRotationPlan", "rotation policy")],
    )
    .await;
    let plan = own(&w, "DescribeRotation", &[S]).await["Plan"].clone();
    assert_eq!(plan["Strategy"], "one-account", "nothing was changed");
}

#[tokio::test]
async fn plan_needs_rights_to_the_secret_and_to_change_the_target() {
    let w = managed().await;
    let bob = w.user("bob", &["System/AliyunKMSFullAccess"]).await;
    let refused = w.error(&bob, Api::Strongroom, "SetRotationPlan", PLAN).await;
    assert_eq!((refused.0, &*refused.1), (403, "NoPermission"), "the target may be changed by others alone");
    let eve = w.user("eve", &[]).await;
    for (action, needed) in
        [("DescribeRotation", "DescribeRotation"), ("SetRotationPlan", "UpdateSecretRotationPolicy")]
    {
        let given = if action == "SetRotationPlan" { PLAN } else { &[S] };
        let (_, body) = w.call(&eve, Api::Strongroom, action, given).await;
        let body: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(body["AccessDeniedDetail"]["AuthAction"], format!("kms:{needed}"), "{body}");
    }
}

#[tokio::test]
async fn generic_secret_gets_generated_values() {
    let w = managed().await;
    const P: (&str, &str) = ("SecretName", "plain");
    w.kms("CreateSecret", &[P, ("VersionId", "v1"), ("SecretData", r#"{"k":"x"}"#)]).await;
    let given = [
        P,
        ("Strategy", "generated"),
        ("EnableAutomaticRotation", "true"),
        ("RotationInterval", "7d"),
        ("PasswordLength", "20"),
        ("ExcludePunctuation", "true"),
        ("ExcludeCharacters", "0O"),
        ("ValueKey", "k"),
    ];
    own(&w, "SetRotationPlan", &given).await;
    let mut plan = own(&w, "DescribeRotation", &[P]).await["Plan"].clone();
    assert!(plan.as_object_mut().unwrap().remove("NextRotationDate").is_some());
    let expected = json!({
        "Strategy": "generated", "AccountNames": {"AccountName": []}, "EnableAutomaticRotation": true, "Paused": false,
        "RotationInterval": "604800s", "Freezes": {"Freeze": []}, "GracePeriodInSeconds": 0, "AwaitReaders": false,
        "PasswordLength": 20, "ExcludeCharacters": "0O", "ExcludeLowercase": false, "ExcludeUppercase": false,
        "ExcludeNumbers": false, "ExcludePunctuation": true, "RequireEachIncludedType": true, "ValueKey": "k",
        "NeedsAPerson": false,
    });
    assert_eq!(plan, expected);
    // The vendor's operations, once the secret has a plan.
    let described = w.kms("DescribeSecret", &[P]).await;
    assert_eq!(
        (&described["AutomaticRotation"], &described["RotationInterval"]),
        (&json!("Enabled"), &json!("604800s"))
    );
    assert_eq!(described.get("ExtendedConfig"), None);
    assert_eq!(w.kms("GetSecretValue", &[P]).await.get("AutomaticRotation"), None);
    w.kms("UpdateSecretRotationPolicy", &[P, ("EnableAutomaticRotation", "false")]).await;
    w.kms("RotateSecret", &[P, ("VersionId", "v2")]).await;
    let listed = own(&w, "ListRotations", &[P]).await["Rotations"]["Rotation"][0].clone();
    assert_eq!((&listed["Strategy"], listed.get("TargetName")), (&json!("generated"), None));
    let put = [P, ("VersionId", "v3"), ("SecretData", "y")];
    let refused = w.error(&w.admin, Api::Kms, "PutSecretValue", &put).await;
    assert_eq!((refused.0, &*refused.1), (409, "Rejected.ResourceInUse"), "{}", refused.2);
    let managed_plan: Parameters<'_> = &[S, ("Strategy", "generated")];
    refusals(
        &w,
        &[
            ("SetRotationPlan", managed_plan, 409, "OperationDenied.SecretType", "managed"),
            (
                "SetRotationPlan",
                &[P, ("Strategy", "generated"), ("TargetName", "ledger")],
                400,
                "InvalidParameter",
                "TargetName must be absent",
            ),
            (
                "SetRotationPlan",
                &[P, ("Strategy", "generated"), ("AccountName.1", "a")],
                400,
                "InvalidParameter",
                "AccountName must be absent",
            ),
            (
                "SetRotationPlan",
                &[P, ("Strategy", "generated"), ("PasswordLength", "7")],
                400,
                "InvalidParameter",
                "PasswordLength must be",
            ),
            (
                "SetRotationPlan",
                &[P, ("Strategy", "generated"), ("ValueKey", "z")],
                400,
                "InvalidParameter",
                "ValueKey must be a key",
            ),
            ("SetRotationPlan", &with(PLAN, &[("ValueKey", "z")]), 400, "InvalidParameter", "ValueKey must be absent"),
            ("StartRotation", &[S, ("SecretData", "z")], 409, "OperationDenied.SecretType", "managed"),
            (
                "StartRotation",
                &[P, ("SecretData", "z"), ("Leaked", "true")],
                400,
                "InvalidParameter",
                "SecretData cannot be given",
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn function_is_named_by_the_plan_of_a_generic_secret() {
    let w = managed().await;
    const P: (&str, &str) = ("SecretName", "plain");
    w.kms("CreateSecret", &[P, ("VersionId", "v1"), ("SecretData", "x")]).await;
    let target =
        [("TargetName", "billing"), ("TargetType", "function"), ("Host", "https://a.example/x"), ("Trust", "system")];
    let made = own(&w, "CreateTarget", &target).await;
    assert_eq!(made["SigningKey"].as_str().unwrap().len(), 64);
    assert_eq!((&made["Target"]["ManagerName"], &made["Target"]["Port"]), (&json!("strongroom"), &json!(443)));
    let plan = [P, ("TargetName", "billing"), ("Strategy", "function")];
    own(&w, "SetRotationPlan", &plan).await;
    let described = own(&w, "DescribeRotation", &[P]).await["Plan"].clone();
    assert_eq!(described["AccountNames"]["AccountName"], json!(["plain"]), "the secret's name, if none was given");
    own(&w, "SetRotationPlan", &with(&plan, &[("AccountName.1", "app")])).await;
    assert_eq!(
        own(&w, "DescribeTarget", &[("TargetName", "billing")]).await["SecretNames"]["SecretName"],
        json!(["plain"])
    );
    own(&w, "StartRotation", &[P, ("SecretData", "chosen"), ("VersionId", "v2")]).await;
    let one = own(&w, "DescribeRotation", &[P]).await["Rotation"].clone();
    assert_eq!(
        (&one["Progress"], &one["VersionId"], &one["AccountName"]),
        (&json!("intent"), &json!("v2"), &json!("app"))
    );
    let refused = w.error(&w.admin, Api::Kms, "GetSecretValue", &[P, ("VersionId", "v2")]).await;
    assert_eq!(refused.0, 404, "nobody reads it before it is proven");
    let renewed = own(&w, "UpdateTarget", &[("TargetName", "billing"), ("NewSigningKey", "true")]).await;
    assert!(renewed["SigningKey"].is_string() && renewed["SigningKey"] != made["SigningKey"]);
    let described = own(&w, "DescribeTarget", &[("TargetName", "billing")]).await;
    assert!(!described.to_string().contains("SigningKey"));
    let own_key = [("TargetName", "billing"), ("ManagerPassword", "0123456789abcdef")];
    assert_eq!(own(&w, "UpdateTarget", &own_key).await["Target"]["ManagerName"], json!("strongroom"));
    let mine = with(&target, &[("TargetName", "mine"), ("ManagerPassword", "0123456789abcdef")]);
    assert_eq!(own(&w, "CreateTarget", &mine).await["Target"]["ManagerName"], json!("strongroom"));
    let named = [("TargetName", "mine"), ("ManagerName", "ours"), ("ManagerPassword", "fedcba9876543210")];
    own(&w, "UpdateTarget", &named).await;
    for change in [("ManagerPassword", "0123456789abcdef"), ("NewSigningKey", "true")] {
        let changed = own(&w, "UpdateTarget", &[("TargetName", "mine"), change]).await;
        assert_eq!(changed["Target"]["ManagerName"], json!("ours"), "a key that has a name keeps it");
    }
    let twice = [("TargetName", "billing"), ("NewSigningKey", "true"), ("ManagerPassword", "0123456789abcdef")];
    refusals(
        &w,
        &[
            ("UpdateTarget", &twice, 400, "InvalidParameter", "ManagerPassword must be absent"),
            (
                "UpdateTarget",
                &[("TargetName", "ledger"), ("NewSigningKey", "true")],
                400,
                "InvalidParameter",
                "NewSigningKey must be absent",
            ),
            (
                "UpdateTarget",
                &[("TargetName", "billing"), ("ManagerName", "k"), ("ManagerPassword", "short")],
                400,
                "InvalidParameter",
                "ManagerPassword must have 16",
            ),
        ],
    )
    .await;
}
