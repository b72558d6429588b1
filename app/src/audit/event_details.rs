//! Details of one event, below its row.

use super::{
    dto::{EventResult, EventRow},
    query::AuditQuery,
    scope::AuditScope,
};
use crate::{current_user::may, paths};
use leptos::prelude::*;
use strongroom_domain::{Action, ErrorCode, EventField};
use strongroom_ui::{CopyButton, DescriptionList, Fact, TextLink, grouped, iso};

/// All facts of an event, and links to related events.
#[component]
pub fn EventDetails(
    /// The event.
    event: EventRow,
    /// Page that shows the event.
    scope: AuditScope,
    /// The current search.
    query: AuditQuery,
) -> impl IntoView {
    let (links, denied) = (related(&event, &scope, &query), event.result == EventResult::Failed(ErrorCode::Denied));
    let EventRow {
        time,
        reason,
        address,
        surface,
        agent,
        access_key,
        request,
        writer,
        sequence,
        details,
        write,
        authenticated,
        version,
        rotation,
        target,
        ..
    } = event;
    let fact = |term: &'static str, text: Option<String>| {
        text.filter(|text| !text.is_empty())
            .map(|text| view! { <Fact term><span class="break-all">{text}</span></Fact> })
    };
    let mode = if write { "write" } else { "read" };
    let rotation = rotation.zip(target).filter(|_| may(Action::DescribeRotation)).map(|(id, secret)| {
        view! { <TextLink href=paths::rotation(&id, &secret)>"Open the rotation"</TextLink> }.into_any()
    });
    let why = (denied && may(Action::ExplainAccess)).then(|| {
        let href = format!("{}?event={request}", paths::EXPLAIN);
        view! { <TextLink href>"See why it was denied"</TextLink> }.into_any()
    });
    view! {
        <div class="grid items-start gap-x-10 gap-y-4 py-1.5 text-start md:grid-cols-2">
            <DescriptionList>
                <Fact term="Time"><code>{iso(time)}</code></Fact>
                {fact("Reason", reason)}
                {fact("Version", version)}
                {details.into_iter().map(|(word, text)| view! { <Fact term=capital(&word)><span class="break-all">{text}</span></Fact> }).collect_view()}
                <Fact term="Mode">{mode}</Fact>
                {(!authenticated).then(|| view! { <Fact term="Identity">"claimed, not verified"</Fact> })}
            </DescriptionList>
            <DescriptionList>
                {fact("Address", address)}
                {fact("Surface", Some(surface))}
                {fact("Client", Some(agent))}
                {fact(if authenticated { "AccessKey" } else { "Claimed AccessKey" }, access_key)}
                <Fact term="Request">
                    <span class="inline-flex min-w-0 items-center gap-1.5"><code class="break-all">{request.clone()}</code> <CopyButton label="Copy request id" text=request/></span>
                </Fact>
                <Fact term="Position in the chain"><span data-numbers="">{grouped(sequence)}</span> " of " <code class="break-all">{writer}</code></Fact>
            </DescriptionList>
            <p class="flex flex-wrap gap-x-4 gap-y-1 text-sm text-ink-2 md:col-span-2">
                <span>"Filter by"</span>
                {links.into_iter().map(|(word, href)| view! { <TextLink href>{word}</TextLink> }).collect_view()}
                {why} {rotation}
            </p>
        </div>
    }
}

/// Links to the same search filtered by each field of this event.
fn related(event: &EventRow, scope: &AuditScope, query: &AuditQuery) -> Vec<(&'static str, String)> {
    let has = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let fields = [
        ("actor", EventField::Actor, Some(event.who.clone()).filter(|who| !who.is_empty())),
        ("action", EventField::Action, Some(event.action.clone())),
        ("target", EventField::Resource, has(&event.target)),
        ("result", EventField::Result, Some(event.result.stored().to_owned())),
        ("AccessKey", EventField::AccessKey, has(&event.access_key)),
        ("address", EventField::Address, has(&event.address)),
        ("surface", EventField::Surface, Some(event.surface.clone())),
    ];
    let open = fields.into_iter().filter(|(_, field, _)| !scope.fixes(*field));
    open.filter_map(|(word, field, value)| Some((word, scope.address(&query.only(field, &value?))))).collect()
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| [first.to_ascii_uppercase()].into_iter().chain(chars).collect()).unwrap_or_default()
}
