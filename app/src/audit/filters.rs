//! The filter bar: time range, mode, active filters, and a menu that adds one.

use super::{
    query::{AuditQuery, FIELDS, TERM_CHARS, field_word},
    range::Range,
    scope::AuditScope,
};
use leptos::{ev::SubmitEvent, prelude::*};
use strongroom_domain::EventField;
use strongroom_ui::{
    Button, Choice, FilterChip, Glyph, Menu, MenuDivider, MenuItem, MenuLook, Select, TextField, TextKind, TextLink,
    follow,
};

/// All filters as links and forms that work without scripts.
#[component]
pub fn Filters(
    /// Page that shows the search.
    scope: AuditScope,
    /// The current search.
    query: AuditQuery,
) -> impl IntoView {
    let chips = query.filter.terms.iter().filter(|(field, _)| !scope.fixes(*field)).map(|(field, value)| {
        let remove_href = scope.address(&query.without(*field, value));
        view! { <FilterChip name=field_word(*field) value=value.clone() remove_href/> }
    });
    let chips = chips.collect_view();
    let clear = (query.filter.terms.len() > 1).then(|| scope.address(&query.unfiltered()));
    view! {
        <div role="group" aria-label="Filters" class="flex flex-wrap items-center gap-2">
            {time_menu(&scope, &query)}
            {mode_menu(&scope, &query)}
            {chips}
            {add_menu(&scope, &query)}
            {clear.map(|href| view! { <span class="text-sm text-ink-2"><TextLink href>"Clear filters"</TextLink></span> }.into_any())}
        </div>
    }
}

fn time_menu(scope: &AuditScope, query: &AuditQuery) -> AnyView {
    let label = match &query.between {
        None => query.range.label().to_owned(),
        Some((from, to)) => format!("{} – {}", short(from, "…"), short(to, "now")),
    };
    let items =
        Range::ALL.map(|range| view! { <MenuItem label=range.label() href=scope.address(&query.with_range(range))/> });
    let items = items.collect_view();
    let (from, to) = query.between.clone().unwrap_or_default();
    let (from, to) = (RwSignal::new(minutes(&from)), RwSignal::new(minutes(&to)));
    let show = {
        let (scope, query) = (scope.clone(), query.clone());
        navigate_on_submit(move || {
            scope.address(&from.with_untracked(|from| to.with_untracked(|to| query.with_between(from, to))))
        })
    };
    let keep = query.pairs().into_iter().filter(|(key, _)| !["range", "from", "to"].contains(key));
    let (keep, base) = (hidden(keep), scope.base().to_owned());
    view! {
        <Menu label look=MenuLook::Chip glyph=Glyph::Clock>
            {items}
            <MenuDivider/>
            <form method="get" action=base class="flex w-60 flex-col gap-2.5 px-2.5 py-2" on:submit=show>
                {keep}
                <TextField id="audit-from" name="from" label="From (UTC)" kind=TextKind::DateTime bind_to=from/>
                <TextField id="audit-to" name="to" label="To (UTC)" kind=TextKind::DateTime bind_to=to/>
                <Button submit=true>"Apply"</Button>
            </form>
        </Menu>
    }
    .into_any()
}

fn mode_menu(scope: &AuditScope, query: &AuditQuery) -> AnyView {
    let label = match query.filter.write {
        None => "Reads and changes",
        Some(true) => "Changes only",
        Some(false) => "Reads only",
    };
    let item = |label: &'static str, write| view! { <MenuItem label href=scope.address(&query.with_write(write))/> };
    let items = (item("Reads and changes", None), item("Changes only", Some(true)), item("Reads only", Some(false)));
    view! {
        <Menu label look=MenuLook::Chip>
            {items}
        </Menu>
    }
    .into_any()
}

fn add_menu(scope: &AuditScope, query: &AuditQuery) -> AnyView {
    let fields = FIELDS.into_iter().filter(|(field, ..)| !scope.fixes(*field));
    let choices: Vec<_> = fields.map(|(_, word, label)| Choice::new(word, label)).collect();
    let (keep, base) = (hidden(query.pairs().into_iter()), scope.base().to_owned());
    let (word, value) = (RwSignal::new(field_word(EventField::Actor).to_owned()), RwSignal::new(String::new()));
    let add = {
        let (scope, query) = (scope.clone(), query.clone());
        navigate_on_submit(move || {
            let field = word.with_untracked(|word| FIELDS.into_iter().find(|(_, one, _)| one == word));
            let query = field.map(|(field, ..)| query.with(field, value.get_untracked().trim()));
            query.map_or_else(|| scope.base().to_owned(), |query| scope.address(&query))
        })
    };
    view! {
        <Menu label="Filter" look=MenuLook::Dashed glyph=Glyph::Plus>
            <form method="get" action=base class="flex w-60 flex-col gap-2.5 px-2.5 py-2" on:submit=add>
                {keep}
                <Select id="audit-field" name="field" label="Field" choices bind_to=word/>
                <TextField id="audit-value" name="value" label="Is exactly" hint="For example: GetSecretValue, Denied, or the full name of a secret." required=true max_length=TERM_CHARS bind_to=value/>
                <Button submit=true>"Add filter"</Button>
            </form>
        </Menu>
    }
    .into_any()
}

/// Navigates to the address built from the form. Without scripts the browser submits the form itself.
fn navigate_on_submit(address: impl Fn() -> String + 'static) -> impl Fn(SubmitEvent) {
    move |event| {
        event.prevent_default();
        follow(&address());
    }
}

fn hidden(pairs: impl Iterator<Item = (&'static str, String)>) -> AnyView {
    pairs.map(|(key, value)| view! { <input type="hidden" name=key value=value/> }.into_any()).collect_view().into_any()
}

/// "2026-11-22 14:02" of a time in the address.
fn short(time: &str, none: &'static str) -> String {
    if time.is_empty() { none.to_owned() } else { minutes(time).replace('T', " ") }
}

/// The part of a time in the address that a `datetime-local` field accepts.
fn minutes(time: &str) -> String {
    time.chars().take(16).collect()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn filters_work_as_links_and_forms() {
        let query = AuditQuery::default().with(EventField::Actor, "<b>&").with_range(Range::Week);
        let html = Owner::new().with(|| view! { <Filters scope=AuditScope::audit() query/> }.to_html());
        assert!(html.contains("href=\"/audit?range=7d\""), "each chip can be removed");
        assert!(
            html.contains("name=\"actor\"") && html.contains("type=\"datetime-local\""),
            "forms keep the other filters"
        );
        assert!(!html.contains("<b>"));
    }

    #[test]
    fn secret_tab_offers_no_secret_filter() {
        let html = Owner::new()
            .with(|| view! { <Filters scope=AuditScope::secret("a/b") query=AuditQuery::default()/> }.to_html());
        assert!(!html.contains("value=\"secret\"") && html.contains("/secrets/audit/a/b?range=1h"));
    }
}
