//! A message as a mail (RFC 5322).

use crate::{
    ConsoleLinks,
    text::{body, summary},
};
use lettre::{
    Address,
    message::{
        Mailbox, Message as Letter,
        header::{ContentType, HeaderName, HeaderValue},
    },
};
use std::time::{Duration, UNIX_EPOCH};
use strongroom_core::ports::{ChannelAccess, Message};
use strongroom_domain::MailSettings;

/// Most characters of a subject.
const SUBJECT: usize = 180;

/// The mail; `None` if an address cannot be one. No text of the message can end a header: names are shown with escapes, and the headers
/// are encoded (RFC 2047).
pub(super) fn letter(
    links: &dyn ConsoleLinks,
    settings: &MailSettings,
    channel: &ChannelAccess,
    message: &Message,
) -> Option<Letter> {
    let mailbox = |address: &str| Some(Mailbox::new(None, address.parse::<Address>().ok()?));
    let domain = settings.from.rsplit_once('@').map(|(_, domain)| domain)?;
    let sent = UNIX_EPOCH + Duration::from_secs(u64::try_from(message.created.unix_seconds()).ok()?);
    let mut builder = Letter::builder()
        .from(mailbox(&settings.from)?)
        .subject(subject(message))
        .date(sent)
        // The same for every try, so that mail systems recognise a message that they have got twice.
        .message_id(Some(format!("<{}@{domain}>", message.id)))
        // No holiday notices in return (RFC 3834, section 5).
        .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
        .header(ContentType::TEXT_PLAIN);
    for to in &settings.to {
        builder = builder.to(mailbox(to)?);
    }
    builder.body(body(links, channel, message)).ok()
}

fn subject(message: &Message) -> String {
    let text = format!("[Strongroom] {}", summary(message));
    match text.char_indices().nth(SUBJECT) {
        None => text,
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
    }
}
