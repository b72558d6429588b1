//! What calls that are refused before their operation leave in the audit trail.

use super::world::{Credentials, World};
use strongroom_domain::{Action, EventField, PrincipalKind, ResourceKind};
use strongroom_trail::{Detail, Event};
use strongroom_wire::aliyun::Api;

#[tokio::test]
async fn request_refused_before_the_operation_is_an_event() {
    let w = World::new().await;
    for (action, given) in [
        ("GetSecretValue", &[("SecretName", "s"), ("VersionStage", "no label")][..]),
        ("DescribeKey", &[("KeyId", "alias/none")]),
        ("GetSecretPolicy", &[("SecretName", "s"), ("PolicyName", "other")]),
        ("TagResources", &[]),
        ("CreateKey", &[("ProtectionLevel", "HSM")]),
    ] {
        w.error(&w.admin, Api::Kms, action, given).await;
    }
    // A label that no version has is looked for, like every other.
    w.error(&w.admin, Api::Kms, "GetSecretValue", &[("SecretName", "s"), ("VersionStage", "ACSNext")]).await;
    for (action, code) in [
        (Action::GetSecretValue, "Invalid"),
        (Action::GetSecretValue, "NotFound"),
        (Action::DescribeKey, "Invalid"),
        (Action::GetSecretPolicy, "Invalid"),
        (Action::TagResource, "Invalid"),
        (Action::CreateKey, "Invalid"),
    ] {
        let found = w.events(&[(EventField::Action, action.name()), (EventField::Result, code)]).await;
        assert_eq!(found.len(), 1, "{action:?} {code}");
    }
}

/// After a leak somebody must see that the old key is still tried, for what, and from where.
#[tokio::test]
async fn refused_key_is_found_with_what_it_claimed() {
    let w = World::new().await;
    let app = w.user("app", &[]).await;
    let given = [("SecretName", "payments/db")];
    let set = [("UserName", "app"), ("UserAccessKeyId", &app.id), ("Status", "Inactive")];
    w.ram("UpdateAccessKey", &set).await;
    let guessed = Credentials { secret: "guessed".to_owned(), ..app.clone() };
    for caller in [&app, &guessed] {
        w.error(caller, Api::Kms, "GetSecretValue", &given).await;
    }
    w.ram("DeleteAccessKey", &[("UserName", "app"), ("UserAccessKeyId", &app.id)]).await;
    w.error(&app, Api::Kms, "GetSecretValue", &given).await;

    let claims = |event: &Event| {
        assert_eq!((event.action, event.actor.kind), (Action::Authenticate, PrincipalKind::Anonymous));
        assert_eq!(event.actor.access_key, None, "only claimed");
        assert_eq!(event.detail(Detail::ClaimedAction), Some("GetSecretValue"));
        assert_eq!(event.target.as_ref().unwrap().kind, ResourceKind::Secret);
        (event.actor.name.clone(), event.result().to_owned())
    };
    let refused = [(EventField::AccessKey, app.id.as_str()), (EventField::Resource, "payments/db")];
    let found: Vec<_> = w.events(&refused).await.iter().map(claims).collect();
    let of = |name: &str, code: &str| (name.to_owned(), code.to_owned());
    let expected =
        [of("", "InvalidAccessKeyId.NotFound"), of("app", "SignatureDoesNotMatch"), of("app", "Forbidden.AccessKey")];
    assert_eq!(found, expected, "whose key it is, while it exists");
}

#[tokio::test]
async fn claims_without_a_valid_name_or_operation_are_recorded_without_them() {
    let w = World::new().await;
    let unknown = Credentials { id: "LTAIunknown".to_owned(), secret: "x".to_owned(), token: None };
    let long = "x".repeat(2_000);
    w.error(&unknown, Api::Kms, "GetSecretValue", &[("SecretName", &long)]).await;
    w.error(&unknown, Api::Kms, "NoSuchOperation", &[("SecretName", "s")]).await;
    w.error(&unknown, Api::Ram, "GetUser", &[("UserName", "bob")]).await;
    let found = w.events(&[(EventField::AccessKey, "LTAIunknown")]).await;
    let targets: Vec<_> = found.iter().map(|event| event.target.as_ref().map(|target| target.name.as_str())).collect();
    assert_eq!(targets, [Some("bob"), None, None]);
    assert_eq!(found[1].detail(Detail::ClaimedAction), Some("NoSuchOperation"));
}
