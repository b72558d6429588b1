//! The table of events.

use super::{dto::EventRow, event_details::EventDetails, query::AuditQuery, scope::AuditScope};
use crate::{
    current_user::{LinkFor, may},
    paths::{self, SecretRoute},
};
use leptos::prelude::*;
use strongroom_domain::{Action, ResourceKind};
use strongroom_ui::{
    Card, Cell, Chip, Column, Glyph, Icon, PathName, Row, Table, TableBody, TableHead, Time, TimeMode, Tone, utc_date,
};

/// Longest version id that is not shortened, in characters.
const VERSION_CHARS: usize = 12;

/// Each event has two rows. The second one holds the details and is shown while the `<details>` of the first is open, without
/// scripts.
const FOLDS: &str = "[&_tr[data-fold]]:hidden! [&_tr:has(details[open])+tr[data-fold]]:table-row! \
    phone:[&_tr:has(details[open])+tr[data-fold]]:block! [&_details[open]_svg]:rotate-90";

/// A table of events, newest first.
#[component]
pub fn EventTable(
    /// The events.
    events: Vec<EventRow>,
    /// Page that shows the events.
    scope: AuditScope,
    /// The current search.
    query: AuditQuery,
) -> impl IntoView {
    let today = events.first().map(|event| utc_date(event.time)).unwrap_or_default();
    let rows = events.into_iter().map(|event| {
        let fold = view! { <EventDetails event=event.clone() scope=scope.clone() query=query.clone()/> };
        view! {
            {row(event, &today)}
            <tr role="row" data-fold="" class="border-b border-line bg-sunk">
                <td role="cell" colspan="7" class="px-3.5 py-2.5">{fold}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <div class=FOLDS>
            <Card flush=true>
                <Table label="Events">
                    <TableHead>
                        <Column label="Time (UTC)"/>
                        <Column label="Who"/>
                        <Column label="Action"/>
                        <Column label="Secret"/>
                        <Column label="Result"/>
                        <Column label="From"/>
                        <Column label="Details" quiet=true/>
                    </TableHead>
                    <TableBody>{rows}</TableBody>
                </Table>
            </Card>
        </div>
    }
}

fn row(event: EventRow, today: &str) -> AnyView {
    let (tone, word) = event.result.words();
    let day = utc_date(event.time);
    let day = (day != today)
        .then(|| view! { <span class="text-ink-3 whitespace-nowrap" data-numbers="">{day} " "</span> }.into_any());
    let word = word.to_owned();
    let (who, target, from) = (who(&event), target(&event), from(&event));
    let EventRow { time, action, reason, .. } = event;
    view! {
        <Row>
            <Cell lead=true>{day} <Time at=time mode=TimeMode::Clock/></Cell>
            <Cell label="Who">{who}</Cell>
            <Cell label="Action" mono=true>{action}</Cell>
            <Cell label="Secret">{target}</Cell>
            <Cell label="Result"><span title=reason><Chip tone>{word}</Chip></span></Cell>
            <Cell label="From">{from}</Cell>
            <Cell>
                <details>
                    <summary class="inline-flex h-7 items-center gap-1 rounded-lg px-1.5 text-sm text-ink-2 hover:bg-panel hover:text-ink">
                        <Icon glyph=Glyph::ChevronRight/> "Details"
                    </summary>
                </details>
            </Cell>
        </Row>
    }
    .into_any()
}

fn who(event: &EventRow) -> AnyView {
    // An AccessKey that does not exist has no user.
    let name = match (&event.access_key, event.authenticated) {
        (Some(key), false) if event.who.is_empty() => key.clone(),
        _ => event.who.clone(),
    };
    match (event.authenticated, name.is_empty()) {
        (true, _) => view! { <span class="font-semibold text-ink break-all">{name}</span> }.into_any(),
        (false, true) => view! { <span class="text-ink-3">"anonymous"</span> }.into_any(),
        (false, false) => {
            view! { <span class="text-ink-2 break-all">{name}</span> " " <Chip tone=Tone::Amber>"claimed"</Chip> }
                .into_any()
        }
    }
}

fn target(event: &EventRow) -> AnyView {
    let Some(name) = event.target.clone() else { return view! { <span class="text-ink-3">"—"</span> }.into_any() };
    let link = |action: Action, href: String| {
        let name = name.clone();
        view! { <LinkFor action href class="break-all finger-size">{name}</LinkFor> }.into_any()
    };
    let escaped = paths::escape(&name);
    let name = match event.target_kind {
        Some(ResourceKind::Secret) if may(Action::DescribeSecret) => {
            let href = paths::secret(SecretRoute::Overview, &name);
            view! { <PathName path=name href/> }.into_any()
        }
        Some(ResourceKind::Secret) => view! { <PathName path=name/> }.into_any(),
        Some(ResourceKind::Key) => {
            let code = view! { <code class="break-all">{name}</code> };
            let href = format!("{}?key={escaped}", paths::KEYS);
            view! { <LinkFor action=Action::ListKeys href class="finger-size">{code}</LinkFor> }.into_any()
        }
        Some(ResourceKind::User) => link(Action::GetUser, format!("{}/{escaped}", paths::USERS)),
        Some(ResourceKind::Group) => link(Action::GetGroup, format!("{}/{escaped}", paths::GROUPS)),
        Some(ResourceKind::Role) => link(Action::GetRole, paths::principal(&format!("role/{name}"))),
        Some(ResourceKind::Channel) => link(Action::DescribeNotificationChannel, paths::channel(&name)),
        Some(ResourceKind::Policy | ResourceKind::Target | ResourceKind::Trail | ResourceKind::System) | None => {
            view! { <span class="break-all">{name}</span> }.into_any()
        }
    };
    let version = event.version.clone().map(|version| {
        let short = shortened(&version);
        view! { " " <span title=version><Chip>{short}</Chip></span> }
    });
    view! { <span>{name}{version}</span> }.into_any()
}

/// A shortened version id; its tooltip has the full id.
fn shortened(version: &str) -> String {
    match version.char_indices().nth(VERSION_CHARS) {
        None => version.to_owned(),
        Some(_) => version.chars().take(VERSION_CHARS - 4).chain(['…']).collect(),
    }
}

fn from(event: &EventRow) -> AnyView {
    let address = event.address.clone().map(|address| view! { <code>{address}</code> " " }.into_any());
    view! { <span class="inline-flex flex-wrap items-baseline gap-x-2">{address}<span class="text-ink-3">{event.surface.clone()}</span></span> }.into_any()
}

#[cfg(test)]
pub(super) mod tests {
    use super::{super::dto::EventResult, *};

    /// An event for tests.
    pub fn event() -> EventRow {
        EventRow {
            time: 0,
            who: "ci".to_owned(),
            authenticated: true,
            action: "GetSecretValue".to_owned(),
            write: false,
            target_kind: Some(ResourceKind::Secret),
            target: Some("payments/ledger-db".to_owned()),
            version: Some("v1".to_owned()),
            result: EventResult::Succeeded,
            reason: None,
            address: Some("203.0.113.50".to_owned()),
            surface: "api".to_owned(),
            agent: "sdk/1".to_owned(),
            access_key: Some("SR1".to_owned()),
            request: "0198".to_owned(),
            writer: "00ff".to_owned(),
            sequence: 1_284,
            rotation: None,
            details: vec![("stage label".to_owned(), "ACSCurrent".to_owned())],
        }
    }

    #[cfg(feature = "ssr")]
    fn shown(event: EventRow) -> String {
        let (scope, query) = (AuditScope::audit(), AuditQuery::default());
        Owner::new().with(|| view! { <EventTable events=vec![event] scope query/> }.to_html())
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn row_shows_every_fact_of_an_event() {
        let html = shown(event());
        for part in [
            "00:00:00.000",
            "GetSecretValue",
            "/secrets/overview/payments/ledger-db",
            "allowed",
            "203.0.113.50",
            "api",
            "sdk/1",
            "SR1",
            "1,284",
            "00ff",
            "Stage label",
            "ACSCurrent",
            "<details",
            "/audit?actor=ci",
            "/audit?secret=payments%2Fledger-db",
        ] {
            assert!(html.contains(part), "{part}");
        }
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn hostile_event_fields_are_escaped() {
        let hostile = || "\"></td></title><b>x</b><script>1</script>".to_owned();
        let html = shown(EventRow {
            who: hostile(),
            agent: hostile(),
            target: Some(hostile()),
            version: Some(hostile()),
            reason: Some(hostile()),
            result: EventResult::Unknown(hostile()),
            details: vec![(hostile(), hostile())],
            access_key: Some(hostile()),
            ..event()
        });
        assert!(!html.contains("<b>") && !html.contains("<script>"));
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn failures_and_unauthenticated_names_are_marked() {
        let denied = shown(EventRow {
            result: EventResult::read("Denied"),
            reason: Some("no pattern matches".to_owned()),
            ..event()
        });
        assert!(denied.contains("denied") && denied.contains("no pattern matches"));
        assert!(shown(EventRow { authenticated: false, ..event() }).contains("claimed"));
        assert!(
            shown(EventRow { authenticated: false, who: String::new(), access_key: None, ..event() })
                .contains("anonymous")
        );
        let unknown_key =
            EventRow { authenticated: false, who: String::new(), access_key: Some("SRgone".to_owned()), ..event() };
        let unknown_key = shown(unknown_key);
        assert!(unknown_key.contains("SRgone") && unknown_key.contains("claimed"));
    }

    #[test]
    fn long_version_ids_are_shortened() {
        assert_eq!(shortened("v41"), "v41");
        assert_eq!(shortened("0198c0de-0000-7000"), "0198c0de…");
        assert_eq!(shortened("ééééééééééééé"), "éééééééé…");
    }
}
