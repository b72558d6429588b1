//! The page of a channel.

use super::{
    calls::{DeleteChannel, LoadChannel, TestChannel},
    dto::ChannelDetail,
    query::DeliveryQuery,
    words,
};
use crate::{
    client::{Failure, FormAction, SubmitForm, failure, on_deleted, resource, subject_name, subject_page},
    current_user::may,
    paths,
    principals::Removal,
};
use leptos::prelude::*;
use strongroom_domain::{Action, ChannelName, ChannelSettings, DeliveryOutcome, MailSecurity, Trust};
use strongroom_ui::{
    Banner, Button, ButtonKind, ButtonSize, Card, DescriptionList, Fact, Glyph, PageHeader, PageTitle, Status,
    TextLink, Time, TimeMode, Tone, use_hydrated,
};

/// Where the channel in the address leads, what is sent, and a test.
#[component]
pub fn ChannelPage() -> impl IntoView {
    let name = subject_name();
    let (test, delete) = (FormAction::<TestChannel>::new(), FormAction::<DeleteChannel>::new());
    on_deleted(delete, paths::NOTIFICATIONS);
    let page = resource(move || LoadChannel { name: name.get() });
    let failures = vec![failure(delete)];
    view! {
        <PageTitle text=Signal::derive(move || name.with(|name| ChannelName::new(name).map_or("Channel".to_owned(), String::from)))/>
        {subject_page(name, page, move |detail| {
            let failures = failures.clone();
            view! {
                {head(&detail, delete)}
                <Failure errors=failures/>
                <div class="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_26rem]">
                    <div class="flex min-w-0 flex-col gap-4">
                        {sent_card(&detail)}
                        {may(Action::TestNotificationChannel).then(|| test_card(&detail.name, test))}
                    </div>
                    {facts(detail)}
                </div>
            }
            .into_any()
        })}
    }
}

fn head(detail: &ChannelDetail, delete: FormAction<DeleteChannel>) -> AnyView {
    let (name, enabled) = (detail.name.clone(), detail.enabled);
    let state = move || match enabled {
        true => view! { <Status tone=Tone::Accent>"On"</Status> }.into_any(),
        false => view! { <Status tone=Tone::Amber>"Off: nothing is sent but tests"</Status> }.into_any(),
    };
    let title = name.clone();
    let actions = move || {
        let name = name.clone();
        let edit = may(Action::UpdateNotificationChannel).then(|| {
            let href = paths::edit_channel(&name);
            view! { <Button size=ButtonSize::Small icon=Glyph::Pencil href>"Edit"</Button> }.into_any()
        });
        let removal = may(Action::DeleteNotificationChannel).then(|| {
            let consequence =
                "Nobody is told through it any more. Its messages go with it, also those that wait.".to_owned();
            view! { <Removal name consequence action=delete error=failure(delete)/> }.into_any()
        });
        view! { {edit} {removal} }.into_any()
    };
    view! { <PageHeader title kind=words::kind(&detail.settings).to_owned() state actions/> }.into_any()
}

fn sent_card(detail: &ChannelDetail) -> AnyView {
    let kinds = detail.kinds.iter().map(|kind| view! { <li>{words::notice(*kind)}</li> }.into_any()).collect_view();
    let collected = match detail.digest_minutes {
        0 => "Each notice is sent by itself.".to_owned(),
        minutes => format!(
            "The first notice of a kind is sent at once. Those of the next {minutes} minutes are collected into one message."
        ),
    };
    let log = may(Action::ListNotificationDeliveries).then(|| {
        let href = DeliveryQuery::default().to_channel(Some(detail.name.clone())).address();
        view! { <p><TextLink href>"Messages to this channel"</TextLink></p> }.into_any()
    });
    view! {
        <Card title="What is sent" note=words::scope(&detail.scope)>
            <div class="flex flex-col gap-3">
                <ul aria-label="Notices" class="list-disc ps-5">{kinds}</ul>
                <p class="text-ink-2">{collected}</p>
                {log}
            </div>
        </Card>
    }
    .into_any()
}

/// Scripts show the result, so the button is disabled without them.
fn test_card(name: &str, action: FormAction<TestChannel>) -> AnyView {
    let hydrated = use_hydrated();
    let without = "Requires JavaScript. Alternatively, call the operation TestNotificationChannel of the HTTP API";
    let reason = Signal::derive(move || (!hydrated.get()).then(|| without.to_owned()));
    let result = move || {
        let found = action.outcome()?.ok()?;
        let tone = if found.outcome == DeliveryOutcome::Accepted { Tone::Accent } else { Tone::Red };
        Some(view! { <div role="status" aria-label="Result of the test"><Banner tone>{words::outcome(found)}</Banner></div> }.into_any())
    };
    let name = name.to_owned();
    view! {
        <Card title="Test">
            <SubmitForm action disposable=true>
                <div class="flex flex-col gap-4">
                    <Failure errors=vec![failure(action)]/>
                    <input type="hidden" name="name" value=name/>
                    <p class="text-ink-2">"Sends a message that says it is a test, and waits for the answer."</p>
                    <div>
                        <Button id="test-channel" kind=ButtonKind::Primary icon=Glyph::Play submit=true disabled_reason=reason pending=action.pending()>
                            {move || if action.pending().get() { "Sending…" } else { "Send a test" }}
                        </Button>
                    </div>
                    {result}
                </div>
            </SubmitForm>
        </Card>
    }
    .into_any()
}

fn facts(detail: ChannelDetail) -> AnyView {
    let code = |text: String| view! { <code class="break-all">{text}</code> }.into_any();
    let (rows, trust) = match detail.settings {
        ChannelSettings::Webhook(webhook) => {
            let rows = view! {
                <Fact term="Address">{code(webhook.url)}</Fact>
                <Fact term="Signing key">"Set. Never shown."</Fact>
            };
            (rows.into_any(), webhook.trust)
        }
        ChannelSettings::Mail(mail) => {
            let encryption = match mail.security {
                MailSecurity::Plain => view! { <Status tone=Tone::Amber>"No encryption"</Status> }.into_any(),
                other => words::security(other).into_any(),
            };
            let user = match mail.user {
                Some(user) => code(user),
                None => view! { <span class="text-ink-2">"None. Mail is sent without logging in."</span> }.into_any(),
            };
            let to = mail.to.into_iter().map(|to| view! { <li>{code(to)}</li> }.into_any()).collect_view();
            let rows = view! {
                <Fact term="Mail server">{code(format!("{}:{}", mail.host, mail.port))}</Fact>
                <Fact term="Encryption">{encryption}</Fact>
                <Fact term="User name">{user}</Fact>
                <Fact term="From">{code(mail.from)}</Fact>
                <Fact term="To"><ul>{to}</ul></Fact>
            };
            (rows.into_any(), mail.trust)
        }
    };
    let trust = match trust {
        Trust::Authorities(_) => "Only authorities that were given are trusted.",
        Trust::SystemAuthorities | Trust::HostKey(_) | Trust::Plain => {
            "Authorities of Strongroom's machine are trusted."
        }
    };
    view! {
        <Card title="Details">
            <DescriptionList>
                {rows}
                <Fact term="Certificates">{trust}</Fact>
                <Fact term="Created"><Time at=detail.created mode=TimeMode::Absolute/> " by " {detail.creator}</Fact>
                <Fact term="Changed"><Time at=detail.updated/></Fact>
            </DescriptionList>
        </Card>
    }
    .into_any()
}
