//! Webhooks.

use crate::{
    message::{KEY, access, message, notice, secret, send, send_by},
    receiver::{Answering, Receiver},
};
use serde_json::{Value, json};
use strongroom_core::{
    Plaintext, SigningKey,
    ports::{ChannelAccess, TryReport},
};
use strongroom_domain::*;
use tokio::net::TcpListener;

fn to(url: String, ca: &str) -> ChannelAccess {
    access(ChannelSettings::Webhook(WebhookSettings { url, trust: Trust::Authorities(ca.to_owned()) }), Some(KEY))
}

fn at(receiver: &Receiver) -> ChannelAccess {
    to(format!("https://localhost:{}/hooks/a?b=c", receiver.port), &receiver.ca)
}

fn report(outcome: DeliveryOutcome, status: Option<u16>) -> TryReport {
    TryReport { outcome, status }
}

#[tokio::test]
async fn message_is_posted_as_json_with_a_signature_over_time_and_body() {
    let receiver = Receiver::start(vec![Answering::Status(204, None)]).await;
    let message = message(vec![notice(secret("payments/db"))]);
    let sent = send(&at(&receiver), &message).await;
    assert_eq!(sent, report(DeliveryOutcome::Accepted, Some(204)));
    let heard = receiver.heard().pop().unwrap();
    assert!(heard.head.starts_with("POST /hooks/a?b=c HTTP/1.1\n"), "{}", heard.head);
    let time = heard.header("strongroom-timestamp");
    assert_eq!(time, "1795000060");
    let key = SigningKey::new(&Plaintext::new(KEY.as_bytes().to_vec()));
    let signed = [time.as_bytes(), b".", &heard.body].concat();
    let code: String = key.hmac_sha256(&signed).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(heard.header("strongroom-signature"), format!("v1={code}"));
    assert_eq!(heard.header("strongroom-delivery"), message.id.to_string());
    assert_eq!((heard.header("strongroom-attempt"), heard.header("content-type")), ("1", "application/json"));
    let body: Value = serde_json::from_slice(&heard.body).unwrap();
    let expected = json!({
        "version": 1,
        "id": message.id.to_string(),
        "kind": "rotation-needs-a-person",
        "resolved": false,
        "text": "Rotation needs a person: payments/db (the target refuses the managing account)",
        "created": "2026-11-18T11:06:40.000Z",
        "channel": "ops",
        "installation": {"account": "1234567890123456", "region": "local", "console": "https://secrets.example"},
        "notices": [{
            "id": NoticeId([7; 16]).to_string(),
            "kind": "rotation-needs-a-person",
            "resolved": false,
            "time": "2026-11-18T11:06:40.000Z",
            "text": "Rotation needs a person: payments/db (the target refuses the managing account)",
            "secret": "payments/db",
            "rotation": RotationId([9; 16]).to_string(),
            "server": null,
            "cause": "manager-refused",
            "date": null,
            "link": "https://secrets.example/secrets/overview/payments/db",
        }],
        "more": 0,
    });
    assert_eq!(body, expected);
    assert!(!String::from_utf8_lossy(&heard.body).contains(KEY));
}

#[tokio::test]
async fn receiver_that_fails_is_told_apart_and_may_succeed_later() {
    let receiver = Receiver::start(vec![
        Answering::Status(500, None),
        Answering::Status(410, None),
        Answering::Endless,
        Answering::Silent,
        Answering::Nothing,
        Answering::Garbage,
        Answering::Status(200, None),
    ])
    .await;
    let message = message(vec![notice(secret("a"))]);
    for expected in [
        report(DeliveryOutcome::Refused, Some(500)),
        report(DeliveryOutcome::Refused, Some(410)),
        report(DeliveryOutcome::BadAnswer, None),
        report(DeliveryOutcome::Late, None),
        report(DeliveryOutcome::BadAnswer, None),
        report(DeliveryOutcome::BadAnswer, None),
        report(DeliveryOutcome::Accepted, Some(200)),
    ] {
        assert_eq!(send(&at(&receiver), &message).await, expected);
    }
    let bodies: Vec<_> = receiver.heard().into_iter().map(|heard| heard.body).collect();
    assert!(bodies.iter().all(|body| *body == bodies[0]), "every try says the same");
}

#[tokio::test]
async fn redirect_is_not_followed() {
    let elsewhere = Receiver::start(vec![Answering::Status(200, None)]).await;
    let location = format!("Location: https://localhost:{}/", elsewhere.port);
    let receiver = Receiver::start(vec![Answering::Status(302, Some(location.leak()))]).await;
    let sent = send(&at(&receiver), &message(vec![notice(secret("a"))])).await;
    assert_eq!(sent, report(DeliveryOutcome::Redirect, Some(302)));
    assert!(elsewhere.heard().is_empty());
}

#[tokio::test]
async fn only_the_trusted_server_of_that_name_gets_a_message() {
    let receiver = Receiver::start(vec![Answering::Status(200, None), Answering::Status(200, None)]).await;
    let stranger = Receiver::start(vec![Answering::Status(200, None)]).await;
    let message = message(vec![notice(secret("a"))]);
    let untrusted = to(format!("https://localhost:{}/", receiver.port), &stranger.ca);
    assert_eq!(send(&untrusted, &message).await, report(DeliveryOutcome::NotTrusted, None));
    let other_name = to(format!("https://127.0.0.1:{}/", receiver.port), &receiver.ca);
    assert_eq!(send(&other_name, &message).await, report(DeliveryOutcome::NotTrusted, None));
    assert!(receiver.heard().is_empty());
}

#[tokio::test]
async fn private_addresses_are_refused_unless_allowed() {
    let receiver = Receiver::start(vec![Answering::Status(200, None)]).await;
    let message = message(vec![notice(secret("a"))]);
    for host in ["localhost", "127.0.0.1", "[::ffff:127.0.0.1]", "10.0.0.1", "169.254.169.254", "[fd00::1]", "0.0.0.0"]
    {
        let channel = to(format!("https://{host}:{}/", receiver.port), &receiver.ca);
        let sent = send_by(CallableNetworks::default(), &channel, &message).await;
        assert_eq!(sent, report(DeliveryOutcome::AddressRefused, None), "{host}");
    }
    assert!(receiver.heard().is_empty());
    let metadata = to("https://169.254.169.254/".to_owned(), &receiver.ca);
    assert_eq!(send(&metadata, &message).await, report(DeliveryOutcome::AddressRefused, None), "in any case");
    assert_eq!(send(&at(&receiver), &message).await.outcome, DeliveryOutcome::Accepted);
}

#[tokio::test]
async fn receiver_that_is_down_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let ca = crate::authority::identity("localhost").ca;
    let message = message(vec![notice(secret("a"))]);
    let sent = send(&to(format!("https://localhost:{port}/"), &ca), &message).await;
    assert_eq!(sent, report(DeliveryOutcome::Unreachable, None));
    let sent = send(&to("https://name.invalid/".to_owned(), &ca), &message).await;
    assert_eq!(sent, report(DeliveryOutcome::Unreachable, None));
}

#[tokio::test]
async fn hostile_names_stay_one_line_of_bounded_length() {
    let receiver = Receiver::start(vec![Answering::Status(200, None)]).await;
    let name = format!("a\r\nX: y\u{202e}{}", "z".repeat(4_096));
    let message = message(vec![notice(NoticeSubject::Server(name))]);
    assert_eq!(send(&at(&receiver), &message).await.outcome, DeliveryOutcome::Accepted);
    let body: Value = serde_json::from_slice(&receiver.heard()[0].body).unwrap();
    let text = body["text"].as_str().unwrap();
    assert!(!text.chars().any(is_invisible) && text.chars().count() < 400, "{text}");
}
