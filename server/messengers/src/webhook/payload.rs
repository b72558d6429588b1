//! What a webhook says. `docs/notifications.md` promises it to receivers: fields are added, never changed or removed, within a version.

use crate::{ConsoleLinks, text::summary};
use serde_json::{Value, json};
use strongroom_core::ports::{ChannelAccess, Message};
use strongroom_domain::{Notice, NoticeSubject};

/// Version of the payload.
const VERSION: u32 = 1;

/// The body, the same for every try of a message.
pub(super) fn body(links: &dyn ConsoleLinks, channel: &ChannelAccess, message: &Message) -> Vec<u8> {
    let notices: Vec<_> = message.notices.iter().map(|one| notice(links, one)).collect();
    let payload = json!({
        "version": VERSION,
        "id": message.id.to_string(),
        "kind": message.kind.word(),
        "resolved": message.resolved,
        "text": summary(message),
        "created": message.created.rfc3339_millis(),
        "channel": channel.name.as_str(),
        "installation": {
            "account": message.account,
            "region": message.region,
            "console": links.console(),
        },
        "notices": notices,
        "more": message.more,
    });
    payload.to_string().into_bytes()
}

fn notice(links: &dyn ConsoleLinks, notice: &Notice) -> Value {
    let (secret, rotation, server) = match &notice.about {
        NoticeSubject::Secret { name, rotation } => (Some(name.as_str()), rotation.map(|id| id.to_string()), None),
        NoticeSubject::Server(name) => (None, None, Some(name.as_str())),
        NoticeSubject::Channel => (None, None, None),
    };
    json!({
        "id": notice.id.to_string(),
        "kind": notice.kind.word(),
        "resolved": notice.resolved,
        "time": notice.at.rfc3339_millis(),
        "text": notice.sentence(),
        "secret": secret,
        "rotation": rotation,
        "server": server,
        "cause": notice.cause.map(|cause| cause.word()),
        "date": notice.date.map(|date| date.rfc3339_millis()),
        "link": links.notice(notice),
    })
}
