//! Messages in words.

use crate::ConsoleLinks;
use strongroom_core::ports::{ChannelAccess, Message};
use strongroom_domain::NoticeKind;

/// What happened, in one line.
pub(crate) fn summary(message: &Message) -> String {
    let number = message.notices.len() as u64 + u64::from(message.more);
    match message.notices.first() {
        Some(only) if number == 1 && message.kind != NoticeKind::Test => only.sentence(),
        _ if message.kind == NoticeKind::Test => "Test of a notification channel. Nothing has happened".to_owned(),
        _ => format!("{number} × {}", message.kind.title(message.resolved)),
    }
}

/// The text of a mail: what happened, each with its page, and where it comes from.
pub(crate) fn body(links: &dyn ConsoleLinks, channel: &ChannelAccess, message: &Message) -> String {
    let mut out = String::new();
    let mut line = |text: &str| {
        out.push_str(text);
        out.push_str("\r\n");
    };
    if message.kind == NoticeKind::Test {
        line("This is a test. The channel works, and nothing has happened.");
    } else {
        for notice in &message.notices {
            line(&notice.sentence());
            line(&format!("  {}", notice.at.rfc3339_seconds()));
            if let Some(cause) = notice.cause.filter(|_| !notice.resolved) {
                line(&format!("  {}", cause.advice()));
            }
            if let Some(link) = links.notice(notice) {
                line(&format!("  {link}"));
            }
            line("");
        }
    }
    if message.more > 0 {
        line(&format!("And {} more of this kind.", message.more));
    }
    line("");
    line(&format!("Strongroom at {} (account {}, region {})", links.console(), message.account, message.region));
    line(&format!("Channel {}, message {}", channel.name, message.id));
    line(&format!("Change what is sent: {}", links.settings()));
    out
}
