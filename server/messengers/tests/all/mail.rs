//! Mail.

use crate::{
    mail_server::{MailServer, Manners, PASSWORD, USER, decoded},
    message::{access, message, notice, secret, send, send_within},
};
use std::time::Duration;
use strongroom_core::ports::{ChannelAccess, TryReport};
use strongroom_domain::*;
use tokio::net::TcpListener;

fn settings(server: &MailServer, security: MailSecurity) -> MailSettings {
    MailSettings {
        host: "localhost".to_owned(),
        port: server.port,
        security,
        trust: Trust::Authorities(server.ca.clone()),
        user: None,
        from: "strongroom@example.org".to_owned(),
        to: vec!["ops@example.org".to_owned(), "lead@example.org".to_owned()],
    }
}

fn by(settings: MailSettings) -> ChannelAccess {
    access(ChannelSettings::Mail(settings), None)
}

fn logged_in(server: &MailServer, security: MailSecurity, password: &str) -> ChannelAccess {
    let settings = MailSettings { user: Some(USER.to_owned()), ..settings(server, security) };
    access(ChannelSettings::Mail(settings), Some(password))
}

fn report(outcome: DeliveryOutcome, status: Option<u16>) -> TryReport {
    TryReport { outcome, status }
}

const ACCEPTED: TryReport = TryReport { outcome: DeliveryOutcome::Accepted, status: None };

#[tokio::test]
async fn mail_is_sent_encrypted_after_a_log_in() {
    for (security, manners) in [
        (MailSecurity::StartTls, Manners { starttls: true, log_in: true, ..Manners::default() }),
        (MailSecurity::Tls, Manners { implicit: true, log_in: true, ..Manners::default() }),
    ] {
        let server = MailServer::start(manners).await;
        let message = message(vec![notice(secret("payments/db"))]);
        assert_eq!(send(&logged_in(&server, security, PASSWORD), &message).await, ACCEPTED, "{security:?}");
        let mail = server.mails().pop().unwrap();
        assert!(mail.encrypted && mail.user.as_deref() == Some(USER));
        assert_eq!((mail.from.as_str(), mail.to.len()), ("strongroom@example.org", 2));
        assert_eq!(mail.header("From"), "strongroom@example.org");
        assert_eq!(mail.header("To"), "ops@example.org, lead@example.org");
        assert_eq!(mail.header("Message-ID"), format!("<{}@example.org>", message.id));
        assert_eq!(mail.header("Auto-Submitted"), "auto-generated");
        assert!(mail.header("Date").contains("18 Nov 2026 11:06:40"), "{}", mail.header("Date"));
        assert!(mail.header("Content-Type").starts_with("text/plain"));
        let subject = mail.header("Subject");
        assert!(subject.starts_with("[Strongroom] Rotation needs a person: payments/db"), "{subject}");
        for wanted in
            ["https://secrets.example/secrets/overview/payments/db", "https://secrets.example/settings/notifications"]
        {
            assert!(mail.data.replace("=\r\n", "").contains(wanted), "{}", mail.data);
        }
        assert!(!server.plain().contains("AUTH"), "{}", server.plain());
    }
}

#[tokio::test]
async fn wrong_password_and_refused_mailboxes_are_told_apart() {
    let server = MailServer::start(Manners { starttls: true, log_in: true, ..Manners::default() }).await;
    let message = message(vec![notice(secret("a"))]);
    let wrong = logged_in(&server, MailSecurity::StartTls, "wrong");
    assert_eq!(send(&wrong, &message).await, report(DeliveryOutcome::LogInRefused, Some(535)));
    let without = by(settings(&server, MailSecurity::StartTls));
    assert_eq!(send(&without, &message).await, report(DeliveryOutcome::Refused, Some(530)));
    let server = MailServer::start(Manners { picky: true, ..Manners::default() }).await;
    let to = vec!["ops@example.org".to_owned(), "nobody@example.org".to_owned()];
    let channel = by(MailSettings { to, ..settings(&server, MailSecurity::Plain) });
    assert_eq!(send(&channel, &message).await, report(DeliveryOutcome::MailboxRefused, Some(550)));
    // It knows no way to log in.
    let channel = logged_in(&server, MailSecurity::Plain, PASSWORD);
    assert_eq!(send(&channel, &message).await, report(DeliveryOutcome::LogInRefused, None));
    assert!(server.mails().is_empty());
}

#[tokio::test]
async fn nothing_is_sent_in_plain_text_unless_the_channel_says_so() {
    let server = MailServer::start(Manners { log_in: true, ..Manners::default() }).await;
    let message = message(vec![notice(secret("a"))]);
    let channel = logged_in(&server, MailSecurity::StartTls, PASSWORD);
    assert_eq!(send(&channel, &message).await, report(DeliveryOutcome::NotEncrypted, None));
    assert!(!server.plain().contains("AUTH") && !server.plain().contains("MAIL"), "{}", server.plain());
    let channel = logged_in(&server, MailSecurity::Plain, PASSWORD);
    assert_eq!(send(&channel, &message).await, ACCEPTED);
    assert!(!server.mails()[0].encrypted);
}

#[tokio::test]
async fn server_must_prove_its_name_before_it_gets_anything() {
    let stranger = MailServer::start(Manners::default()).await;
    let message = message(vec![notice(secret("a"))]);
    for (security, manners) in [
        (MailSecurity::StartTls, Manners { starttls: true, ..Manners::default() }),
        (MailSecurity::Tls, Manners { implicit: true, ..Manners::default() }),
    ] {
        let server = MailServer::start(manners).await;
        let untrusted = MailSettings { trust: Trust::Authorities(stranger.ca.clone()), ..settings(&server, security) };
        assert_eq!(send(&by(untrusted), &message).await, report(DeliveryOutcome::NotTrusted, None), "{security:?}");
        let other_name = MailSettings { host: "127.0.0.1".to_owned(), ..settings(&server, security) };
        assert_eq!(send(&by(other_name), &message).await, report(DeliveryOutcome::NotTrusted, None), "{security:?}");
        assert!(server.mails().is_empty());
    }
}

#[tokio::test]
async fn answer_injected_before_the_handshake_is_not_believed() {
    let manners = Manners { starttls: true, injects: true, ..Manners::default() };
    let server = MailServer::start(manners).await;
    let sent = send(&by(settings(&server, MailSecurity::StartTls)), &message(vec![notice(secret("a"))])).await;
    assert_ne!(sent.outcome, DeliveryOutcome::Accepted);
    assert!(server.mails().is_empty());
}

#[tokio::test]
async fn servers_that_do_not_behave_end_within_the_deadline() {
    let message = message(vec![notice(secret("a"))]);
    let endless = MailServer::start(Manners { endless: true, ..Manners::default() }).await;
    // Ended by the limit of bytes, long before its time is over.
    let long = Duration::from_secs(60);
    let channel = by(settings(&endless, MailSecurity::Plain));
    let sent = send_within(long, CallableNetworks::default(), &channel, &message).await;
    assert_eq!(sent, report(DeliveryOutcome::BadAnswer, None));
    let silent = MailServer::start(Manners { silent: true, ..Manners::default() }).await;
    for security in [MailSecurity::Plain, MailSecurity::Tls] {
        assert_eq!(send(&by(settings(&silent, security)), &message).await, report(DeliveryOutcome::Late, None));
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let down = MailSettings { port, ..settings(&silent, MailSecurity::Plain) };
    assert_eq!(send(&by(down), &message).await, report(DeliveryOutcome::Unreachable, None));
}

#[tokio::test]
async fn hostile_names_add_no_header_and_no_command() {
    let server = MailServer::start(Manners::default()).await;
    let name = format!("a\r\nBcc: b@example.org\r\n\r\n.\r\nMAIL FROM:<c>\u{202e}\u{e9}{}", "z".repeat(4_096));
    let message = message(vec![notice(NoticeSubject::Server(name.clone())), notice(NoticeSubject::Server(name))]);
    assert_eq!(send(&by(settings(&server, MailSecurity::Plain)), &message).await, ACCEPTED);
    let mails = server.mails();
    assert_eq!(mails.len(), 1);
    let names: Vec<_> = mails[0].headers().into_iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
    assert!(!names.contains(&"bcc".to_owned()), "{names:?}");
    assert_eq!(mails[0].to, ["ops@example.org", "lead@example.org"]);
    assert!(mails[0].data.lines().all(|line| line.len() <= 998), "no line is longer than RFC 5322 allows");
    let message = crate::message::message(vec![notice(NoticeSubject::Server("\u{202e}\r\nBcc: b\u{e9}@x".to_owned()))]);
    assert_eq!(send(&by(settings(&server, MailSecurity::Plain)), &message).await, ACCEPTED);
    let mail = server.mails().pop().unwrap();
    let subject: String = mail
        .header("Subject")
        .split(' ')
        .map(|word| match word.strip_prefix("=?utf-8?b?").and_then(|word| word.strip_suffix("?=")) {
            Some(encoded) => decoded(encoded),
            None => format!("{word} "),
        })
        .collect();
    assert!(subject.contains("\\u{202e}\\r\\nBcc: b"), "{subject}");
}
