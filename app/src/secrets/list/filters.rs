//! The toolbar of the list: search, active filters, order. Plain forms and links, so it works without scripts.

use super::query::{ListFilter, ListQuery, RotationWord};
use crate::{current_user::may, paths};
use leptos::{
    ev::{self, MouseEvent, SubmitEvent},
    leptos_dom::helpers::TimeoutHandle,
    prelude::*,
};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use std::time::Duration;
use strongroom_domain::{Action, SecretSort, SecretState, limits};
use strongroom_ui::{
    Button, ButtonKind, ButtonSize, FilterChip, Glyph, Menu, MenuDivider, MenuItem, MenuLook, SearchField, TextField,
};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlAnchorElement};

/// Pause in typing after which the list updates.
const PAUSE: Duration = Duration::from_millis(180);

const SORTS: [(SecretSort, &str); 6] = [
    (SecretSort::Name, "Name, A first"),
    (SecretSort::NameDown, "Name, Z first"),
    (SecretSort::Updated, "Changed, newest first"),
    (SecretSort::UpdatedUp, "Changed, oldest first"),
    (SecretSort::Created, "Created, newest first"),
    (SecretSort::CreatedUp, "Created, oldest first"),
];

/// Search, filters and order of the list.
#[component]
pub fn Toolbar(
    /// The list's state.
    query: Memo<ListQuery>,
) -> impl IntoView {
    view! {
        <div class="flex flex-wrap items-center gap-2">
            <Search query/>
            {move || chips(&query.get())}
            <div class="ml-auto">{move || order(&query.get())}</div>
        </div>
    }
}

/// The field outlives each new list and keeps the focus.
#[component]
fn Search(query: Memo<ListQuery>) -> impl IntoView {
    let first = query.with_untracked(|query| query.q.clone());
    let typed = RwSignal::new(first.clone());
    let sent = StoredValue::new(first);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let navigate = use_navigate();
    let follow = move || {
        let (Some(query), Some(words)) = (query.try_get_untracked(), typed.try_get_untracked()) else { return };
        if query.q == words {
            return;
        }
        sent.set_value(words.clone());
        let to = ListQuery { q: words, ..query.start() }.href();
        navigate(&to, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
    };
    let stop = move || {
        if let Some(Some(timer)) = timer.try_update_value(Option::take) {
            timer.clear();
        }
    };
    let soon = follow.clone();
    Effect::new(move || {
        typed.track();
        stop();
        timer.set_value(set_timeout_with_handle(soon.clone(), PAUSE).ok());
    });
    // A pending search must not navigate back after a click on a link.
    Effect::new(move || {
        let listener = window_event_listener(ev::click, move |event| {
            if leads_away(&event) {
                stop();
            }
        });
        on_cleanup(move || listener.remove());
    });
    let at_once = move |event: SubmitEvent| {
        event.prevent_default();
        stop();
        follow();
    };
    // The address changed without typing: update the field.
    Effect::new(move || {
        let words = query.with(|query| query.q.clone());
        if sent.with_value(|sent| *sent != words) {
            sent.set_value(words.clone());
            typed.set(words);
        }
    });
    let kept = move || query.with(|query| kept(query, &["q"]));
    view! {
        <form method="get" action=paths::SECRETS role="search" class="phone:w-full" on:submit=at_once>
            <SearchField id="search" name="q" label="Find secrets" bind_to=typed placeholder="Name, tag, description"/>
            {kept}
        </form>
    }
}

/// Whether a click is on a link that leaves the list.
fn leads_away(event: &MouseEvent) -> bool {
    let clicked = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let link = clicked.and_then(|clicked| clicked.closest("a[href]").ok().flatten());
    link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok())
        .is_some_and(|link| link.pathname() != paths::SECRETS)
}

/// Hidden fields with the rest of the state, for a form that sets part of it.
fn kept(query: &ListQuery, except: &[&str]) -> Vec<AnyView> {
    let parts = query.start().parts().into_iter().filter(|(name, _)| !except.contains(name));
    parts.map(|(name, value)| view! { <input type="hidden" name=name value=value/> }.into_any()).collect()
}

fn chips(query: &ListQuery) -> AnyView {
    let set = query.filters();
    let clear = (set.len() > 1).then(|| {
        let all = ListQuery { sort: query.sort, ..ListQuery::default() }.href();
        view! { <Button kind=ButtonKind::Quiet size=ButtonSize::Small href=all>"Clear all"</Button> }
    });
    let set = set
        .into_iter()
        .filter(|filter| filter.by != ListFilter::Search)
        .map(|filter| {
            let short = match filter.by {
                ListFilter::Key => filter.value.chars().take(8).collect(),
                ListFilter::Rotation => query.rotation.map(rotation_label).unwrap_or_default().to_owned(),
                ListFilter::Search | ListFilter::Tag | ListFilter::TagValue | ListFilter::State => filter.value,
            };
            view! { <FilterChip name=filter.by.label() value=short remove_href=filter.without.href()/> }
        })
        .collect_view();
    let of_state = |state| ListQuery { state: Some(state), ..query.start() }.href();
    let (active, deleting) = (of_state(SecretState::Active), of_state(SecretState::Deleting));
    let by_tag = by_tag(query);
    let by_rotation = may(Action::ListRotations).then(|| {
        let items = [RotationWord::Automatic, RotationWord::Failed, RotationWord::Overdue].map(|rotation| {
            let href = ListQuery { rotation: Some(rotation), ..query.start() }.href();
            view! { <MenuItem label=rotation_label(rotation) href/> }.into_any()
        });
        view! { <MenuDivider/> {items.into_iter().collect_view()} }.into_any()
    });
    view! {
        {set}
        <Menu label="Filter" look=MenuLook::Dashed glyph=Glyph::Plus>
            <MenuItem label="Active" href=active/>
            <MenuItem label="Being deleted" href=deleting/>
            {by_rotation}
            <MenuDivider/>
            {by_tag}
        </Menu>
        {clear}
    }
    .into_any()
}

fn rotation_label(rotation: RotationWord) -> &'static str {
    match rotation {
        RotationWord::Automatic => "Rotates by itself",
        RotationWord::Failed => "Rotation failed",
        RotationWord::Overdue => "Rotation overdue",
    }
}

fn by_tag(query: &ListQuery) -> AnyView {
    let (tag, value) = (RwSignal::new(query.tag.clone()), RwSignal::new(query.value.clone()));
    let (navigate, start) = (use_navigate(), query.start());
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let to = ListQuery { tag: tag.get_untracked(), value: value.get_untracked(), ..start.clone() };
        navigate(&to.href(), NavigateOptions::default());
    };
    view! {
        <form method="get" action=paths::SECRETS class="flex w-56 flex-col gap-2.5 p-2.5" on:submit=send>
            {kept(query, &["tag", "value"])}
            <TextField id="filter-tag" name="tag" label="Tag key" bind_to=tag placeholder="env" max_length=limits::TAG/>
            <TextField id="filter-value" name="value" label="Tag value" bind_to=value placeholder="prod" max_length=limits::TAG/>
            <Button size=ButtonSize::Small submit=true>"Filter by tag"</Button>
        </form>
    }
    .into_any()
}

fn order(query: &ListQuery) -> AnyView {
    let now = SORTS.iter().find(|(sort, _)| *sort == query.sort).map_or("Order", |(_, words)| words);
    let items = SORTS
        .iter()
        .map(|(sort, words)| view! { <MenuItem label=*words href=query.sorted(*sort).href()/> })
        .collect_view();
    view! { <Menu label=now look=MenuLook::Chip glyph=Glyph::Sort align_end=true>{items}</Menu> }.into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn tag_form_keeps_the_other_filters() {
        let query = ListQuery {
            q: "\"><b>".into(),
            tag: "env".into(),
            state: Some(SecretState::Active),
            after: "c".into(),
            ..ListQuery::default()
        };
        let html: String =
            Owner::new().with(|| kept(&query, &["tag", "value"]).into_iter().map(RenderHtml::to_html).collect());
        assert!(html.contains("name=\"q\"") && html.contains("name=\"state\" value=\"active\""), "{html}");
        assert!(!html.contains("name=\"tag\"") && !html.contains("name=\"after\"") && !html.contains("<b>"), "{html}");
    }
}
