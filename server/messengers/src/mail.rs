//! Mail over SMTP.

mod letter;
mod stream;

use crate::Messengers;
use lettre::{
    address::Envelope,
    transport::smtp::{
        Error,
        authentication::{Credentials, Mechanism},
        client::{AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters},
        extension::ClientId,
    },
};
use std::error::Error as _;
use stream::MailStream;
use strongroom_core::{
    Plaintext,
    ports::{ChannelAccess, Message, TryReport},
};
use strongroom_domain::{DeliveryOutcome, MailSecurity, MailSettings, Trust};
use tokio::time::timeout;

/// Sends one message to all recipients of the channel. One that the server refuses makes the try fail for all.
pub(crate) async fn send(
    to: &Messengers,
    settings: &MailSettings,
    password: Option<&Plaintext>,
    channel: &ChannelAccess,
    message: &Message,
) -> TryReport {
    let Some(letter) = letter::letter(&*to.links, settings, channel, message) else {
        return TryReport::new(DeliveryOutcome::Unusable);
    };
    let text = letter.formatted();
    match timeout(to.deadline, exchange(settings, password, letter.envelope(), &text)).await {
        Ok(Ok(())) => TryReport::new(DeliveryOutcome::Accepted),
        Ok(Err(report)) => report,
        Err(_) => TryReport::new(DeliveryOutcome::Late),
    }
}

async fn exchange(
    settings: &MailSettings,
    password: Option<&Plaintext>,
    envelope: &Envelope,
    letter: &[u8],
) -> Result<(), TryReport> {
    let stream = MailStream::open(settings).await.map_err(TryReport::new)?;
    let domain = settings.from.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
    let hello = ClientId::Domain(domain.to_owned());
    let mut smtp = AsyncSmtpConnection::connect_with_transport(Box::new(stream), &hello).await.map_err(failed)?;
    if settings.security == MailSecurity::StartTls {
        if !smtp.can_starttls() {
            return Err(TryReport::new(DeliveryOutcome::NotEncrypted));
        }
        let tls = tls_parameters(settings).ok_or(TryReport::new(DeliveryOutcome::Unusable))?;
        smtp.starttls(tls, &hello).await.map_err(failed)?;
    }
    if let (Some(user), Some(password)) = (&settings.user, password) {
        let password = std::str::from_utf8(password.expose()).map_err(|_| TryReport::new(DeliveryOutcome::Unusable))?;
        let credentials = Credentials::new(user.clone(), password.to_owned());
        smtp.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await.map_err(refused_log_in)?;
    }
    smtp.send(envelope, letter).await.map_err(failed)?;
    // The message is taken: how the server says goodbye changes nothing.
    let _ = smtp.quit().await;
    Ok(())
}

fn tls_parameters(settings: &MailSettings) -> Option<TlsParameters> {
    let builder = TlsParameters::builder(settings.host.clone());
    let builder = match &settings.trust {
        Trust::SystemAuthorities => builder.certificate_store(CertificateStore::Default),
        Trust::Authorities(pem) => builder
            .certificate_store(CertificateStore::None)
            .add_root_certificate(Certificate::from_pem(pem.as_bytes()).ok()?),
        Trust::HostKey(_) | Trust::Plain => return None,
    };
    builder.build().ok()
}

/// What a failure comes to. Of the server's words only the code is kept.
fn failed(error: Error) -> TryReport {
    let status = error.status().map(u16::from);
    let outcome = match status {
        Some(450 | 550 | 551 | 553) => DeliveryOutcome::MailboxRefused,
        Some(_) => DeliveryOutcome::Refused,
        None if is_about_certificates(&error) => DeliveryOutcome::NotTrusted,
        None if error.is_timeout() => DeliveryOutcome::Late,
        None => DeliveryOutcome::BadAnswer,
    };
    TryReport { outcome, status }
}

fn refused_log_in(error: Error) -> TryReport {
    let status = error.status().map(u16::from);
    // Also a server that knows no way to log in which this program knows.
    if status.is_some() || error.is_client() {
        return TryReport { outcome: DeliveryOutcome::LogInRefused, status };
    }
    failed(error)
}

/// Whether TLS failed because of the server's certificate.
fn is_about_certificates(error: &Error) -> bool {
    let mut source = error.source();
    while let Some(error) = source {
        let inner = match error.downcast_ref::<std::io::Error>() {
            Some(error) => error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()),
            None => error.downcast_ref::<rustls::Error>(),
        };
        if matches!(inner, Some(rustls::Error::InvalidCertificate(_))) {
            return true;
        }
        source = error.source();
    }
    false
}
