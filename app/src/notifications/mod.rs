//! Notification channels, and messages to them.

mod calls;
mod channel;
mod dto;
mod edit;
mod fields;
mod list;
mod log;
mod new;
mod query;
mod words;

pub use channel::ChannelPage;
pub use edit::EditChannelPage;
pub use list::NotificationsPage;
pub use new::NewChannelPage;
