use super::{own, refusals, with};
use crate::aliyun::world::{Parameters, World, now};
use serde_json::json;
use strongroom_wire::aliyun::Api;

const C: (&str, &str) = ("ChannelName", "ops");
const KEY: &str = "0123456789abcdef0123456789abcdef";
const HOOK: Parameters<'static> =
    &[C, ("ChannelType", "webhook"), ("Url", "https://hooks.example/a"), ("SigningKey", KEY)];
const MAIL: Parameters<'static> = &[
    ("ChannelName", "mail"),
    ("ChannelType", "mail"),
    ("MailHost", "mail.example"),
    ("MailFrom", "strongroom@example.org"),
    ("MailTo", "ops@example.org, lead@example.org"),
    ("MailUser", "strongroom"),
    ("MailPassword", "p"),
];
const USUAL: &str = "rotation-needs-a-person,rotation-failing,revocation-stuck,rotation-rolled-back,leak-rotation-begun,rotation-overdue,secret-deletion-near,certificate-expiring";

#[tokio::test]
async fn channel_lifecycle_never_shows_key_or_password() {
    let w = World::new().await;
    let made = own(&w, "CreateNotificationChannel", HOOK).await["Channel"].clone();
    let expected = json!({
        "ChannelId": made["ChannelId"], "ChannelName": "ops", "ChannelType": "webhook", "Url": "https://hooks.example/a",
        "NoticeKinds": USUAL, "DigestMinutes": 15, "Enabled": true, "Creator": "admin", "CreateTime": now(), "UpdateTime": now(),
    });
    assert_eq!(made, expected);
    assert_eq!(own(&w, "DescribeNotificationChannel", &[C]).await["Channel"], expected);
    assert_eq!(own(&w, "ListNotificationChannels", &[]).await["Channels"]["Channel"], json!([expected]));
    let changed = [C, ("NoticeKinds", "rotation-rolled-back"), ("SecretNamePrefix", "pay/"), ("Enabled", "false")];
    let changed = own(&w, "UpdateNotificationChannel", &changed).await["Channel"].clone();
    assert_eq!(changed["NoticeKinds"], "rotation-rolled-back");
    assert_eq!((&changed["SecretNamePrefix"], &changed["Enabled"]), (&json!("pay/"), &json!(false)));
    assert_eq!(changed["Url"], "https://hooks.example/a", "what is absent stays");
    let mail = own(&w, "CreateNotificationChannel", MAIL).await;
    assert!(!mail.to_string().contains("Password"), "{mail}");
    let mail = &mail["Channel"];
    assert_eq!((&mail["MailPort"], &mail["MailSecurity"]), (&json!(587), &json!("starttls")));
    assert_eq!(mail["MailTo"], "ops@example.org,lead@example.org");
    own(&w, "DeleteNotificationChannel", &[C]).await;
    refusals(&w, &[("DescribeNotificationChannel", &[C], 404, "EntityNotExist.NotificationChannel", "does not exist")])
        .await;
}

#[tokio::test]
async fn refusals_name_the_parameter_and_the_rule() {
    let w = World::new().await;
    own(&w, "CreateNotificationChannel", HOOK).await;
    own(&w, "CreateNotificationChannel", MAIL).await;
    const CREATE: &str = "CreateNotificationChannel";
    const UPDATE: &str = "UpdateNotificationChannel";
    const INVALID: &str = "InvalidParameter";
    let new = with(HOOK, &[("ChannelName", "new")]);
    let hook = |other: Parameters<'static>| with(&new, other);
    let new_mail = with(MAIL, &[("ChannelName", "new")]);
    let mail = |other: Parameters<'static>| with(&new_mail, other);
    refusals(
        &w,
        &[
            (CREATE, HOOK, 409, "EntityAlreadyExists.NotificationChannel", "exists already"),
            (CREATE, &hook(&[("ChannelType", "pigeon")]), 400, INVALID, "ChannelType must be webhook or mail"),
            (CREATE, &hook(&[("Url", "http://a/")]), 400, INVALID, "Url must be an address that begins with https://"),
            (CREATE, &hook(&[("SigningKey", "short")]), 400, INVALID, "SigningKey must have 32 to 1024 bytes"),
            (CREATE, &hook(&[("MailHost", "a")]), 400, INVALID, "MailHost must be absent"),
            (CREATE, &hook(&[("NoticeKinds", "test")]), 400, INVALID, "NoticeKinds must be of these"),
            (CREATE, &hook(&[("DigestMinutes", "1441")]), 400, INVALID, "DigestMinutes"),
            (CREATE, &hook(&[("CaCertificates", "x")]), 400, INVALID, "CaCertificates must be certificates"),
            (CREATE, &mail(&[("MailTo", "a b")]), 400, INVALID, "MailTo must be mail addresses"),
            (CREATE, &mail(&[("MailFrom", "a")]), 400, INVALID, "MailFrom must be mail addresses"),
            (CREATE, &mail(&[("MailPassword", "")]), 400, INVALID, "MailPassword must"),
            (CREATE, &mail(&[("MailUser", "")]), 400, INVALID, "MailUser must be given with MailPassword"),
            (UPDATE, &[C], 400, INVALID, "something to change"),
            (UPDATE, &[C, ("CaCertificates", "x")], 400, INVALID, "must be given with Url or MailHost"),
            (
                UPDATE,
                &with(MAIL, &[("MailHost", "other.example"), ("ChannelType", ""), ("MailPassword", "")]),
                400,
                INVALID,
                "MailPassword must",
            ),
            ("ListNotificationDeliveries", &[("State", "lost")], 400, INVALID, "State must be"),
            ("ListNotificationDeliveries", &[("NextToken", "x")], 400, INVALID, "NextToken"),
        ],
    )
    .await;
    assert_eq!(own(&w, "ListNotificationChannels", &[]).await["Channels"]["Channel"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn test_is_answered_and_logged() {
    let w = World::new().await;
    own(&w, "CreateNotificationChannel", HOOK).await;
    // This engine was given nothing to deliver with.
    let tested = own(&w, "TestNotificationChannel", &[C]).await;
    assert_eq!(tested["Outcome"], "unusable");
    let log = own(&w, "ListNotificationDeliveries", &[C]).await["Deliveries"]["Delivery"].clone();
    let one = &log[0];
    assert_eq!((&one["State"], &one["Outcome"], &one["Attempts"]), (&json!("gave-up"), &json!("unusable"), &json!(1)));
    assert_eq!((&one["NoticeKind"], &one["ChannelName"]), (&json!("test"), &json!("ops")));
    let failed = own(&w, "ListNotificationDeliveries", &[("State", "failed"), ("MaxItems", "1")]).await;
    assert_eq!(failed["Deliveries"]["Delivery"], log);
    let waiting = own(&w, "ListNotificationDeliveries", &[("State", "waiting")]).await;
    assert_eq!(waiting["Deliveries"]["Delivery"], json!([]));
}

#[tokio::test]
async fn both_formats_are_served_and_no_other_api() {
    let w = World::new().await;
    own(&w, "CreateNotificationChannel", HOOK).await;
    let (status, xml) = w.call(&w.admin, Api::Strongroom, "ListNotificationChannels", &[("Format", "XML")]).await;
    assert_eq!(status, 200, "{xml}");
    assert!(xml.contains("<Channels><Channel><ChannelId>"), "{xml}");
    let elsewhere = w.error(&w.admin, Api::Kms, "ListNotificationChannels", &[]).await;
    assert_eq!(elsewhere.1, "InvalidAction.NotFound");
}
