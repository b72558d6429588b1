//! Notices: channels that they go through, messages that are made of them, and what lasts.
//!
//! What happens is told by a row that commits with it. The notifier makes messages of such rows, sends them and reports; each is an
//! operation of its own principal. No operation speaks to a channel: it may run more than once for one commit.

mod channel;
mod create;
mod delete;
mod deliveries;
mod describe;
mod digest;
mod dispatch;
mod emit;
mod list;
mod report;
mod take;
mod test;
mod update;
mod watch;

pub use channel::{ChannelSecret, NewChannelUse};
pub use create::CreateNotificationChannel;
pub use delete::DeleteNotificationChannel;
pub use deliveries::ListNotificationDeliveries;
pub use describe::DescribeNotificationChannel;
pub use dispatch::DispatchNotices;
pub(crate) use emit::{about_rotation, rotation_notice};
pub use list::ListNotificationChannels;
pub use report::ReportNoticeDelivery;
pub use take::{TakeNoticeDelivery, TakenDelivery};
pub use test::{ChannelTest, TestNotificationChannel, TestedChannel};
pub use update::UpdateNotificationChannel;
pub(crate) use watch::changes as watch_changes;
pub use watch::{WatchNotices, Watched};

use crate::{CoreError, Thing, engine::Context, rows::ChannelRow};
use strongroom_domain::{ChannelName, PrincipalKind};

async fn channel(cx: &Context<'_>, name: &ChannelName) -> Result<ChannelRow, CoreError> {
    cx.vault.channel_by_name(cx.store(), name).await?.ok_or(CoreError::NotFound(Thing::Channel))
}

/// Sending is the server's own work, whatever policies allow.
fn require_server(cx: &mut Context<'_>) -> Result<(), CoreError> {
    if cx.call.principal.kind == PrincipalKind::System {
        return Ok(());
    }
    cx.because("only the server itself sends notices");
    Err(CoreError::Denied)
}
