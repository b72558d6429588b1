//! Channels, and the log of messages to them.

use super::{calls::ListChannels, dto::ChannelDetail, log, words};
use crate::{
    client::{ErrorView, resource},
    current_user::{LinkFor, may},
    paths,
};
use leptos::prelude::*;
use strongroom_domain::Action;
use strongroom_ui::{
    Button, ButtonKind, Card, Cell, Chip, Column, Empty, Glyph, PageHeader, PageTitle, Row, Skeleton, Table, TableBody,
    TableHead, Tone,
};

/// What is sent to whom, and what became of it.
#[component]
pub fn NotificationsPage() -> impl IntoView {
    let channels = resource(|| ListChannels {});
    let state = || "Tells people and programs what needs them: failed rotations, credentials that still work, dates that come near.";
    view! {
        <PageTitle text="Notifications"/>
        <PageHeader title="Notifications" state actions=new_button/>
        <div class="flex flex-col gap-4">
            <Transition fallback=|| view! { <Skeleton rows=true lines=3/> }>
                {move || Suspend::new(async move {
                    match channels.await {
                        Ok(channels) => content(channels),
                        Err(error) => view! { <ErrorView error/> }.into_any(),
                    }
                })}
            </Transition>
            {may(Action::ListNotificationDeliveries).then(log::log_card)}
        </div>
    }
}

fn new_button() -> Option<AnyView> {
    let button =
        || view! { <Button kind=ButtonKind::Primary icon=Glyph::Plus href=paths::NEW_CHANNEL>"New channel"</Button> };
    may(Action::CreateNotificationChannel).then(|| button().into_any())
}

fn content(channels: Vec<ChannelDetail>) -> AnyView {
    if channels.is_empty() {
        let detail = "A channel is a webhook or a mail server. Without one, nobody is told that a rotation failed or that an old credential still works: it only shows here.";
        return view! { <Card flush=true><Empty title="No channels" detail>{new_button()}</Empty></Card> }.into_any();
    }
    let rows = channels.into_iter().map(row).collect_view();
    view! {
        <Card title="Channels" flush=true>
            <Table label="Channels">
                <TableHead>
                    <Column label="Name"/>
                    <Column label="Kind"/>
                    <Column label="Sent to"/>
                    <Column label="Notices"/>
                    <Column label="About"/>
                    <Column label="State"/>
                </TableHead>
                <TableBody>{rows}</TableBody>
            </Table>
        </Card>
    }
    .into_any()
}

fn row(channel: ChannelDetail) -> AnyView {
    let href = paths::channel(&channel.name);
    let (kind, destination) = (words::kind(&channel.settings), words::destination(&channel.settings));
    let (kinds, scope) = (words::kinds(&channel.kinds), words::scope(&channel.scope));
    let state = match channel.enabled {
        true => view! { <Chip tone=Tone::Accent>"On"</Chip> }.into_any(),
        false => view! { <Chip>"Off"</Chip> }.into_any(),
    };
    view! {
        <Row>
            <Cell lead=true>
                <LinkFor action=Action::DescribeNotificationChannel href><span class="font-semibold break-all">{channel.name}</span></LinkFor>
            </Cell>
            <Cell label="Kind">{kind}</Cell>
            <Cell label="Sent to"><span class="wrap-anywhere">{destination}</span></Cell>
            <Cell label="Notices">{kinds}</Cell>
            <Cell label="About"><span class="break-all">{scope}</span></Cell>
            <Cell label="State">{state}</Cell>
        </Row>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use strongroom_domain::{ChannelScope, ChannelSettings, NoticeKind, Trust, WebhookSettings};

    fn channel(url: &str) -> ChannelDetail {
        ChannelDetail {
            name: "ops".to_owned(),
            settings: ChannelSettings::Webhook(WebhookSettings {
                url: url.to_owned(),
                trust: Trust::SystemAuthorities,
            }),
            kinds: vec![NoticeKind::RolledBack],
            scope: ChannelScope::Prefix("payments/".to_owned()),
            digest_minutes: 15,
            enabled: false,
            creator: String::new(),
            created: 0,
            updated: 0,
            revision: 1,
        }
    }

    #[test]
    fn rows_say_what_is_sent_to_whom_and_are_escaped() {
        let html = Owner::new().with(|| content(vec![channel("https://a/<b>")]).to_html());
        assert!(!html.contains("<b>") && html.contains("/settings/notifications/ops"), "{html}");
        assert!(html.contains("Rotation rolled back") && html.contains("payments/*") && html.contains("Off"), "{html}");
    }

    #[test]
    fn empty_list_says_what_a_channel_is_for() {
        let html = Owner::new().with(|| content(Vec::new()).to_html());
        assert!(html.contains("nobody is told that a rotation failed"), "{html}");
    }
}
