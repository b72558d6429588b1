use super::{own, refusals, with};
use crate::aliyun::{kms::rotation::managed, world::Parameters};
use serde_json::json;

const S: (&str, &str) = ("SecretName", "db/app");
const PLAN: Parameters<'static> =
    &[S, ("TargetName", "ledger"), ("Strategy", "two-accounts"), ("AccountName.1", "app"), ("AccountName.2", "app_b")];

#[tokio::test]
async fn rollout_of_a_plan_is_kept_and_described() {
    let w = managed().await;
    let named = [("RolloutReader.1", "user/web"), ("RolloutReader.2", "role/batch"), ("AwaitReaders", "true")];
    own(&w, "SetRotationPlan", &with(PLAN, &named)).await;
    let plan = own(&w, "DescribeRotation", &[S]).await["Plan"].clone();
    assert_eq!(plan["RolloutReaders"]["RolloutReader"], json!(["user/web", "role/batch"]));
    assert_eq!((&plan["AwaitReaders"], plan.get("RolloutShare")), (&json!(true), None));
    let share = [("RolloutShare", "10"), ("RolloutSeconds", "600")];
    own(&w, "SetRotationPlan", &with(PLAN, &share)).await;
    let plan = own(&w, "DescribeRotation", &[S]).await["Plan"].clone();
    assert_eq!((&plan["RolloutShare"], &plan["RolloutSeconds"]), (&json!(10), &json!(600)));
    assert_eq!((&plan["AwaitReaders"], plan.get("RolloutReaders")), (&json!(false), None));
}

#[tokio::test]
async fn wrong_rollouts_are_refused_by_name() {
    let w = managed().await;
    let reader = ("RolloutReader.1", "user/a");
    let cases: &[(Parameters<'_>, &str, &str)] = &[
        (&[("RolloutShare", "100")], "InvalidParameter", "RolloutShare must be"),
        (&[("RolloutShare", "5"), reader], "InvalidParameter", "RolloutReader cannot be given with RolloutShare"),
        (&[("RolloutReader.1", "web")], "InvalidParameter", "RolloutReader must be user/ or role/ and a name"),
        (&[("RolloutReader.1", "user/")], "InvalidParameter", "RolloutReader must be user/ or role/ and a name"),
        (&[("RolloutReader.2", "user/a")], "InvalidParameter", "RolloutReader must be numbered without gaps"),
        (&[("RolloutSeconds", "600")], "MissingParameter", "RolloutShare"),
        (&[("RolloutShare", "5"), ("RolloutSeconds", "59")], "InvalidParameter", "RolloutSeconds must be"),
        (&[("AwaitReaders", "yes")], "InvalidParameter", "AwaitReaders must be"),
    ];
    for (other, code, words) in cases {
        refusals(&w, &[("SetRotationPlan", &with(PLAN, other), 400, code, words)]).await;
    }
    for pace in [("RolloutShare", "5"), ("AwaitReaders", "true")] {
        let one = [S, ("TargetName", "ledger"), ("Strategy", "one-account"), ("AccountName.1", "app"), pace];
        refusals(&w, &[("SetRotationPlan", &one, 400, "InvalidParameter", "requires a strategy under which")]).await;
    }
    let leaked = [S, ("Leaked", "true"), ("RolloutShare", "5")];
    refusals(&w, &[("StartRotation", &leaked, 400, "InvalidParameter", "Leaked cannot be true")]).await;
}

#[tokio::test]
async fn rotation_is_started_at_a_pace_and_cannot_be_extended_before_readers_have_the_new_credential() {
    let w = managed().await;
    own(&w, "SetRotationPlan", PLAN).await;
    let started = own(&w, "StartRotation", &[S, ("RolloutShare", "25")]).await;
    let id = started["RotationId"].as_str().unwrap();
    let found = own(&w, "DescribeRotation", &[S]).await["Rotation"].clone();
    assert_eq!((&found["RotationId"], &found["RolloutShare"]), (&json!(id), &json!(25)));
    assert_eq!(found["VersionId"], started["VersionId"]);
    let extend = [S, ("RotationId", id), ("GracePeriodInSeconds", "60")];
    refusals(
        &w,
        &[
            ("ExtendRotation", &extend, 409, "OperationConflict.RotationState", "does not allow"),
            ("ExtendRotation", &extend[..2], 400, "MissingParameter", "GracePeriodInSeconds"),
            ("StartRotation", &[S, ("VersionId", "other")], 409, "OperationConflict.RotationUnderWay", "under way"),
        ],
    )
    .await;
    own(&w, "RollBackRotation", &[S, ("RotationId", id)]).await;
    own(&w, "StartRotation", &[S, ("Leaked", "true")]).await;
    assert_eq!(own(&w, "DescribeRotation", &[S]).await["Rotation"]["Trigger"], "leak");
}

#[tokio::test]
async fn reads_are_listed_and_a_version_is_revoked_and_read_again() {
    let w = managed().await;
    let plain = ("SecretName", "plain");
    w.kms("CreateSecret", &[plain, ("VersionId", "v1"), ("SecretData", "leaked")]).await;
    w.kms("GetSecretValue", &[plain]).await;
    w.kms("PutSecretValue", &[plain, ("VersionId", "v2"), ("SecretData", "new")]).await;
    let found = own(&w, "ListSecretReads", &[plain]).await;
    let read = &found["Reads"]["Read"][0];
    assert_eq!((&read["VersionId"], &read["Reader"], &read["Count"]), (&json!("v1"), &json!("user/admin"), &json!(1)));
    assert_eq!(found["Remaining"]["Reader"][0]["Reader"], "user/admin");
    assert_eq!(found["Moved"]["Reader"], json!([]));
    w.pass(1);
    w.kms("GetSecretValue", &[plain]).await;
    let found = own(&w, "ListSecretReads", &[plain, ("VersionId.1", "v2")]).await;
    assert_eq!(found["Reads"]["Read"].as_array().unwrap().len(), 1);
    assert_eq!(found["Moved"]["Reader"][0]["Reader"], "user/admin");

    own(&w, "RevokeSecretVersion", &[plain, ("VersionId", "v1")]).await;
    refusals(
        &w,
        &[
            ("RevokeSecretVersion", &[plain, ("VersionId", "v2")], 409, "OperationDenied.CurrentVersion", "current"),
            ("RevokeSecretVersion", &[S, ("VersionId", "v1")], 409, "OperationDenied.SecretType", "managed"),
            ("ListSecretReads", &[plain, ("OldVersionId", "v1")], 400, "MissingParameter", "NewVersionId"),
            ("ListSecretReads", &[plain, ("Since", "today")], 400, "InvalidParameter", "Since must be"),
        ],
    )
    .await;
    // The administrator has every right, that to revoked versions too.
    assert_eq!(w.kms("GetSecretValue", &[plain, ("VersionId", "v1")]).await["SecretData"], "leaked");
    own(&w, "RevokeSecretVersion", &[plain, ("VersionId", "v1"), ("Revoked", "false")]).await;
}
