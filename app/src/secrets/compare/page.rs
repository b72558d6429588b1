//! Two versions side by side.

use super::{
    calls::CompareSecretVersions,
    chooser::Chooser,
    diff_table::{DiffTable, counts},
    dto::{Comparison, Diff, VersionPair},
    query::ComparisonQuery,
    revealed_pair::{RevealedPair, use_revealed_pair},
};
use crate::{
    client::{FormAction, on_success, resource},
    paths::{self, SecretRoute},
    secrets::{
        dto::Version,
        frame::{Reload, allowed, by_name, loaded, may_change, no_values, provide_rights},
        value::reveal,
        versions::{
            calls::RestoreVersion,
            restore::{RestoreDialog, dialog_id},
        },
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use strongroom_domain::Action;
use strongroom_ui::{
    Button, ButtonKind, Card, Countdown, Empty, Glyph, PageHeader, PageTitle, use_hydrated, use_toasts,
};

/// The comparison.
#[component]
pub fn ComparePage() -> impl IntoView {
    by_name(|name| {
        let reload = Reload::provide();
        let query = use_query_map();
        let asked = Memo::new(move |_| {
            let text = |key: &str| query.with(|query| query.get_str(key).unwrap_or_default().to_owned());
            ComparisonQuery { older: text("a"), newer: text("b"), only_changed: text("only") == "changed" }
        });
        let pair = Memo::new(move |_| asked.with(|asked| (asked.older.clone(), asked.newer.clone())));
        let secret = name.clone();
        let data = resource(move || {
            reload.track();
            let (older, newer) = pair.get();
            CompareSecretVersions { name: secret.clone(), older, newer }
        });
        let title = format!("{name} · compare");
        view! {
            <PageTitle text=title/>
            {loaded(data, move |data| {
                let Comparison { versions, revision, pair, may } = data;
                provide_rights(&may);
                match pair {
                    Some(pair) => view! { <Compared name=name.clone() versions revision pair asked/> }.into_any(),
                    None => alone(&name),
                }
            })}
        }
        .into_any()
    })
}

fn alone(name: &str) -> AnyView {
    let (edit, back) = (paths::secret(SecretRoute::Edit, name), paths::secret(SecretRoute::Overview, name));
    view! {
        <PageHeader title="Compare versions"/>
        <Card>
            <Empty title="There is only one version" detail="The first edit adds a second version. Up to ten versions are kept.">
                <Button kind=ButtonKind::Primary icon=Glyph::Pencil href=edit>"Edit"</Button>
                <Button href=back>"Overview"</Button>
            </Empty>
        </Card>
    }
    .into_any()
}

#[component]
fn Compared(
    name: String,
    versions: Vec<Version>,
    revision: u64,
    pair: VersionPair,
    asked: Memo<ComparisonQuery>,
) -> impl IntoView {
    let VersionPair { older, newer, keys, identical } = pair;
    let revealed = use_revealed_pair();
    let restore = FormAction::<RestoreVersion>::new();
    let (reload, toasts) = (Reload::here(), use_toasts());
    on_success(restore, move |saved| {
        toasts.say(format!("v{} is now the current version", saved.number));
        reload.now();
    });
    let differs = keys.iter().any(|line| line.diff != Diff::Same);
    let sub = format!("{name} · values stay encrypted; keyed fingerprints show what changed");
    let (secret, ids) = (name.clone(), (older.id.clone(), newer.id.clone()));
    let open = RwSignal::new(false);
    let current = versions.iter().find(|version| version.is_current()).cloned();
    let restorable = older.revoked.is_none() && may_change() && allowed(Action::GetSecretValue);
    let current = current.filter(|current| current.id != older.id && restorable);
    let restores = current.is_some().then_some(older.number);
    let dialog = current.map(|current| {
        view! { <RestoreDialog name=name.clone() revision version=older.clone() current open action=restore/> }
    });
    let actions = move || {
        let form = restores.map(|number| {
            view! { <Button opens=dialog_id(number) on_press=move |()| open.set(true)>{format!("Restore v{number} as new…")}</Button> }
        });
        view! {
            {differs.then(|| view! { <RevealButton name=secret.clone() ids=ids.clone() revealed/> })}
            {form}
        }
    };
    view! {
        <PageHeader title="Compare versions" state=move || sub.clone() actions/>
        {dialog}
        <div class="rounded-xl border border-line bg-panel">
            <Chooser name=name.clone() versions older=older.clone() newer=newer.clone() asked/>
            <DiffTable older newer keys=keys.clone() asked revealed/>
        </div>
        {(!differs && !identical).then(|| view! {
            <p class="text-ink-2">"The keys and their values are the same. The text around them is not: the order of the keys, the spelling of their names, or white space."</p>
        })}
        <div class="flex flex-wrap items-center justify-between gap-3 text-ink-3">
            <span>{counts(&keys)}</span>
            {move || {
                let asked = asked.get();
                let to = ComparisonQuery { only_changed: !asked.only_changed, ..asked.clone() }.href(&name);
                let icon = if asked.only_changed { Glyph::Check } else { Glyph::Filter };
                view! { <a href=to class="inline-flex items-center gap-2 rounded-md hover:text-ink" aria-current=asked.only_changed.then_some("true")>"Only changed" <strongroom_ui::Icon glyph=icon/></a> }
            }}
        </div>
    }
}

#[component]
fn RevealButton(name: String, ids: (String, String), revealed: RevealedPair) -> impl IntoView {
    let hydrated = use_hydrated();
    let never = no_values();
    let waits = Signal::derive(move || {
        never.clone().or_else(|| (!hydrated.get()).then(|| "Revealing values requires JavaScript".to_owned()))
    });
    let press = move |()| revealed.toggle(name.clone(), ids.clone());
    view! {
        {move || revealed.is_shown().then(|| view! { <Countdown total=reveal::SECONDS left=revealed.left()/> })}
        <Button id="reveal" icon=Glyph::Eye disabled_reason=waits pending=revealed.busy() on_press=press>
            {move || if revealed.is_shown() { "Hide values" } else { "Reveal changed values" }}
        </Button>
    }
}
