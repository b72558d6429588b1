//! The list page of the customer master keys.

use super::{
    calls::{CreateKey, ListKeys},
    create::{NewKeyButton, NewKeyDialog},
    dto::{KeyInfo, secrets_words},
    key_card::{KeyActions, KeyCard},
    table::KeyTable,
};
use crate::{
    client::{ErrorView, Failure, FormAction, counting, failure, on_success, resource, with_undo},
    current_user::may,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use strongroom_domain::Action;
use strongroom_ui::{Card, Empty, EmptyKind, PageHeader, PageTitle, Skeleton, Status, Toast, Tone, use_toasts};

/// The keys, with the card of the selected key beside them.
#[component]
pub fn KeysPage() -> impl IntoView {
    let create = FormAction::<CreateKey>::new();
    let actions = KeyActions {
        rotate: FormAction::new(),
        disable: FormAction::new(),
        enable: FormAction::new(),
        edit: FormAction::new(),
    };
    let changes = reload_after(create, actions);
    let query = use_query_map();
    let selected = Memo::new(move |_| query.with(|query| query.get("key")));
    let page = resource(move || {
        changes.track();
        ListKeys {}
    });
    let editable = may(Action::DisableKey);
    let failures = vec![
        failure(create),
        failure(actions.rotate),
        failure(actions.disable),
        failure(actions.enable),
        failure(actions.edit),
    ];
    view! {
        <PageTitle text="Keys"/>
        <Transition fallback=|| view! { <Skeleton rows=true lines=4/> }>
            {move || {
                let (selected, failures) = (selected.get(), failures.clone());
                Suspend::new(async move {
                    match page.await {
                        Ok(keys) => view! {
                            <Header keys=keys.clone() editable/>
                            <Failure errors=failures/>
                            {content(keys, selected, actions, editable)}
                        }
                        .into_any(),
                        Err(error) => view! { <h1 class="sr-only">"Keys"</h1> <ErrorView error/> }.into_any(),
                    }
                })
            }}
        </Transition>
        <NewKeyDialog action=create/>
    }
}

fn content(keys: Vec<KeyInfo>, selected: Option<String>, actions: KeyActions, editable: bool) -> AnyView {
    let Some(id) = selected else { return view! { <KeyTable keys selected=None/> }.into_any() };
    let open = keys.iter().find(|key| key.id == id).cloned();
    let card = match open {
        Some(key_info) => view! { <KeyCard key_info actions editable/> }.into_any(),
        None => view! { <Card><Empty kind=EmptyKind::NoMatch title="Key not found" detail="This installation has no key with this id."/></Card> }.into_any(),
    };
    view! {
        <div class="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
            <div class="min-w-0"><KeyTable keys selected=Some(id)/></div>
            <aside aria-label="Key" class="min-w-0 max-xl:order-first">{card}</aside>
        </div>
    }
    .into_any()
}

/// Title, state, and the button for a new key.
#[component]
fn Header(keys: Vec<KeyInfo>, editable: bool) -> impl IntoView {
    let disabled = keys.iter().filter(|key| !key.enabled).count();
    let unreadable = keys.iter().filter(|key| !key.enabled).map(|key| key.secrets).sum::<u64>();
    let (tone, words) = match (disabled, unreadable) {
        (0, _) => (Tone::Accent, format!("{} enabled", count(keys.len()))),
        (_, 0) => (Tone::Amber, format!("{disabled} of {} disabled", count(keys.len()))),
        _ => (
            Tone::Red,
            format!("{disabled} of {} disabled · {} unreadable", count(keys.len()), secrets_words(unreadable)),
        ),
    };
    let state = move || {
        let words = words.clone();
        view! { <Status tone>{words}</Status> }
    };
    view! { <PageHeader title="Keys" state actions=move || editable.then(|| view! { <NewKeyButton/> })/> }
}

fn count(keys: usize) -> String {
    format!("{keys} {}", if keys == 1 { "key" } else { "keys" })
}

/// Counts successful changes, so that the list reloads, and confirms them.
fn reload_after(create: FormAction<CreateKey>, actions: KeyActions) -> RwSignal<u32> {
    let changes = RwSignal::new(0_u32);
    let changed = move || changes.update(|n| *n = n.wrapping_add(1));
    let toasts = use_toasts();
    on_success(create, move |id| {
        changed();
        toasts.push(Toast::new("Key created").link("Open", super::table::key_address(&id)));
    });
    on_success(actions.rotate, move |version| {
        changed();
        toasts.say(format!("Key rotated to v{version}"));
    });
    on_success(actions.edit, move |_| changed());
    on_success(actions.enable, move |_| {
        changed();
        toasts.say("Key enabled");
    });
    on_success(actions.disable, move |id| {
        changed();
        let back = super::calls::EnableKey { id };
        toasts.push(with_undo(
            Toast::new("Key disabled").tone(Tone::Amber),
            back,
            "Key enabled".to_owned(),
            counting(changes),
        ));
    });
    changes
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn key(description: &str, enabled: bool, secrets: u64) -> KeyInfo {
        KeyInfo {
            revision: 1,
            id: "0198".to_owned(),
            arn: "acs:kms:local:42:key/0198".to_owned(),
            description: description.to_owned(),
            default: false,
            enabled,
            delete_at: None,
            version: 1,
            secrets,
            creator: "<i>m</i>".to_owned(),
            created: 0,
            rotated: 0,
        }
    }

    #[test]
    fn state_and_usage_are_shown_in_words() {
        let head = |keys: Vec<KeyInfo>| Owner::new().with(|| view! { <Header keys editable=false/> }.to_html());
        assert!(head(vec![key("a", true, 0)]).contains("1 key enabled"));
        assert!(head(vec![key("a", false, 0), key("b", true, 9)]).contains("1 of 2 keys disabled"));
        assert!(head(vec![key("a", false, 1_284)]).contains("1,284 secrets unreadable"));
    }

    #[test]
    fn hostile_descriptions_are_escaped() {
        let html = Owner::new()
            .with(|| view! { <KeyTable keys=vec![key("\"></title><b>x</b>", true, 1)] selected=None/> }.to_html());
        assert!(!html.contains("<b>") && html.contains("1 secret"));
        assert!(html.contains("never"), "a key with one version was never rotated");
    }
}
