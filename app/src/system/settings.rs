//! The settings page: appearance, and facts about the installation.

use super::{
    calls::LoadSettings,
    dto::{ConsoleSettings, Installation},
};
use crate::{
    client::{ErrorView, resource},
    current_user::may,
    paths,
    theme::{SetTheme, theme},
};
use leptos::{prelude::*, server_fn::ServerFn};
use strongroom_domain::Action;
use strongroom_ui::{
    Banner, Button, Card, CopyButton, DescriptionList, Fact, PageHeader, PageTitle, Skeleton, ThemeSwitch, Time,
    TimeMode, Tone, grouped,
};

/// The settings page.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let facts = resource(|| LoadSettings {});
    view! {
        <PageTitle text="Settings"/>
        <PageHeader title="Settings" state=|| "Your appearance settings, and facts about this installation."/>
        <Suspense fallback=|| view! { <Skeleton lines=8/> }>
            {move || Suspend::new(async move {
                match facts.await {
                    Ok(settings) => view! { <Content settings/> }.into_any(),
                    Err(error) => view! { <ErrorView error/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

/// The cards of the page.
#[component]
fn Content(settings: ConsoleSettings) -> impl IntoView {
    let ConsoleSettings { version, api_address, ca_file, installation } = settings;
    let warnings = installation.iter().flat_map(|i| i.warnings.clone()).collect::<Vec<_>>();
    view! {
        {warnings.into_iter().map(|warning| view! { <Banner tone=Tone::Amber>{warning}</Banner> }).collect_view()}
        <div class="grid items-start gap-4 lg:grid-cols-2">
            <div class="flex min-w-0 flex-col gap-4">
                <Card title="Appearance">
                    <div class="flex flex-wrap items-center justify-between gap-4">
                        <p class="text-ink-2">"Colours: system setting, light or dark. Stored in this browser."</p>
                        <div class="w-36"><ThemeSwitch current=theme() action=SetTheme::url()/></div>
                    </div>
                </Card>
                {may(Action::ListNotificationChannels).then(notifications_card)}
            </div>
            <div class="flex min-w-0 flex-col gap-4">
                <Card title="Connection" note="what applications need">
                    <DescriptionList>
                        <Fact term="API address"><Copied text=api_address what="API address"/></Fact>
                        <Fact term="CA certificate"><Copied text=ca_file what="path of the CA certificate"/></Fact>
                        <Fact term="Version"><code>{version}</code></Fact>
                    </DescriptionList>
                </Card>
                {installation.map(installation_cards)}
            </div>
        </div>
    }
}

fn notifications_card() -> AnyView {
    view! {
        <Card title="Notifications">
            <div class="flex flex-wrap items-center justify-between gap-4">
                <p class="text-ink-2">"Webhooks and mail that tell people what needs them, and what became of each message."</p>
                <Button href=paths::NOTIFICATIONS>"Notifications"</Button>
            </div>
        </Card>
    }
    .into_any()
}

fn installation_cards(facts: Installation) -> AnyView {
    let counted = |number: u64| view! { <span data-numbers="">{grouped(number)}</span> }.into_any();
    view! {
        <Card title="Installation">
            <DescriptionList>
                <Fact term="Account"><Copied text=facts.account what="account id"/></Fact>
                <Fact term="Region"><Copied text=facts.region what="region"/></Fact>
                <Fact term="Id"><Copied text=facts.id what="installation id"/></Fact>
                <Fact term="Created"><Time at=facts.created mode=TimeMode::Absolute/></Fact>
            </DescriptionList>
        </Card>
        <Card title="Counters" note="nonces and refusals: since the server started">
            <DescriptionList>
                <Fact term="Secrets">{counted(facts.secrets)}</Fact>
                <Fact term="In recovery window">{counted(facts.deleting)}</Fact>
                <Fact term="Customer master keys">{counted(facts.keys)}</Fact>
                <Fact term="Nonces dropped early">{counted(facts.nonces_forgotten)}</Fact>
                <Fact term="Refusals not recorded">{counted(facts.refused_unrecorded)}</Fact>
            </DescriptionList>
        </Card>
    }
    .into_any()
}

/// A value with a copy button.
#[component]
fn Copied(
    /// The value.
    text: String,
    /// Name of the value, for the copy button.
    what: &'static str,
) -> impl IntoView {
    view! {
        <span class="flex min-w-0 items-center gap-1.5">
            <code class="min-w-0 break-all">{text.clone()}</code>
            <CopyButton label=format!("Copy {what}") text/>
        </span>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn installation_facts_are_escaped() {
        let facts = Installation {
            id: "0198".to_owned(),
            account: "<b>42</b>".to_owned(),
            region: "local".to_owned(),
            created: 0,
            warnings: Vec::new(),
            secrets: 1_284,
            deleting: 0,
            keys: 1,
            nonces_forgotten: 0,
            refused_unrecorded: 0,
        };
        let html = Owner::new().with(|| installation_cards(facts).to_html());
        assert!(html.contains("1,284") && html.contains("1970-01-01 00:00:00 UTC"));
        assert!(!html.contains("<b>"));
    }
}
