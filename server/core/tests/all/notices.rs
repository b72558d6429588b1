//! Notification channels: what can be set, what is refused, who may do it.

use crate::world::*;
use strongroom_core::{
    CoreError, Plaintext, Thing,
    ops::notices::{
        ChannelSecret, CreateNotificationChannel, DeleteNotificationChannel, DescribeNotificationChannel,
        ListNotificationChannels, NewChannelUse, UpdateNotificationChannel,
    },
};
use strongroom_domain::*;

pub const KEY: &[u8] = b"0123456789abcdef0123456789abcdef";

pub fn channel(name: &str) -> ChannelName {
    ChannelName::new(name).unwrap()
}

pub fn secret(text: &[u8]) -> Option<ChannelSecret> {
    Some(ChannelSecret(Plaintext::new(text.to_vec())))
}

pub fn all_kinds() -> NewChannelUse {
    NewChannelUse {
        kinds: NoticeKind::SELECTABLE.to_vec(),
        scope: ChannelScope::All,
        digest_minutes: 15,
        enabled: true,
    }
}

pub fn webhook(name: &str) -> CreateNotificationChannel {
    let settings = WebhookSettings { url: "https://hooks.example/a".to_owned(), trust: Trust::SystemAuthorities };
    CreateNotificationChannel {
        name: channel(name),
        settings: ChannelSettings::Webhook(settings),
        secret: secret(KEY),
        used_for: all_kinds(),
    }
}

fn mail(user: Option<&str>) -> MailSettings {
    MailSettings {
        host: "mail.example".to_owned(),
        port: 587,
        security: MailSecurity::StartTls,
        trust: Trust::SystemAuthorities,
        user: user.map(str::to_owned),
        from: "strongroom@example.org".to_owned(),
        to: vec!["ops@example.org".to_owned()],
    }
}

fn by_mail(user: Option<&str>, password: Option<ChannelSecret>) -> CreateNotificationChannel {
    CreateNotificationChannel { settings: ChannelSettings::Mail(mail(user)), secret: password, ..webhook("mail") }
}

pub fn update(name: &str) -> UpdateNotificationChannel {
    UpdateNotificationChannel {
        name: channel(name),
        settings: None,
        secret: None,
        kinds: None,
        scope: None,
        digest_minutes: None,
        enabled: None,
    }
}

fn field(result: Result<impl Sized, CoreError>) -> Field {
    match result.err() {
        Some(CoreError::Invalid(error)) => error.field,
        other => panic!("not refused for a field: {other:?}"),
    }
}

#[tokio::test]
async fn channel_is_created_changed_and_deleted_without_showing_its_key() {
    let w = World::new().await;
    let made = w.run(webhook("ops")).await.unwrap();
    assert!(made.has_secret && made.enabled);
    assert!(!format!("{made:?}").contains("0123456789abcdef"));
    assert_eq!(w.run(webhook("OPS")).await.err(), Some(CoreError::Exists(Thing::Channel)));
    let changed = w
        .run(UpdateNotificationChannel { enabled: Some(false), digest_minutes: Some(0), ..update("ops") })
        .await
        .unwrap();
    assert_eq!((changed.enabled, changed.digest_minutes, changed.kinds.len()), (false, 0, 9));
    assert_eq!(w.run(DescribeNotificationChannel { name: channel("Ops") }).await.unwrap(), changed);
    let (listed, more) = w.run(ListNotificationChannels { after: None, limit: 10 }).await.unwrap();
    assert_eq!((listed, more), (vec![changed], false));
    w.run(DeleteNotificationChannel { name: channel("ops") }).await.unwrap();
    let gone = w.run(DescribeNotificationChannel { name: channel("ops") }).await.err();
    assert_eq!(gone, Some(CoreError::NotFound(Thing::Channel)));
}

#[tokio::test]
async fn channels_that_could_not_work_are_refused_by_field() {
    let w = World::new().await;
    let short = CreateNotificationChannel { secret: secret(b"short"), ..webhook("a") };
    assert_eq!(field(w.run(short).await), Field::WebhookKey);
    assert_eq!(field(w.run(CreateNotificationChannel { secret: None, ..webhook("a") }).await), Field::WebhookKey);
    let bytes = CreateNotificationChannel { secret: secret(&[0xff; 40]), ..webhook("a") };
    assert_eq!(field(w.run(bytes).await), Field::WebhookKey);
    assert_eq!(field(w.run(by_mail(Some("u"), None)).await), Field::MailPassword);
    assert_eq!(field(w.run(by_mail(None, secret(b"p"))).await), Field::MailUser);
    let kinds = |kinds: Vec<NoticeKind>| CreateNotificationChannel {
        used_for: NewChannelUse { kinds, ..all_kinds() },
        ..webhook("a")
    };
    assert_eq!(field(w.run(kinds(Vec::new())).await), Field::NoticeKinds);
    assert_eq!(field(w.run(kinds(vec![NoticeKind::Test])).await), Field::NoticeKinds);
    let digest = NewChannelUse { digest_minutes: 1_441, ..all_kinds() };
    let digest = CreateNotificationChannel { used_for: digest, ..webhook("a") };
    assert_eq!(field(w.run(digest).await), Field::DigestMinutes);
    assert!(w.run(ListNotificationChannels { after: None, limit: 10 }).await.unwrap().0.is_empty());
}

#[tokio::test]
async fn password_is_sent_to_no_server_that_its_owner_did_not_name() {
    let w = World::new().await;
    w.run(by_mail(Some("u"), secret(b"p"))).await.unwrap();
    let moved = |host: &str, user: Option<&str>| {
        let settings = ChannelSettings::Mail(MailSettings { host: host.to_owned(), ..mail(user) });
        UpdateNotificationChannel { settings: Some(settings), ..update("mail") }
    };
    assert_eq!(field(w.run(moved("evil.example", Some("u"))).await), Field::MailPassword);
    let again = UpdateNotificationChannel { secret: secret(b"q"), ..moved("other.example", Some("u")) };
    assert!(w.run(again).await.unwrap().has_secret);
    assert!(!w.run(moved("other.example", None)).await.unwrap().has_secret, "its password went with the user name");
    let webhook = UpdateNotificationChannel { settings: Some(webhook("x").settings), ..update("mail") };
    assert_eq!(field(w.run(webhook).await), Field::ChannelKind);
}

#[tokio::test]
async fn administrators_manage_channels_and_auditors_look() {
    let w = World::new().await;
    let administrator = w.user("adm", &[system("StrongroomAdministrator")]).await;
    let auditor = w.user("aud", &[system("StrongroomAuditor")]).await;
    let on_call = w.user("call", &[system("StrongroomOnCall")]).await;
    w.run_as(&administrator, webhook("ops")).await.unwrap();
    w.run_as(&auditor, DescribeNotificationChannel { name: channel("ops") }).await.unwrap();
    w.run_as(&auditor, ListNotificationChannels { after: None, limit: 10 }).await.unwrap();
    let off = UpdateNotificationChannel { enabled: Some(false), ..update("ops") };
    assert_eq!(w.run_as(&auditor, off).await.err(), Some(CoreError::Denied));
    let looks = DescribeNotificationChannel { name: channel("ops") };
    assert_eq!(w.run_as(&on_call, looks).await.err(), Some(CoreError::Denied));
}
