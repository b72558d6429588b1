//! JSON over HTTPS, signed.

mod payload;

use crate::Messengers;
use bytes::Bytes;
use http::{HeaderValue, Request, StatusCode, header};
use rustls::RootCertStore;
use strongroom_client::{AddressRule, Https, HttpsError, authorities_of, system_authorities};
use strongroom_core::{
    Plaintext, SigningKey,
    ports::{ChannelAccess, Message, TryReport},
};
use strongroom_domain::{DeliveryOutcome, Trust, WebhookSettings};

/// Bytes that a receiver may answer. What it says is not read.
const ANSWER_BYTES: usize = 16 << 10;
/// Header with the time of sending, in seconds since 1970.
const TIMESTAMP: &str = "strongroom-timestamp";
/// Header with the signature: `v1=` and the HMAC-SHA256, in hexadecimal digits, of the time, a full stop, and the body.
const SIGNATURE: &str = "strongroom-signature";
/// Header with the id of the message, the same for every try.
const DELIVERY: &str = "strongroom-delivery";
/// Header with the number of the try.
const ATTEMPT: &str = "strongroom-attempt";

/// Sends one message.
pub(crate) async fn send(
    to: &Messengers,
    settings: &WebhookSettings,
    key: &Plaintext,
    channel: &ChannelAccess,
    message: &Message,
) -> TryReport {
    let unusable = || TryReport::new(DeliveryOutcome::Unusable);
    let Some(roots) = roots(&settings.trust) else { return unusable() };
    let Ok(https) = Https::new(roots, to.deadline, ANSWER_BYTES) else { return unusable() };
    let Some(request) = request(to, settings, key, channel, message) else { return unusable() };
    match https.with_addresses(AddressRule::Callable(to.webhooks.clone())).send(request).await {
        Ok(response) => answered(response.status()),
        Err(error) => TryReport::new(failed(&error)),
    }
}

fn roots(trust: &Trust) -> Option<RootCertStore> {
    match trust {
        Trust::SystemAuthorities => Some(system_authorities()),
        Trust::Authorities(pem) => authorities_of(pem.as_bytes()).ok(),
        Trust::HostKey(_) | Trust::Plain => None,
    }
}

fn request(
    to: &Messengers,
    settings: &WebhookSettings,
    key: &Plaintext,
    channel: &ChannelAccess,
    message: &Message,
) -> Option<Request<Bytes>> {
    let body = payload::body(&*to.links, channel, message);
    let time = message.now.unix_seconds().to_string();
    let signed = [time.as_bytes(), b".", &body].concat();
    let signature = SigningKey::new(key).hmac_sha256(&signed);
    let signature: String = signature.iter().map(|byte| format!("{byte:02x}")).collect();
    Request::post(&settings.url)
        .header(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))
        .header(TIMESTAMP, time)
        .header(SIGNATURE, format!("v1={signature}"))
        .header(DELIVERY, message.id.to_string())
        .header(ATTEMPT, message.attempt)
        .body(body.into())
        .ok()
}

fn answered(status: StatusCode) -> TryReport {
    let outcome = match status {
        status if status.is_success() => DeliveryOutcome::Accepted,
        status if status.is_redirection() => DeliveryOutcome::Redirect,
        _ => DeliveryOutcome::Refused,
    };
    TryReport { outcome, status: Some(status.as_u16()) }
}

fn failed(error: &HttpsError) -> DeliveryOutcome {
    match error {
        HttpsError::Address => DeliveryOutcome::AddressRefused,
        HttpsError::Unreachable(_) => DeliveryOutcome::Unreachable,
        HttpsError::NotTrusted(_) => DeliveryOutcome::NotTrusted,
        HttpsError::Late => DeliveryOutcome::Late,
        HttpsError::Broken(_) | HttpsError::Response => DeliveryOutcome::BadAnswer,
    }
}
