//! The home page.

use super::{
    calls::LoadHome,
    dto::{Home, InstallationOverview},
    first_steps::FirstStepsCard,
    recent::RecentChanges,
    rotations::attention,
};
use crate::{
    client::{ErrorView, FormAction, on_success, resource},
    paths,
    rotations::GoOn,
};
use leptos::prelude::*;
use strongroom_ui::{
    Button, ButtonKind, Card, Empty, EmptyKind, Glyph, Icon, PageHeader, PageTitle, Skeleton, Status, TextLink, Tone,
    grouped, use_toasts,
};

/// What needs attention, recent changes, and links.
#[component]
pub fn HomePage() -> impl IntoView {
    let reload = RwSignal::new(0_u32);
    let state = resource(move || {
        reload.track();
        LoadHome {}
    });
    let (resume, toasts) = (FormAction::<GoOn>::new(), use_toasts());
    on_success(resume, move |()| {
        toasts.say("The rotation goes on");
        // The page may be gone.
        let _ = reload.try_update(|count| *count = count.wrapping_add(1));
    });
    view! {
        <PageTitle text="Home"/>
        <Suspense fallback=|| view! { <Skeleton rows=true lines=5/> }>
            {move || Suspend::new(async move {
                match state.await {
                    Ok(Home::Overview(overview)) => view! { <OverviewPage overview resume/> }.into_any(),
                    Ok(Home::Reader { name, rotations }) => reader(name, attention(rotations, resume)),
                    Err(error) => view! { <h1 class="sr-only">"Home"</h1> <ErrorView error/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

fn reader(name: String, rotations: Option<AnyView>) -> AnyView {
    view! {
        <PageHeader title="Home" state=move || format!("Signed in as {name}.")/>
        {rotations}
        <Card flush=true>
            <Empty
                kind=EmptyKind::Nothing
                title="Open secrets by name"
                detail="Your policies give access to some secrets. Open one by its address, or read it from an application with an AccessKey. An administrator can give you access to lists and the audit trail."
            >
                <Button href=paths::ACCOUNT>"My account"</Button>
            </Empty>
        </Card>
    }
    .into_any()
}

/// Something that needs attention.
struct AttentionItem {
    tone: Tone,
    words: String,
    link: &'static str,
    href: String,
}

fn attention_items(overview: &InstallationOverview) -> Vec<AttentionItem> {
    let mut items = Vec::new();
    if overview.keys_disabled > 0 {
        let words = format!(
            "{} disabled. Secrets encrypted with a disabled key cannot be read",
            plural(overview.keys_disabled, "key is", "keys are")
        );
        items.push(AttentionItem { tone: Tone::Red, words, link: "Keys", href: paths::KEYS.to_owned() });
    }
    if overview.first_password {
        let words = "You still use the password printed during installation".to_owned();
        items.push(AttentionItem { tone: Tone::Amber, words, link: "Change it", href: paths::ACCOUNT.to_owned() });
    }
    for warning in &overview.warnings {
        items.push(AttentionItem {
            tone: Tone::Amber,
            words: warning.clone(),
            link: "Settings",
            href: paths::SETTINGS.to_owned(),
        });
    }
    if overview.deleting > 0 {
        let words = format!(
            "{} in the recovery window, scheduled for deletion",
            plural(overview.deleting, "secret", "secrets")
        );
        let href = format!("{}?state=deleting", paths::SECRETS);
        items.push(AttentionItem { tone: Tone::Amber, words, link: "Show", href });
    }
    items
}

fn plural(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// The page of administrators and auditors.
#[component]
fn OverviewPage(overview: InstallationOverview, resume: FormAction<GoOn>) -> impl IntoView {
    let items = attention_items(&overview);
    let count = (items.len() + overview.rotations.failed.len() + overview.rotations.overdue.len()) as u64;
    let (tone, words) = match count {
        0 => (Tone::Accent, "Nothing needs attention".to_owned()),
        _ => (Tone::Amber, format!("{} attention", plural(count, "thing needs", "things need"))),
    };
    let state = move || {
        let words = words.clone();
        view! { <Status tone>{words}</Status> }
    };
    let InstallationOverview { editable, secrets, deleting, keys, recent, first_steps, rotations, .. } = overview;
    let rotations = attention(rotations, resume);
    let new_secret = move || {
        editable.then(
            || view! { <Button kind=ButtonKind::Primary icon=Glyph::Plus href=paths::NEW_SECRET>"New secret"</Button> },
        )
    };
    view! {
        <PageHeader title="Home" state actions=new_secret/>
        <div class="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
            <div class="flex min-w-0 flex-col gap-4">
                {rotations}
                {(!items.is_empty()).then(|| attention_card(items))}
                {first_steps.map(|steps| view! { <FirstStepsCard steps editable/> })}
                <RecentChanges recent/>
            </div>
            <div class="flex min-w-0 flex-col gap-4">
                <Card title="In this installation" flush=true>
                    <ul class="divide-y divide-line">
                        {figure("Secrets", secrets, paths::SECRETS)}
                        {figure("In the recovery window", deleting, "/secrets?state=deleting")}
                        {figure("Customer master keys", keys, paths::KEYS)}
                    </ul>
                </Card>
                <Card title="Go to" flush=true>
                    <ul class="p-1.5">
                        {shortcut("Denied in the last 24 hours", Glyph::Shield, "/audit?result=Denied")}
                        {shortcut("Changes in the last 7 days", Glyph::Pencil, "/audit?range=7d&write=true")}
                        {shortcut("Applications and AccessKeys", Glyph::Key, paths::USERS)}
                        {shortcut("How applications connect", Glyph::Terminal, paths::SETTINGS)}
                    </ul>
                </Card>
            </div>
        </div>
    }
}

fn attention_card(items: Vec<AttentionItem>) -> AnyView {
    let items = items.into_iter().map(|AttentionItem { tone, words, link, href }| {
        view! {
            <li class="flex items-start justify-between gap-4 px-4 py-3">
                <Status tone>{words}</Status>
                <TextLink href>{link}</TextLink>
            </li>
        }
    });
    view! { <Card title="Needs attention" flush=true><ul class="divide-y divide-line">{items.collect_view()}</ul></Card> }.into_any()
}

fn figure(words: &'static str, number: u64, href: &'static str) -> AnyView {
    view! {
        <li>
            <a href=href class="flex items-baseline justify-between gap-3 px-4 py-2.5 text-ink-2 hover:bg-sunk hover:text-ink">
                <span>{words}</span>
                <span class="text-lg font-semibold text-ink" data-numbers="">{grouped(number)}</span>
            </a>
        </li>
    }
    .into_any()
}

fn shortcut(words: &'static str, glyph: Glyph, href: &'static str) -> AnyView {
    view! {
        <li>
            <a href=href class="flex items-center gap-2.5 rounded-lg px-2.5 py-1.5 phone:py-3 text-ink-2 hover:bg-sunk hover:text-ink"><Icon glyph/> {words}</a>
        </li>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::home::dto::{FirstSteps, RotationAttention};

    fn overview() -> InstallationOverview {
        InstallationOverview {
            editable: true,
            first_password: false,
            warnings: Vec::new(),
            secrets: 1_284,
            deleting: 0,
            keys: 1,
            keys_disabled: 0,
            rotations: RotationAttention::default(),
            recent: Vec::new(),
            first_steps: None,
        }
    }

    fn shown(overview: InstallationOverview) -> String {
        Owner::new().with(|| view! { <OverviewPage overview resume=FormAction::new()/> }.to_html())
    }

    #[test]
    fn installation_without_problems_shows_no_attention_card() {
        let html = shown(overview());
        assert!(html.contains("Nothing needs attention") && html.contains("1,284") && !html.contains("First steps"));
    }

    #[test]
    fn disabled_keys_come_before_other_items() {
        let html = shown(InstallationOverview {
            keys_disabled: 1,
            deleting: 2,
            first_password: true,
            warnings: vec!["<b>root key</b>".to_owned()],
            ..overview()
        });
        assert!(html.contains("4 things need attention") && !html.contains("<b>"));
        assert!(html.contains("You still use the password printed") && html.contains("href=\"/account\""));
        assert!(html.find("1 key is disabled") < html.find("2 secrets in the recovery window"));
    }

    #[test]
    fn next_step_has_a_button_if_the_user_may_create() {
        let steps = Some(FirstSteps { secret: true, access_key: false, read: false });
        let html = shown(InstallationOverview { first_steps: steps, ..overview() });
        assert!(html.contains("1 of 3") && html.contains(">Users<"));
        let html = shown(InstallationOverview { first_steps: steps, editable: false, ..overview() });
        assert!(!html.contains(">Users<"));
    }
}
