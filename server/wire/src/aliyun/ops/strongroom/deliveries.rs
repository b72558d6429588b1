//! Messages to notification channels, and what became of them.

use super::{from_core, invalid, next_token};
use crate::aliyun::{
    AliyunError, AliyunRequest, ResponseBody,
    parameters::{Parameter, kept},
    time,
};
use crate::http::FieldWriter;
use strongroom_core::{facts::DeliveryFacts, ops::notices::ListNotificationDeliveries};
use strongroom_domain::{
    Action, ChannelName, DeliveryFilter, DeliveryId, Field, FieldError, NoticeSubject, Problem, Timestamp,
};

pub(super) const LIST: &[Parameter] = &[kept("ChannelName"), kept("State"), kept("NextToken"), kept("MaxItems")];

pub(super) async fn list(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    const ACTION: Action = Action::ListNotificationDeliveries;
    let engine = request.caller.engine;
    let states = match request.params.optional("State") {
        None => DeliveryFilter::All,
        Some("waiting") => DeliveryFilter::Waiting,
        Some("delivered") => DeliveryFilter::Delivered,
        Some("failed") => DeliveryFilter::Failed,
        Some(_) => return Err(AliyunError::invalid_parameter("State", "must be waiting, delivered or failed")),
    };
    let after = request.params.optional("NextToken").map(|token| engine.read_marker(ACTION, token));
    let after = after.transpose().map_err(from_core)?.map(|marker| position(&marker)).transpose().map_err(invalid)?;
    let op = ListNotificationDeliveries {
        channel: request.optional_field("ChannelName", ChannelName::new)?,
        states,
        after,
        limit: request.max_items()?,
    };
    let (deliveries, more) = request.run_own(&op).await?;
    let last = deliveries.last().filter(|_| more);
    let next = last.map(|last| engine.make_marker(ACTION, &format!("{}.{}", last.created.0, last.id)));
    let next = next.transpose().map_err(from_core)?;
    Ok(request.respond(|f| {
        f.objects("Deliveries", "Delivery", &deliveries, fields);
        next_token(f, next.as_deref());
    }))
}

/// Where a list continues.
fn position(marker: &str) -> Result<(Timestamp, DeliveryId), FieldError> {
    let broken = || FieldError::new(Field::Cursor, Problem::UnknownCursor);
    let (created, id) = marker.split_once('.').ok_or_else(broken)?;
    Ok((Timestamp(created.parse().map_err(|_| broken())?), id.parse()?))
}

fn fields(f: &mut FieldWriter<'_>, delivery: &DeliveryFacts) {
    f.text("DeliveryId", &delivery.id.to_string());
    f.text("ChannelName", delivery.channel.as_str());
    f.text("NoticeKind", delivery.kind.word());
    f.flag("Resolved", delivery.resolved);
    f.text("State", delivery.state.word());
    time(f, "CreateTime", delivery.created);
    f.number("Attempts", delivery.attempts.into());
    if let Some(tried) = delivery.tried {
        time(f, "LastAttemptTime", tried);
    }
    f.optional_text("Outcome", delivery.outcome.map(|outcome| outcome.word()));
    if let Some(status) = delivery.status {
        f.number("Status", status.into());
    }
    if let Some(next) = delivery.next_try {
        time(f, "NextAttemptTime", next);
    }
    f.objects("Notices", "Notice", &delivery.notices, |f, notice| {
        f.text("NoticeId", &notice.id.to_string());
        time(f, "Time", notice.at);
        f.text("Text", &notice.sentence());
        if let NoticeSubject::Secret { name, rotation } = &notice.about {
            f.text("SecretName", name.as_str());
            f.optional_text("RotationId", rotation.map(|id| id.to_string()).as_deref());
        }
    });
    f.number("More", delivery.more.into());
}
