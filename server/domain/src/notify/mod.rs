//! Notices: what is worth telling a person who is not looking, and through which channels.

mod channel;
mod delivery;
mod kind;
mod mail;
mod notice;

pub use channel::{ChannelScope, ChannelSettings, WebhookSettings};
pub use delivery::{DeliveryFilter, DeliveryOutcome, DeliveryState};
pub use kind::NoticeKind;
pub use mail::{MailSecurity, MailSettings};
pub use notice::{Notice, NoticeSubject};
